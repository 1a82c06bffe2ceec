#include "host/family/family.hpp"
#include "host/table/targets.hpp"

#include <gtest/gtest.h>

#include "host/space/catalog.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::nasbench201;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using testing_support::write_text;
using Rows = std::vector<std::uint64_t>;

/// A store of the architectures 0..4 and a table of targets beside it.
class Targets : public testing::Test {
 protected:
  void SetUp() override {
    testing_model::StoreChoice choice;
    choice.end = 5;
    choice.families = {"op_count"};
    testing_model::write_store(folder_ / "s.h5", choice);
  }

  Population join(const TargetOptions& options) const { return join_targets(StoreReader(folder_ / "s.h5"), nasbench201(), options); }
  Population join(std::string_view table, std::string_view column = "acc") const {
    write_text(folder_ / "t.csv", table);
    return join({folder_ / "t.csv", std::string(column), {}});
  }
  Population join_only(std::string_view table, std::string_view only) const {
    write_text(folder_ / "t.csv", table);
    write_text(folder_ / "only.csv", only);
    return join({folder_ / "t.csv", "acc", folder_ / "only.csv"});
  }
  template <class... Arguments>
  std::string error_of(const Arguments&... arguments) const {
    return message_of<InputError>([&] { join(arguments...); });
  }
  std::string error_of_only(std::string_view table, std::string_view only) const {
    return message_of<InputError>([&] { join_only(table, only); });
  }
  std::string in_table(std::string_view rest) const { return (folder_ / "t.csv").string() + ":" + std::string(rest); }

  TempFolder folder_;
};

constexpr const char* kTable =
    "net,acc\n"
    "\"(0, 0, 0, 0, 0, 0)\",10.5\n"
    "\"(0, 0, 0, 0, 0, 1)\",11\n"
    "\"(0, 0, 0, 0, 0, 2)\",12\n"
    "\"(0, 0, 0, 0, 0, 3)\",13\n"
    "\"(0, 0, 0, 0, 0, 4)\",-1e-3\n";

TEST_F(Targets, OfAllRowsComeInTheOrderOfTheStore) {
  const Population population = join(kTable);
  EXPECT_EQ(population.rows, (Rows{0, 1, 2, 3, 4}));
  EXPECT_EQ(population.targets, (std::vector<double>{10.5, 11, 12, 13, -1e-3}));
}

TEST_F(Targets, ThatStandForNoneLeaveTheirArchitecturesOut) {
  write_text(folder_ / "t.csv", kTable);
  TargetOptions options{folder_ / "t.csv", "acc", {}};
  options.missing = {11};
  for (const Population& population : {join(options), join_targets(nasbench201(), options)}) {
    EXPECT_EQ(population.rows, (Rows{0, 2, 3, 4}));
    EXPECT_EQ(population.targets, (std::vector<double>{10.5, 12, 13, -1e-3}));
    EXPECT_EQ(population.n_left_out, 1u);
  }
  options.missing = {11.5};
  EXPECT_EQ(join(options).n_left_out, 0u);
}

TEST_F(Targets, AreJoinedByArchitectureAndNotBySpelling) {
  const Population population = join(
      "acc,net\n14,\"( 0,0,0,0,0,4 )\"\n13,\"(0,0,0,0,0,3)\"\n12,\"(0, 0,0, 0,0,  2)\"\n11,\"(0, 0, 0, 0, 0, 1)\"\n10,\"(0,0,0,0,0,0)\"\n");
  EXPECT_EQ(population.targets, (std::vector<double>{10, 11, 12, 13, 14}));
}

TEST_F(Targets, OfArchitecturesOutsideTheStoreDoNoHarm) {
  EXPECT_EQ(join(std::string(kTable) + "\"(4, 4, 4, 4, 4, 4)\",99\n").targets.size(), 5u);
}

