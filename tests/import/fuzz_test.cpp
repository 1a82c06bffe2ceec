// Files that are cut or changed end in a table or in an error with a sentence, never otherwise.
#include <random>
#include <vector>

#include "tests/import/imported.hpp"

namespace testing_import {
namespace {

const std::vector<std::string>& samples() {
  static const std::vector<std::string> texts = {
      R"--({"nasbench201": {"cifar10": {"(4, 0, 3, 1, 4, 3)": {"zen": {"score": 6.5e-1, "time": 1}, "b": [1, [2], {"c": 3}], "acc": NaN, "id": "7"}, "(0, 0, 0, 0, 0, 4)": {"acc": -Infinity}}}})--",
      R"--([{"idx": "0", "arch": [4, 0, 3, 1, 4, 3], "zen": {"score": 63.38, "time": 1.5}, "acc": 84.99, "x": null}, {"net": "(0, 0, 0, 0, 0, 4)", "y": true}])--",
      "arch : |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|\n>>>> 012 epochs >>>>\n"
      "cifar10-valid  FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.\ncifar10-valid  train : [loss = 0.873 & top1 = 69.47%], valid : [loss = nan, top1 = 68.84%]\n<<<<\n",
      "net,acc,text\n\"(4, 0, 3, 1, 4, 3)\",84.99,\"a, \"\"b\"\"\"\n\"(0, 0, 0, 0, 0, 4)\",,x\n",
  };
  return texts;
}

class Fuzz : public Import {
 protected:
  /// Anything but an InputError leaves the test.
  void import_or_refuse(const std::string& text) {
    try {
      const std::string table = imported(text);
      EXPECT_TRUE(table.starts_with("net")) << text;
      ++n_read_;
    } catch (const cartograf::InputError& error) {
      EXPECT_FALSE(std::string(error.what()).empty()) << text;
      ++n_refused_;
    }
  }

  int n_read_ = 0, n_refused_ = 0;
};

TEST_F(Fuzz, CutFiles) {
  for (const std::string& text : samples()) {
    import_or_refuse(text);
    for (std::size_t length = 0; length < text.size(); ++length) import_or_refuse(text.substr(0, length));
  }
  EXPECT_GE(n_read_, static_cast<int>(samples().size()));
  EXPECT_GT(n_refused_, 100);
}

TEST_F(Fuzz, ChangedFiles) {
  std::mt19937 random(1);
  const std::string bytes = "\"'{}[]()|~:;,.0123456789eE+-NaInfinity \t\n\\\x80\xff";
  for (const std::string& text : samples()) {
    for (int i = 0; i < 200; ++i) {
      std::string changed = text;
      for (int n = 0; n < 1 + i % 3; ++n) {
        const std::size_t at = random() % changed.size();
        const char byte = bytes[random() % bytes.size()];
        if (random() % 3 == 0) {
          changed.erase(at, 1 + random() % 4);
        } else if (random() % 2 == 0) {
          changed.insert(at, 1, byte);
        } else {
          changed[at] = byte;
        }
      }
      import_or_refuse(changed);
    }
  }
  EXPECT_GT(n_read_, 20);
  EXPECT_GT(n_refused_, 100);
}

}  // namespace
}  // namespace testing_import
