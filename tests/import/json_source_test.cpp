// JSON as NASLib has it: the forms are those of zc_nasbench201.json, zc_transbench101_micro.json, zc_nasbench301.json, zc_nasbench101.json
// and of its competition's train.json.
#include "tests/import/imported.hpp"

namespace testing_import {
namespace {

using Json = Import;

constexpr const char* kScores = R"--({
 "cifar10": {
  "(4, 0, 3, 1, 4, 3)": {"synflow": {"score": 44.48481149764257, "time": 1.25}, "params": {"score": 129306, "time": 0.5}, "id": "17", "val_accuracy": 84.99},
  "(2, 4, 0, 0, 3, 2)": {"synflow": {"score": -1e-05, "time": 1.5}, "params": {"score": null, "time": 0.5}, "id": "3", "val_accuracy": 90.52}},
 "ImageNet16-120": {
  "(2, 4, 0, 0, 3, 2)": {"synflow": {"score": 7, "time": 2}, "val_accuracy": 32.699999857584636}}
})--";

TEST_F(Json, ScoresOfSeveralDatasetsBecomeColumnsOfOneRow) {
  EXPECT_EQ(imported(kScores),
            "net,cifar10.synflow,cifar10.params,cifar10.val_accuracy,ImageNet16-120.synflow,ImageNet16-120.val_accuracy\n"
            "\"(4, 0, 3, 1, 4, 3)\",44.48481149764257,129306,84.99,,\n"
            "\"(2, 4, 0, 0, 3, 2)\",-1e-05,,90.52,7,32.699999857584636\n");
  EXPECT_EQ(space(), "nasbench201");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: id\nt: the seconds that each score took are left out; --times takes them\n");
}

TEST_F(Json, OneDatasetHasColumnsByTheirNames) {
  cartograf::ImportOptions options = with_datasets({"ImageNet16-120"});
  options.times = true;
  EXPECT_EQ(imported(kScores, options), "net,synflow,synflow_time,val_accuracy\n\"(2, 4, 0, 0, 3, 2)\",7,2,32.699999857584636\n");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: id\n");
  EXPECT_EQ(error_of(kScores, with_datasets({"cifar10", "cifar1"})), "t: no dataset 'cifar1'; found cifar10, ImageNet16-120");
}

TEST_F(Json, TheSpaceMayStandAroundTheDatasets) {
  EXPECT_EQ(imported(R"--({"nasbench301": {"cifar10": {"[[(0, 4), (1, 3), (0, 2), (2, 3), (2, 3), (0, 3), (2, 6), (3, 5)], [(0, 3), (1, 3), (1, 1), (0, 5), (2, 3), (0, 2), (4, 4), (3, 1)]]": {"flops": 202.774016, "val_accuracy": 93.90106806339374}}}})--"),
            "net,flops,val_accuracy\n\"(((0, 4), (1, 3), (0, 2), (2, 3), (0, 3), (2, 3), (2, 6), (3, 5)), ((0, 3), (1, 3), (0, 5), (1, 1), (0, 2), (2, 3), (3, 1), (4, "
            "4)))\",202.774016,93.90106806339374\n");
  EXPECT_EQ(space(), "darts");
  // Six numbers from 0 to 3 are architectures of several spaces, of which the file names one.
  const std::string of_micro = R"--({"transbench101_micro": {"jigsaw": {"(0, 2, 3, 1, 2, 3)": {"snip": 1}}}})--";
  imported(of_micro);
  EXPECT_EQ(space(), "transnasbench101_micro");
  imported(R"--({"nasbench201": {"cifar10": {"(0, 2, 3, 1, 2, 3)": {"snip": 1}}}})--");
  EXPECT_EQ(space(), "nasbench201");
}