TEST_F(Targets, OfAStoreInAnotherOrderComeInThatOrder) {
  Architectures architectures;
  architectures.n = 3;
  architectures.listed = true;
  architectures.indices = {4, 0, 2};
  testing_model::write_store(folder_ / "listed.h5", architectures);
  write_text(folder_ / "t.csv", kTable);
  const Population population = join_targets(StoreReader(folder_ / "listed.h5"), nasbench201(), {folder_ / "t.csv", "acc", {}});
  EXPECT_EQ(population.rows, (Rows{0, 1, 2}));
  EXPECT_EQ(population.targets, (std::vector<double>{-1e-3, 10.5, 12}));
}

TEST_F(Targets, OnlyGivesThePopulationAndItsOrder) {
  const Population population =
      join_only(kTable, "net\n\"(0, 0, 0, 0, 0, 3)\"\n\"(0,0,0,0,0,0)\"\n\"(0, 0, 0, 0, 0, 4)\"\n");
  EXPECT_EQ(population.rows, (Rows{3, 0, 4}));
  EXPECT_EQ(population.targets, (std::vector<double>{13, 10.5, -1e-3}));
}

TEST_F(Targets, OnlyMayBeAPlainList) {
  EXPECT_EQ(join_only(kTable, "(0, 0, 0, 0, 0, 3)\n(0, 0, 0, 0, 0, 1)\n").rows, (Rows{3, 1}));
}

TEST_F(Targets, OnlyLeavesOutWhatHasNoTarget) {
  const std::string table = "net,acc\n\"(0, 0, 0, 0, 0, 0)\",1\n\"(0, 0, 0, 0, 0, 1)\",2\n";
  EXPECT_EQ(join_only(table, "(0, 0, 0, 0, 0, 1)\n(0, 0, 0, 0, 0, 0)\n").targets, (std::vector<double>{2, 1}));
}

TEST_F(Targets, ThatAreMissingAreCountedAndTheFirstIsNamed) {
  const std::string message = error_of("net,acc\n\"(0, 0, 0, 0, 0, 0)\",1\n\"(0, 0, 0, 0, 0, 1)\",2\n\"(0, 0, 0, 0, 0, 3)\",\n");
  EXPECT_TRUE(contains(message, "3 of 5")) << message;
  EXPECT_TRUE(contains(message, "the first is (0, 0, 0, 0, 0, 2)")) << message;
  EXPECT_TRUE(contains(message, "t.csv") && contains(message, "'acc'")) << message;
}

TEST_F(Targets, OnlyWithArchitecturesOutsideTheStoreCountsThem) {
  const std::string message = error_of_only(kTable, "(0, 0, 0, 0, 0, 3)\n(4, 0, 0, 0, 0, 1)\n(3, 0, 0, 0, 0, 1)\n");
  EXPECT_TRUE(contains(message, "2 of 3")) << message;
  EXPECT_TRUE(contains(message, "the first is (4, 0, 0, 0, 0, 1)")) << message;
  EXPECT_TRUE(contains(message, "only.csv") && contains(message, "s.h5")) << message;
}

TEST_F(Targets, WithAKeyTwiceAreRefused) {
  const std::string message = error_of(std::string(kTable) + "\"(0,0,0,0,0,2)\",9\n");
  EXPECT_TRUE(contains(message, in_table("7:1: "))) << message;
  EXPECT_TRUE(contains(message, "(0,0,0,0,0,2)") && contains(message, "line 4")) << message;
}

TEST_F(Targets, WithAMalformedKeyAreRefusedWithItsPlace) {
  const std::string message = error_of("acc,net\n1,\"(0, 0, 0, 0, 0, 0)\"\n2,\"(0, 0, 5, 0, 0, 0)\"\n");
  EXPECT_TRUE(contains(message, in_table("3:11: "))) << message;
  EXPECT_TRUE(contains(message, "expected a number from 0 to 4, found '5")) << message;
}

TEST_F(Targets, OnlyWithAMalformedKeyIsRefusedWithItsPlace) {
  const std::string message = error_of_only(kTable, "(0, 0, 0, 0, 0, 3)\n(0, 0, 9, 0, 0, 1)\n");
  EXPECT_TRUE(contains(message, (folder_ / "only.csv").string() + ":2:8: ")) << message;
}

