// Keys and targets that are wrong: exit code 2 with the place, and nothing new or changed in the folder.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class BadInput : public Cli {
 protected:
  void SetUp() override { make_store(); }

  void refuses_keys(std::string_view text, const std::vector<std::string>& parts) const {
    write("k.txt", text);
    fails(2, {"features", "nasbench201", "-o", "new.h5", "--keys", "k.txt"}, parts);
  }
  /// train and evaluate must refuse the table, with or without a list of architectures.
  void refuses_targets(std::string_view table, const std::vector<std::string>& parts, const Arguments& more = {}) const {
    write("t.csv", table);
    Arguments train = {"train", "s.h5", "--targets", "t.csv", "--target", "acc", "-o", "m.ubj"};
    Arguments evaluate = {"evaluate", "s.h5", "--targets", "t.csv", "--target", "acc", "--train-sizes", "10", "--seeds", "1:2"};
    train.insert(train.end(), more.begin(), more.end());
    evaluate.insert(evaluate.end(), more.begin(), more.end());
    fails(2, train, parts);
    fails(2, evaluate, parts);
  }
};

/// The lines of a table of 300 targets after the header and the first.
std::string rest_of_table() {
  const std::string table = target_table(300);
  return table.substr(target_table(1).size());
}

TEST_F(BadInput, UnknownSpaceHasTheNearestNames) {
  fails(2, {"features", "nasbench20", "-o", "new.h5"}, {"unknown search space 'nasbench20'", "did you mean nasbench201"});
}

TEST_F(BadInput, NothingLikeASpaceHasTheNamesThereAre) {
  fails(2, {"features", "imagenet", "-o", "new.h5"}, {"unknown search space 'imagenet'", "nasbench201"});
}

TEST_F(BadInput, UnknownFamilyHasTheNearestNames) {
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--families", "node_degre"}, {"'node_degre'", "did you mean node_degree?"});
}

TEST_F(BadInput, RangeOutsideTheSpaceHasItsSize) {
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--range", "15000:16000"}, {"15000:16000", "15625"});
}

TEST_F(BadInput, MalformedKeyOfAListHasItsPlace) {
  refuses_keys("(0, 0, 0, 0, 0, 0)\n(0, 0, 7, 0, 0, 0)\n", {"k.txt:2:8: ", "'(0, 0, 7, 0, 0, 0)'", "expected a number from 0 to 4, found '7"});
  refuses_keys("(0, 0, 0, 0, 0)\n", {"k.txt:1:15: ", "expected ','"});
  refuses_keys("(0, 0, 0, 0, 0, 0, 0)\n", {"k.txt:1:18: ", "')'"});
  refuses_keys("0, 0, 0, 0, 0, 0\n", {"k.txt:1:1: ", "'('"});
  refuses_keys("(0, 0, 0, 0, 0, 0) x\n", {"k.txt:1:20: ", "end of the key"});
  refuses_keys("(0, 0, 0, 0, 0, -1)\n", {"k.txt:1:17: "});
  refuses_keys("(0, 0, 0, 0, 0, 99999999999999999999)\n", {"k.txt:1:17: "});
}

TEST_F(BadInput, MalformedKeyOfAQuotedListHasItsPlace) {
  refuses_keys("\"(0, 0, 0, 0, 0, 0)\"\n\"(0, 0, 7, 0, 0, 0)\"\n", {"k.txt:2:9: ", "found '7"});
}

TEST_F(BadInput, MalformedKeyOfACsvHasItsPlace) {
  refuses_keys("acc,net\n1,\"(0, 0, 0, 0, 0, 0)\"\n12,\"(0, 0, 7, 0, 0, 0)\"\n", {"k.txt:3:12: ", "found '7"});
}

TEST_F(BadInput, KeyTwiceHasBothPlaces) {
  refuses_keys("(0, 0, 0, 0, 0, 0)\n(0, 0, 0, 0, 0, 1)\n(0,0,0,0,0,0)\n", {"k.txt:3:1: ", "'(0,0,0,0,0,0)'", "line 1"});
}

TEST_F(BadInput, FileOfNoKeysIsRefusedByItsName) {
  refuses_keys("", {"k.txt", "empty"});
  refuses_keys("\n", {"k.txt"});
  refuses_keys("net\n", {"k.txt"});
  refuses_keys("\n(0, 0, 0, 0, 0, 0)\n", {"k.txt:1:"});
  refuses_keys("\"(0, 0, 0, 0, 0, 0)\n", {"k.txt:2:1: ", "closing quote", "1:1"});
  refuses_keys("name,acc\nx,1\n", {"k.txt:1:1: "});
  refuses_keys(std::string("\0\1\2\377", 4), {"k.txt:1:1: "});
}