TEST_F(Json, TasksOfTransNasBenchSayTheSpace) {
  const std::string task = R"--({"class_scene": {"(1, 3, 0, 3, 0, 3)": {"idx": "665", "arch": "(1, 3, 0, 3, 0, 3)", "snip": {"score": 14.577871322631836, "time": 8.0}, "val_accuracy": 54.5}}})--";
  EXPECT_EQ(imported(task), "net,snip,val_accuracy\n\"(1, 3, 0, 3, 0, 3)\",14.577871322631836,54.5\n");
  EXPECT_EQ(space(), "transnasbench101_micro");
  EXPECT_TRUE(contains(notes(), "left out, as they are no numbers: arch, idx\n")) << notes();
  EXPECT_EQ(error_of(R"--({"class_scene": {"(1, 2, 3, 1, 2, 3)": {"snip": 1}}})--"),
            "t: /class_scene/(1, 2, 3, 1, 2, 3)/snip: its keys may be of transnasbench101_micro, transnasbench101_macro; --space says of which");
}

TEST_F(Json, ListsOfObjectsAreRows) {
  EXPECT_EQ(imported(R"--([{"arch": [1, 3, 4, 3, 2, 2], "accuracy": 87.88}, {"arch": [4, 3, 0, 3, 1, 4], "accuracy": NaN, "note": "x"}])--"),
            "net,accuracy\n\"(1, 3, 4, 3, 2, 2)\",87.88\n\"(4, 3, 0, 3, 1, 4)\",\n");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: note\n");
  EXPECT_EQ(imported(R"--([{"net": "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|avg_pool_3x3~2|", "a": 1}])--"), "net,a\n\"(2, 1, 1, 1, 1, 4)\",1\n");
}

/// A run of proxies, benchmark--nasbench201--cifar10--0.json.
TEST_F(Json, ListsOfScoresAreRows) {
  const std::string text = R"--([{"idx": "0", "arch": "(4, 0, 3, 1, 4, 3)", "zen": {"score": 63.38789367675781, "time": 1.5}, "val_accuracy": 84.99},
 {"idx": "1", "arch": "(2, 4, 0, 0, 3, 2)", "zen": {"score": NaN, "time": 2, "unit": "s"}, "val_accuracy": 90.52}])--";
  EXPECT_EQ(imported(text), "net,zen,val_accuracy\n\"(4, 0, 3, 1, 4, 3)\",63.38789367675781,84.99\n\"(2, 4, 0, 0, 3, 2)\",,90.52\n");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: idx, zen/unit\nt: the seconds that each score took are left out; --times takes them\n");
  cartograf::ImportOptions options;
  options.times = true;
  EXPECT_EQ(imported(text, options), "net,zen,zen_time,val_accuracy\n\"(4, 0, 3, 1, 4, 3)\",63.38789367675781,1.5,84.99\n\"(2, 4, 0, 0, 3, 2)\",,2,90.52\n");
}

TEST_F(Json, NumbersOfPythonAreRead) {
  EXPECT_EQ(imported(R"--({"(4, 0, 3, 1, 4, 3)": {"a NaN in a text": -Infinity, "b\"NaN": NaN, "c": Infinity, "d": 1}})--"),
            "net,a NaN in a text,\"b\"\"NaN\",c,d\n\"(4, 0, 3, 1, 4, 3)\",-inf,,inf,1\n");
}