TEST_F(Targets, ThatAreNoNumbersAreRefusedWithTheirPlace) {
  for (const std::string text : {"high", "1.5x", "nan", "inf", "-inf", "0x10", "1 1", "1e999"}) {
    const std::string message = error_of("net,acc\n\"(0, 0, 0, 0, 0, 0)\"," + text + "\n\"(0, 0, 0, 0, 0, 1)\",2\n");
    EXPECT_TRUE(contains(message, in_table("2:22: "))) << message;
    EXPECT_TRUE(contains(message, "found '" + text + "'")) << message;
  }
}

// XGBoost holds targets as float32.
TEST_F(Targets, ThatFloat32CannotHoldAreRefused) {
  const std::string message = error_of(
      "net,acc\n\"(0, 0, 0, 0, 0, 0)\",1e39\n\"(0, 0, 0, 0, 0, 1)\",2\n\"(0, 0, 0, 0, 0, 2)\",1\n"
      "\"(0, 0, 0, 0, 0, 3)\",1\n\"(0, 0, 0, 0, 0, 4)\",1\n");
  EXPECT_TRUE(contains(message, in_table("2:22: "))) << message;
}

TEST_F(Targets, ThatAreTheSameForAllAreRefused) {
  const std::string message = error_of_only("net,acc\n\"(0, 0, 0, 0, 0, 0)\",1\n\"(0, 0, 0, 0, 0, 1)\",1.0\n\"(0, 0, 0, 0, 0, 2)\",2\n",
                                            "(0, 0, 0, 0, 0, 0)\n(0, 0, 0, 0, 0, 1)\n");
  EXPECT_TRUE(contains(message, "'acc'") && contains(message, "the same for all")) << message;
}

TEST_F(Targets, OfOneArchitectureAreRefused) {
  const std::string message = error_of_only(kTable, "(0, 0, 0, 0, 0, 0)\n");
  EXPECT_TRUE(contains(message, "found 1 architecture")) << message;
}

TEST_F(Targets, OfAnUnknownColumnAreRefusedWithTheColumnsThereAre) {
  write_text(folder_ / "t.csv", kTable);
  const std::string message = error_of(TargetOptions{folder_ / "t.csv", "accuracy", {}});
  EXPECT_TRUE(contains(message, "t.csv") && contains(message, "'accuracy'") && contains(message, "net, acc")) << message;
}

TEST_F(Targets, OfATableWithoutKeysAreRefused) {
  EXPECT_NE(error_of("architecture,acc\nx,1\n"), "nothing was thrown");
}

TEST_F(Targets, OfAMissingTableAreRefused) {
  EXPECT_TRUE(contains(error_of(TargetOptions{folder_ / "none.csv", "acc", {}}), "none.csv: no such file"));
}

TEST_F(Targets, WithoutATableAreAClosedFormCost) {
  for (const WideColumn& cost : nasbench201().costs()) {
    const Population population = join(TargetOptions{{}, cost.name, {}});
    ASSERT_EQ(population.targets.size(), 5u);
    for (std::uint64_t i = 0; i < 5; ++i) {
      EXPECT_EQ(population.targets[i], static_cast<double>(cost.evaluate(words_of(nasbench201(), i).data())));
    }
  }
}

TEST_F(Targets, OfAnUnknownCostAreRefusedWithTheNearest) {
  const std::string message = error_of(TargetOptions{{}, "parms", {}});
  EXPECT_TRUE(contains(message, "'parms'") && contains(message, "did you mean params?")) << message;
  EXPECT_TRUE(contains(message, "nasbench201")) << message;
}