TEST_F(BadInput, MissingFilesAreNamed) {
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--keys", "none.txt"}, {"none.txt: no such file"});
  fails(2, {"train", "s.h5", "--targets", "none.csv", "--target", "acc", "-o", "m.ubj"}, {"none.csv: no such file"});
  fails(2, {"train", "s.h5", "--target", "params", "--only", "none.csv", "-o", "m.ubj"}, {"none.csv: no such file"});
  fails(2, {"evaluate", "s.h5", "--target", "params", "--splits", "none.csv"}, {"none.csv: no such file"});
  fails(2, {"inspect", "none.h5"}, {"none.h5: no such file"});
}

TEST_F(BadInput, FoldersAreNoFiles) {
  std::filesystem::create_directory(folder_ / "d");
  fails(2, {"features", "nasbench201", "-o", "new.h5", "--keys", "d"}, {"d: expected a file, found a folder"});
  fails(2, {"inspect", "d"}, {"d: expected a feature store, found a folder"});
  fails(2, {"features", "nasbench201", "-o", "d"}, {"d: expected the name of a file, found a folder"});
  fails(2, {"features", "nasbench201", "-o", "d", "--overwrite"}, {"d: expected the name of a file, found a folder"});
}

TEST_F(BadInput, DuplicateKeyInATargetTableHasItsPlace) {
  refuses_targets(target_table(300) + "\"(0,0,0,0,1,2)\",1\n", {"t.csv:302:1: ", "'(0,0,0,0,1,2)'", "line 9"});
}

TEST_F(BadInput, MalformedKeyInATargetTableHasItsPlace) {
  refuses_targets("net,acc\n\"(0, 0, 0, 0, 0, 0)\",1\n\"(0, 0, 0, 0, 0, 5)\",2\n", {"t.csv:3:18: ", "found '5"});
}

TEST_F(BadInput, MissingNetsAreCountedAndTheFirstIsNamed) {
  refuses_targets(target_table(290), {"t.csv", "'acc'", "10 of 300", "the first is " + key(290), "--only"});
}

TEST_F(BadInput, MissingTargetsAreCountedAndTheFirstIsNamed) {
  std::string table = target_table(299) + "\"" + key(299) + "\",\n";
  refuses_targets(table, {"t.csv", "1 of 300", "the first is " + key(299)});
}

TEST_F(BadInput, NetsOfOnlyThatTheStoreHasNotAreCounted) {
  write("only.txt", key(1) + "\n" + key(400) + "\n" + key(500) + "\n" + key(2) + "\n");
  refuses_targets(target_table(300), {"only.txt", "s.h5", "2 of 4", "the first is " + key(400)}, {"--only", "only.txt"});
}

TEST_F(BadInput, NonNumericTargetHasItsPlace) {
  refuses_targets("net,acc\n\"(0, 0, 0, 0, 0, 0)\",high\n" + rest_of_table(), {"t.csv:2:22: ", "'acc'", "expected a number", "found 'high'"});
}

TEST_F(BadInput, UnknownTargetHasTheColumnsThereAre) {
  write("t.csv", target_table(300));
  fails(2, {"train", "s.h5", "--targets", "t.csv", "--target", "accuracy", "-o", "m.ubj"}, {"t.csv:1", "'accuracy'", "net, acc"});
  fails(2, {"train", "s.h5", "--target", "parameters", "-o", "m.ubj"}, {"'parameters'", "params"});
}

TEST_F(BadInput, ConstantTargetIsRefused) {
  std::string table = "net,acc\n";
  for (unsigned i = 0; i < 300; ++i) table += "\"" + key(i) + "\",5\n";
  refuses_targets(table, {"'acc'", "the same for all"});
}

TEST_F(BadInput, CsvWithAnotherNumberOfFieldsHasItsLine) {
  refuses_targets("net,acc\n\"(0, 0, 0, 0, 0, 0)\",1\n(0, 0, 0, 0, 0, 1),2\n", {"t.csv:3:", "expected 2 field", "found 7"});
}

TEST_F(BadInput, TargetThatFloat32CannotHoldIsRefused) {
  refuses_targets("net,acc\n\"(0, 0, 0, 0, 0, 0)\",1e39\n" + rest_of_table(), {"t.csv:2:22: "});
}

TEST_F(BadInput, SplitFileHasThePlaceOfWhatIsWrong) {
  const Arguments evaluate = {"evaluate", "s.h5", "--target", "params", "--models", "xgb", "--splits", "splits.csv"};
  const auto refuses = [&](const std::string& rows, const std::vector<std::string>& parts) {
    write("splits.csv", "data_seed,train_size,train_row_indices\n" + rows);
    fails(2, evaluate, parts);
  };
  refuses("1,3,5 6 300\n", {"splits.csv:2:9: ", "0 to 299", "'300'"});
  refuses("1,3,5 6 5\n", {"splits.csv:2:9: ", "twice"});
  refuses("1,3,5 6\n", {"splits.csv:2:5: ", "expected 3 rows"});
  refuses("1,0,\n", {"splits.csv:2:"});
  refuses("", {"splits.csv"});
}

}  // namespace
}  // namespace testing_cli