TEST_F(Json, WhatIsWrongIsSaidWithItsPlace) {
  const std::string expected = ": expected {\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\": {\"val_accuracy\": 84.99}}} or [{\"arch\": [4, 0, 3, 1, 4, 3], \"accuracy\": 84.99}], as NASLib has tables; found ";
  EXPECT_EQ(error_of("{\"cifar10\": {\"(4, 0, 3, 1, 4, 3)\":\n  {\"a\": NaN, \"b\": nan}}}"), "t:2:19: no valid JSON: expected a value, found 'nan'");
  EXPECT_EQ(error_of("[{\"arch\": [1, 3, 4, 3, 2, 2], \"accuracy\": 1},\n]"), "t:2:1: no valid JSON: expected a value, found ']'");
  EXPECT_EQ(error_of("{}"), "t" + expected + "no architecture with a number");
  EXPECT_EQ(error_of(R"--({"cifar10": {"resnet": {"acc": 1}}})--"), "t" + expected + "no architecture above the number at /cifar10/resnet/acc");
  EXPECT_EQ(error_of(R"--({"cifar10": {"(4, 0, 3, 1, 4, 3)": 91.5}})--"), "t" + expected + "a number at /cifar10/(4, 0, 3, 1, 4, 3)");
  EXPECT_EQ(error_of(R"--({"a": {"b": {"c": {"(4, 0, 3, 1, 4, 3)": {"d": 1}}}}})--"), "t" + expected + "a number at /a/b/c/(4, 0, 3, 1, 4, 3)/d");
  EXPECT_TRUE(contains(error_of(R"--({"a": {"b": {"c": {"d": {"e": {"f": {}}}}}}})--"), "found more objects inside each other, at /a/b/c/d"));
  EXPECT_EQ(error_of(R"--({"cifar10": {"(4, 0, 3, 1, 4, 9)": {"acc": 1}}})--"),
            "t: /cifar10/(4, 0, 3, 1, 4, 9)/acc: key '(4, 0, 3, 1, 4, 9)' of nasbench201: expected a number from 0 to 4, found '9)'; nor is it of nasbench101, darts; "
            "--space names another");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": 1, "a": 2}})--"),
            "t: /(4, 0, 3, 1, 4, 3)/a: 'a' of the architecture '(4, 0, 3, 1, 4, 3)' stands there already, as '1', and now as '2'");
  EXPECT_EQ(error_of("[1, 2]"), "t" + expected + "item 0, which is no object");
  EXPECT_EQ(error_of(R"--([{"accuracy": 1}])--"), "t: /0: expected a member 'arch' or 'net' with an architecture, found none");
  EXPECT_EQ(error_of(R"--([{"arch": [1, 3, 4, 3, 2, 2], "accuracy": 1}])--", with_datasets({"cifar10"})), "t: no dataset 'cifar10'; found a list, which has none");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": 1}})--", with_datasets({"cifar10"})), "t: no dataset 'cifar10'; found none that has a name");
}

TEST_F(Json, WithoutARowIsRefused) { EXPECT_EQ(error_of("[]"), "t: expected at least one row, found none"); }