TEST_F(Targets, WithoutAStoreAreThoseOfTheTableInTheOrderOfTheSpace) {
  write_text(folder_ / "t.csv", "acc,net\n14,\"(4,0,0,0,0,4)\"\n13,\"(0,0,0,0,0,3)\"\n12,\"(0, 0,0, 0,0,  2)\"\n");
  const Population population = join_targets(nasbench201(), {folder_ / "t.csv", "acc", {}});
  EXPECT_EQ(population.rows, (Rows{2, 3, 4 * 3125 + 4}));
  EXPECT_EQ(population.targets, (std::vector<double>{12, 13, 14}));
}

TEST_F(Targets, AreReadOnceSoThatATableMayBeAPipe) {
  const testing_support::PipedText with_store(kTable), without_store(kTable);
  const std::vector<double> expected = {10.5, 11, 12, 13, -1e-3};
  EXPECT_EQ(join({with_store.name(), "acc", {}}).targets, expected);
  EXPECT_EQ(join_targets(nasbench201(), {without_store.name(), "acc", {}}).targets, expected);
  const testing_support::PipedText both(kTable);
  EXPECT_EQ(join_targets(nasbench201(), {both.name(), "acc", both.name()}).targets, expected);
}

TEST_F(Targets, WithoutAStoreAreThoseOfTheListInItsOrder) {
  write_text(folder_ / "t.csv", kTable);
  write_text(folder_ / "only.csv", "(0, 0, 0, 0, 0, 3)\n(0, 0, 0, 0, 0, 1)\n");
  const Population population = join_targets(nasbench201(), {folder_ / "t.csv", "acc", folder_ / "only.csv"});
  EXPECT_EQ(population.rows, (Rows{3, 1}));
  EXPECT_EQ(population.targets, (std::vector<double>{13, 11}));
}

TEST_F(Targets, WithoutAStoreMissingOnesAreCounted) {
  write_text(folder_ / "t.csv", std::string(kTable) + "\"(0, 0, 0, 0, 1, 0)\",\n");
  const std::string message = message_of<InputError>([&] { join_targets(nasbench201(), {folder_ / "t.csv", "acc", {}}); });
  EXPECT_TRUE(contains(message, "1 of 6") && contains(message, "the first is (0, 0, 0, 0, 1, 0)")) << message;
}

