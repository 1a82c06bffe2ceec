// What print_information() and show() of nats_bench/api_topology.py, nats_bench/api_size.py and nas_201_api/api_201.py print.
#include "tests/import/imported.hpp"

namespace testing_import {
namespace {

using NatsText = Import;

const std::string kCell = "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|";

TEST_F(NatsText, OneArchitectureOfNasBench201) {
  const std::string text = kCell +
                           "\n"
                           "datasets : ['cifar10-valid', 'cifar10', 'cifar100', 'ImageNet16-120'], extra-info : arch-index=0\n"
                           "cifar10-valid  FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.\n"
                           "cifar10-valid  train : [loss = 0.873, top1 = 69.47%], valid : [loss = 0.877, top1 = 68.84%]\n"
                           "cifar10        FLOP= 15.65 M, Params=0.087 MB, latency=None ms.\n"
                           "cifar10        train : [loss = 0.674, top1 = 76.73%], test  : [loss = 0.647, top1 = 77.64%]\n"
                           "ImageNet16-120 FLOP=  3.91 M, Params=0.095 MB, latency=13.79 ms.\n"
                           "ImageNet16-120 train : [loss = nan, top1 = 18.33%], valid : [loss = 3.389, top1 = 20.12%], test : [loss = 3.400, top1 = 19.67%]\n";
  const std::string header =
      "net,cifar10-valid.flops,cifar10-valid.params,cifar10-valid.latency,cifar10-valid.train_loss,cifar10-valid.train_top1,cifar10-valid.valid_loss,"
      "cifar10-valid.valid_top1,cifar10.flops,cifar10.params,cifar10.latency,cifar10.train_loss,cifar10.train_top1,cifar10.test_loss,cifar10.test_top1,"
      "ImageNet16-120.flops,ImageNet16-120.params,ImageNet16-120.latency,ImageNet16-120.train_loss,ImageNet16-120.train_top1,ImageNet16-120.valid_loss,"
      "ImageNet16-120.valid_top1,ImageNet16-120.test_loss,ImageNet16-120.test_top1\n";
  EXPECT_EQ(imported(text), header +
                                "\"(4, 3, 3, 0, 0, 0)\",15.65,0.087,14.54,0.873,69.47,0.877,68.84,15.65,0.087,,0.674,76.73,0.647,77.64,3.91,0.095,13.79,,18.33,3.389,20.12,"
                                "3.400,19.67\n");
  EXPECT_EQ(space(), "nasbench201");
  EXPECT_EQ(notes(), "");
  EXPECT_EQ(imported(text, with_datasets({"cifar10"})), "net,flops,params,latency,train_loss,train_top1,test_loss,test_top1\n\"(4, 3, 3, 0, 0, 0)\",15.65,0.087,,0.674,76.73,0.647,77.64\n");
  EXPECT_EQ(error_of(text, with_datasets({"cifar"})), "t: no dataset 'cifar'; found cifar10-valid, cifar10, ImageNet16-120");
}

TEST_F(NatsText, AByteOrderMarkMeansNothing) {
  const std::string text = kCell + "\ncifar10        FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.\n";
  EXPECT_EQ(imported("\xEF\xBB\xBF" + text), "net,flops,params,latency\n\"(4, 3, 3, 0, 0, 0)\",15.65,0.087,14.54\n");
  EXPECT_EQ(notes(), "");
}

/// show() of several architectures: with rules, and with every training of each.
TEST_F(NatsText, SeveralArchitecturesAndTrainings) {
  const std::string other = "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|avg_pool_3x3~2|";
  const auto training = [](const std::string& cell, const std::string& epochs, const std::string& latency, const std::string& top1) {
    return ">>>>>>>>>> " + epochs + " epochs >>>>>>>>>>\n" + cell + "\ndatasets : ['cifar10'], extra-info : None\ncifar10        FLOP= 15.65 M, Params=0.087 MB, latency=" + latency +
           " ms.\ncifar10        train : [loss = 0.5 & top1 = 76.73%], test  : [loss = 0.6 & top1 = " + top1 + "%]\n";
  };
  std::string text = "NATStopology(2/15625 architectures, fast_mode=True, file=NATS-tss-v1_0-3ffb9-simple)\n";
  text += "\n---------- The (    0/    2) 000000-th architecture! ----------\narch : " + kCell + "\n";
  text += training(kCell, "012", "14.54", "77.64") + training(kCell, "200", "14.60", "87.64") + "<<<<<<<<<<------------<<<<<<<<<<\n";
  text += "\n---------- The (    1/    2) 000001-th architecture! ----------\narch : " + other + "\n" + training(other, "012", "1.5", "10.00") + "<<<<<<<<<<------------<<<<<<<<<<\n";
  EXPECT_EQ(imported(text),
            "net,flops,params,latency_12,train_loss_12,train_top1_12,test_loss_12,test_top1_12,latency_200,train_loss_200,train_top1_200,test_loss_200,test_top1_200\n"
            "\"(4, 3, 3, 0, 0, 0)\",15.65,0.087,14.54,0.5,76.73,0.6,77.64,14.60,0.5,76.73,0.6,87.64\n"
            "\"(2, 1, 1, 1, 1, 4)\",15.65,0.087,1.5,0.5,76.73,0.6,10.00,,,,,\n");
  EXPECT_EQ(notes(), "");
}

TEST_F(NatsText, LinesOfALogAreReadAndOthersCounted) {
  const std::string text = "07/31 11:31:49 AM " + kCell + "\r\ncifar10        FLOP=184.73 M, Params=1.289 MB, latency=19.72 ms.\r\n07/31 11:31:49 AM cifar10 train 99.9\r\nmore\r\n";
  EXPECT_EQ(imported(text), "net,flops,params,latency\n\"(4, 3, 3, 0, 0, 0)\",184.73,1.289,19.72\n");
  EXPECT_EQ(notes(), "t: lines that are of no known form and left out: 2, the first of them t:3:1: '07/31 11:31:49 AM cifar10 train 99.9'\n");
}

TEST_F(NatsText, Sizes) {
  const std::string text = "8:16:24:32:64\ncifar10        FLOP= 15.65 M, Params=0.087 MB, latency=None ms.\n";
  EXPECT_EQ(imported(text, {}, CARTOGRAF_EXAMPLES_DIR "/natsbench_size.json"), "net,flops,params,latency\n\"(0, 1, 2, 3, 7)\",15.65,0.087,\n");
  EXPECT_TRUE(contains(error_of(text), "t:1:1: key '8:16:24:32:64' of nasbench201: ")) << error_of(text);
  EXPECT_TRUE(contains(error_of(text), "; --space names another")) << error_of(text);
}

TEST_F(NatsText, WhatIsWrongIsSaidWithItsLine) {
  const std::string costs = "cifar10        FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.\n";
  EXPECT_EQ(error_of(costs), "t:1:1: expected a line with an architecture before its results, found none");
  EXPECT_EQ(error_of(kCell + "\n" + costs + "cifar10        FLOP= 15.65 M, Params=0.087 GB, latency=14.54 ms.\n"),
            "t:3:1: expected 'FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.', found 'cifar10        FLOP= 15.65 M, Params=0.087 GB, latency=14.54 ms.'");
  EXPECT_EQ(error_of(kCell + "\n" + costs + "cifar10        train : [loss = 0.5 & top1 = x%]\n"),
            "t:3:1: expected 'train : [loss = 0.873 & top1 = 69.47%], valid : [...]', found 'cifar10        train : [loss = 0.5 & top1 = x%]'");
  EXPECT_EQ(error_of(">>>> many epochs >>>>\n" + kCell + "\n" + costs), "t:1:1: expected '012 epochs', found '>>>> many epochs >>>>'");
  EXPECT_EQ(error_of(kCell + "\n" + costs + "cifar10        FLOP= 15.66 M, Params=0.087 MB, latency=14.54 ms.\n"),
            "t:3:1: 'flops' of the architecture '" + kCell + "' stands there already, as '15.65', and now as '15.66'");
}

}  // namespace
}  // namespace testing_import