TEST_F(Json, OfAnyDepthIsNoCrash) {
  const std::string deep(100'000, '['), end(100'000, ']');
  const std::string message = "expected at most 16 values inside each other, found more";
  EXPECT_TRUE(contains(error_of("[{\"arch\": [1, 3, 4, 3, 2, 2], \"a\": " + deep + end + "}]"), message));
  EXPECT_TRUE(contains(error_of("[{\"arch\": " + deep + end + "}]"), message));
}

TEST_F(Json, OfSeveralSpacesIsRefused) {
  EXPECT_EQ(error_of(R"--({"nasbench201": {"cifar10": {"(4, 3, 3, 0, 0, 0)": {"a": 1}}}, "transbench101_micro": {"jigsaw": {"(1, 2, 3, 0, 0, 0)": {"a": 2}}}})--"),
            "t: expected one search space, found 'nasbench201' and 'transbench101_micro'; make a file of each");
}

TEST_F(Json, NumbersBeyondFloat64AreNamed) {
  EXPECT_EQ(error_of(R"--([{"arch": [1, 3, 4, 3, 2, 2], "a": 1e400}])--"), "t:1:36: expected a number up to 1.8e308, found '1e400'");
  EXPECT_EQ(error_of(R"--({"cifar10": {"(4, 0, 3, 1, 4, 3)": {"a": 1e400}}})--"), "t:1:42: expected a number up to 1.8e308, found '1e400'");
}

TEST_F(Json, ListsOfNumbersBecomeColumns) {
  EXPECT_EQ(imported(R"--({"00000000": {"test_acc": [86.7, 86, NaN], "mean_acc": 86.35, "params": 123}, "01202012": {"test_acc": [90.1, 90.2, 90.3], "mean_acc": 90.2}})--"),
            "net,test_acc_1,test_acc_2,test_acc_3,mean_acc,params\n00000000,86.7,86,,86.35,123\n01202012,90.1,90.2,90.3,90.2,\n");
  EXPECT_EQ(space(), "nasbench_macro");
  EXPECT_EQ(notes(), "");
}

TEST_F(Json, OtherListsAreLeftOutAndNamed) {
  EXPECT_EQ(imported(R"--({"cifar10": {"(4, 0, 3, 1, 4, 3)": {"losses": [1, [2, {"y": 4}], {"x": 3, "z": [5]}, "a", 6], "trained": true, "acc": 1, "deep": {"other": 5}}}})--"),
            "net,losses_1,losses_2,acc\n\"(4, 0, 3, 1, 4, 3)\",1,6,1\n");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: deep/other, losses, trained\n");
}

TEST_F(Json, ListsInRowsBecomeColumns) {
  EXPECT_EQ(imported(R"--([{"arch": [1, 3, 4, 3, 2, 2], "acc": [86.7, NaN, 86]}, {"net": "(4, 3, 0, 3, 1, 4)", "acc": [1, "x", 3], "sizes": []}])--"),
            "net,acc_1,acc_2,acc_3\n\"(1, 3, 4, 3, 2, 2)\",86.7,,86\n\"(4, 3, 0, 3, 1, 4)\",1,,3\n");
  EXPECT_EQ(notes(), "t: left out, as they are no numbers: acc\n");
}

TEST_F(Json, NumbersHaveTheDigitsOfTheFile) {
  const std::string digits = "0.1000000000000000055511151231257827021181583404541015625,1.10,12345678901234567890123,-1E-05";
  const std::string members = R"--("a": 0.1000000000000000055511151231257827021181583404541015625, "b": 1.10, "c": 12345678901234567890123, "d": -1E-05)--";
  const std::string table = "net,a,b,c,d\n\"(4, 0, 3, 1, 4, 3)\"," + digits + "\n";
  EXPECT_EQ(imported(R"--([{"arch": [4, 0, 3, 1, 4, 3], )--" + members + "}]"), table);
  EXPECT_EQ(imported(R"--({"cifar10": {"(4, 0, 3, 1, 4, 3)": {)--" + members + "}}}"), table);
}

TEST_F(Json, AMemberThatStandsThereTwiceIsRefused) {
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": 1, "a": 1}})--"), "t: /(4, 0, 3, 1, 4, 3)/a: this member stands there twice");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": 1, "a": "x"}})--"), "t: /(4, 0, 3, 1, 4, 3)/a: this member stands there twice");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": [1, 2], "a": [1, 2]}})--"), "t: /(4, 0, 3, 1, 4, 3)/a: this member stands there twice");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a": 1}, "(4, 0, 3, 1, 4, 3)": {"b": 1}})--"), "t: /(4, 0, 3, 1, 4, 3): this member stands there twice");
  EXPECT_EQ(error_of(R"--([{"arch": [4, 0, 3, 1, 4, 3], "a": 1, "a": 1}])--"), "t: /0: the member 'a' stands there twice");
}

TEST_F(Json, NamesThatNoColumnCanHaveAreRefused) {
  EXPECT_EQ(error_of(R"--([{"arch": [4, 0, 3, 1, 4, 3], "": 1}])--"), "t: expected a name for each number, found one whose name is empty");
  EXPECT_EQ(error_of(R"--([{"arch": [4, 0, 3, 1, 4, 3], "net": 1}])--"), "t: expected no numbers called 'net' beside the keys, which are written under this name, found some");
  EXPECT_EQ(error_of(R"--({"(4, 0, 3, 1, 4, 3)": {"a\u0000b": 1}})--"), "t: expected names of columns that are texts, found 'a\\x00b', which holds a NUL byte");
  EXPECT_EQ(error_of(R"--({"a": {"(4, 0, 3, 1, 4, 3)": {"b.c": 1}}, "a.b": {"(4, 0, 3, 1, 4, 3)": {"c": 2}}})--", {}, "nasbench201"),
            "t: expected names of their own for the columns, found two that would be called 'a.b.c'");
  EXPECT_EQ(imported(R"--([{"arch": [4, 0, 3, 1, 4, 3], " a ": 1, "b\nc": 2}])--"), "net,\" a \",\"b\nc\"\n\"(4, 0, 3, 1, 4, 3)\",1,2\n");
}

}  // namespace
}  // namespace testing_import