TEST_F(Targets, WithoutAStoreOrATableAreTheCostsOfTheWholeSpace) {
  const Population population = join_targets(nasbench201(), {{}, "params", {}});
  ASSERT_EQ(population.rows.size(), 15'625u);
  EXPECT_EQ(population.rows[777], 777u);
  EXPECT_EQ(population.targets[777], static_cast<double>(nasbench201().costs().front().evaluate(words_of(nasbench201(), 777).data())));
}

TEST_F(Targets, OfASpaceThatIsTooLargeNeedAList) {
  const std::string message = message_of<InputError>([] { join_targets(*find_space("darts"), {{}, "params", {}}); });
  EXPECT_TRUE(contains(message, "darts: a population has at most 67108864 architectures") && contains(message, "--only")) << message;
}

/// Tables with several rows of one architecture: 1 has 11, 12 and 16, 2 has 20 and 21.
class RepeatedTargets : public Targets {
 protected:
  static constexpr const char* kRepeats =
      "net,seed,acc\n"
      "\"(0, 0, 0, 0, 0, 1)\",1,12\n"
      "\"(0, 0, 0, 0, 0, 2)\",1,20\n"
      "\"(0, 0, 0, 0, 0, 0)\",1,5\n"
      "\"(0,0,0,0,0,1)\",2,16\n"
      "\"(0, 0, 0, 0, 0, 1)\",3,11\n"
      "\"(0, 0, 0, 0, 0, 2)\",2,21\n";

  TargetOptions options(Repeats repeats, std::string_view table = kRepeats) const {
    write_text(folder_ / "t.csv", table);
    write_text(folder_ / "only.csv", "(0, 0, 0, 0, 0, 2)\n(0, 0, 0, 0, 0, 1)\n(0, 0, 0, 0, 0, 0)\n");
    TargetOptions result{folder_ / "t.csv", "acc", folder_ / "only.csv"};
    result.repeats = repeats;
    return result;
  }
};

TEST_F(RepeatedTargets, AreOneNumber) {
  const std::pair<Repeats, std::vector<double>> cases[] = {
      {Repeats::mean, {20.5, 13, 5}}, {Repeats::median, {20.5, 12, 5}}, {Repeats::first, {20, 12, 5}}};
  for (const auto& [repeats, expected] : cases) {
    for (const Population& population : {join(options(repeats)), join_targets(nasbench201(), options(repeats))}) {
      EXPECT_EQ(population.targets, expected);
      EXPECT_EQ(population.rows, (Rows{2, 1, 0}));
      EXPECT_TRUE(population.groups.empty());
      ASSERT_EQ(population.notes.size(), 1u);
      EXPECT_TRUE(contains(population.notes[0], "t.csv: 2 architectures of several rows, 5 in all; ")) << population.notes[0];
    }
  }
}

TEST_F(RepeatedTargets, AreEachARow) {
  for (const Population& population : {join(options(Repeats::all)), join_targets(nasbench201(), options(Repeats::all))}) {
    EXPECT_EQ(population.targets, (std::vector<double>{20, 21, 12, 16, 11, 5}));
    EXPECT_EQ(population.rows, (Rows{2, 2, 1, 1, 1, 0}));
    EXPECT_EQ(population.groups, (Rows{2, 2, 1, 1, 1, 0}));
  }
}

TEST_F(RepeatedTargets, AreRefusedUnasked) {
  const std::string message = error_of(options(Repeats::error));
  EXPECT_TRUE(contains(message, in_table("5:1: key '(0,0,0,0,0,1)' stands there already, in line 2; the table has 2 architectures of several rows; --repeats mean")))
      << message;
}

TEST_F(RepeatedTargets, OfTheWholeTableComeInTheOrderOfTheSpace) {
  TargetOptions how = options(Repeats::mean);
  how.only.reset();
  EXPECT_EQ(join_targets(nasbench201(), how).rows, (Rows{0, 1, 2}));
  EXPECT_EQ(join_targets(nasbench201(), how).targets, (std::vector<double>{5, 13, 20.5}));
  how.only = how.table;  // the list has the same repeats, in its order
  EXPECT_EQ(join(how).targets, (std::vector<double>{13, 20.5, 5}));
}

TEST_F(RepeatedTargets, WithoutANumberCountForNothing) {
  const std::string table = std::string(kRepeats) + "\"(0, 0, 0, 0, 0, 2)\",3,\n\"(0, 0, 0, 0, 0, 0)\",2,-1\n";
  TargetOptions how = options(Repeats::mean, table);
  how.missing = {-1};
  const std::string message = error_of(how);
  EXPECT_TRUE(contains(message, "no 'acc' for 1 of 3") && contains(message, "1 row without a target") && contains(message, "t.csv:8:24: found ''")) << message;
  how.skip_missing = true;
  EXPECT_EQ(join(how).targets, (std::vector<double>{20.5, 13, 5}));
  how.repeats = Repeats::all;
  EXPECT_EQ(join(how).targets, (std::vector<double>{20, 21, 12, 16, 11, 5}));
}

TEST_F(RepeatedTargets, NeedATable) {
  TargetOptions how{{}, "params", {}};
  how.repeats = Repeats::mean;
  EXPECT_TRUE(contains(error_of(how), "'params': without a table of targets there are no repeats"));
  EXPECT_EQ(message_of<InputError>([] { parse_repeats("max"); }), "--repeats: expected error, mean, median, first or all, found 'max'");
}

// One network in two numberings, each with trainings of its own.
TEST_F(RepeatedTargets, BelongToTheRowThatIsWrittenLikeThem) {
  const auto space = find_space("nasbench101");
  const std::string graph = "(0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, ";
  const std::string a = graph + "2, 4, 1)", b = graph + "4, 2, 1)", other = graph + "4, 4, 1)";
  write_text(folder_ / "keys", a + "\n" + other + "\n" + b + "\n");
  featurise(*space, select_features(*space, Convention::graf_nas, {"op_count"}), architecture_keys(*space, folder_ / "keys"), folder_ / "n.h5", {});
  const auto row = [](const std::string& key, int target) { return "\"" + key + "\"," + std::to_string(target) + "\n"; };
  const auto joined = [&](const std::string& rows, Repeats repeats) {
    TargetOptions how = options(repeats, "net,acc\n" + rows);
    how.only.reset();
    return join_targets(StoreReader(folder_ / "n.h5"), *space, how);
  };
  const Population each = joined(row(b, 1) + row(a, 2) + row(other, 3) + row(b, 4), Repeats::all);
  EXPECT_EQ(each.rows, (Rows{0, 1, 2, 2}));
  EXPECT_EQ(each.targets, (std::vector<double>{2, 3, 1, 4}));
  EXPECT_EQ(each.groups[0], each.groups[2]);
  EXPECT_NE(each.groups[0], each.groups[1]);
  EXPECT_EQ(joined(row(b, 1) + row(a, 2) + row(other, 3), Repeats::mean).targets, (std::vector<double>{1.5, 3, 1.5}));
  // A writing without rows of its own gets those of its architecture.
  EXPECT_EQ(joined(row(a, 1) + row(other, 3) + row(a, 2), Repeats::all).targets, (std::vector<double>{1, 2, 3, 1, 2}));
  const std::string message = message_of<InputError>([&] { joined(row(b, 1) + row(other, 3) + row(a, 2), Repeats::error); });
  EXPECT_TRUE(contains(message, "is the network of line 2 in another writing")) << message;
}

TEST_F(Targets, ThatAreMissingAreLeftOutWhenAsked) {
  std::string table = "net,acc\n\"(0, 0, 0, 0, 0, 4)\",4\n";
  for (const char* none : {"", "nan", "NaN", "NA", "null"}) {
    write_text(folder_ / "t.csv", table + "\"(0, 0, 0, 0, 0, 0)\"," + none + "\n\"(0, 0, 0, 0, 0, 2)\",2\n");
    TargetOptions how{folder_ / "t.csv", "acc", {}};
    const std::string message = message_of<InputError>([&] { join_targets(nasbench201(), how); });
    EXPECT_TRUE(contains(message, "no 'acc' for 1 of 3") && contains(message, in_table("3:22: found '" + std::string(none) + "'; --missing-target skip"))) << message;
    EXPECT_FALSE(contains(message, "--only")) << message;
    how.skip_missing = true;
    const Population population = join_targets(nasbench201(), how);
    EXPECT_EQ(population.rows, (Rows{2, 4}));
    EXPECT_EQ(population.targets, (std::vector<double>{2, 4}));
    ASSERT_EQ(population.notes.size(), 1u);
    EXPECT_TRUE(contains(population.notes[0], "t.csv: 1 row without a target left out, the first in line 3")) << population.notes[0];
  }
  // An architecture that has no row at all is another matter.
  TargetOptions how{folder_ / "t.csv", "acc", {}};
  how.skip_missing = true;
  EXPECT_TRUE(contains(error_of(how), "no 'acc' for 2 of 5 architectures, the first is (0, 0, 0, 0, 0, 1); give --only"));
}

TEST_F(Targets, ThatAreWrongAreReportedInTheOrderOfTheFile) {
  const std::string message = error_of(
      "net,acc\n\"(0, 0, 0, 0, 0, 4)\",1\n\"(0, 0, 0, 0, 0, 3)\",first\n\"(0, 0, 0, 0, 0, 0)\",second\n"
      "\"(0, 0, 0, 0, 0, 1)\",1\n\"(0, 0, 0, 0, 0, 2)\",1\n");
  EXPECT_TRUE(contains(message, in_table("3:22: ")) && contains(message, "found 'first'")) << message;
}

}  // namespace
}  // namespace cartograf
