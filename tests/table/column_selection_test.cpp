#include "host/table/column_selection.hpp"

#include <gtest/gtest.h>

#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_model::matrix_of;
using testing_model::nasbench201;
using testing_model::numbers;
using testing_support::contains;
using testing_support::message_of;
using Places = std::vector<std::size_t>;
using Names = std::vector<std::string>;

const std::vector<SelectableColumn> kColumns = {{"op_count_0", "op_count"}, {"op_count_1", "op_count"}, {"params", "cost"}, {"f_(a,b)", "f"}, {"g_[01]", "g"}, {"g_0", "g"}, {"loose", ""}};

std::string error_of(const Names& selectors) {
  return message_of<InputError>([&] { select_columns(kColumns, selectors); });
}

TEST(Selectors, ChooseByNameGlobAndFamilyEachOnceInTheOrderOfTheColumns) {
  EXPECT_EQ(select_columns(kColumns, {"params"}), (Places{2}));
  EXPECT_EQ(select_columns(kColumns, {"params", "op_count_*", "op_count_1"}), (Places{0, 1, 2}));
  EXPECT_EQ(select_columns(kColumns, {"op_count_?"}), (Places{0, 1}));
  EXPECT_EQ(select_columns(kColumns, {"family:cost"}), (Places{2}));
  EXPECT_EQ(select_columns(kColumns, {"family:*o*"}), (Places{0, 1, 2}));
  EXPECT_EQ(select_columns(kColumns, {"family:*"}), (Places{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(select_columns(kColumns, {}), Places{});
}

TEST(Selectors, MeanTheColumnThatIsCalledExactlySo) {
  EXPECT_EQ(select_columns(kColumns, {"g_[01]"}), (Places{4}));
  EXPECT_EQ(select_columns(kColumns, {"g_[0-9]"}), (Places{5}));
  EXPECT_EQ(select_columns(kColumns, {"f_(a,b)"}), (Places{3}));
}

TEST(Selectors, TakeOutWithAnExclamationMark) {
  EXPECT_EQ(select_columns(kColumns, {"op_count_*", "params", "!op_count_0"}), (Places{1, 2}));
  EXPECT_EQ(select_columns(kColumns, {"!family:op_count", "!g_*"}), (Places{2, 3, 6}));
  EXPECT_EQ(select_columns(kColumns, {"op_count_*", "!op_count_0", "op_count_0"}), (Places{0, 1}));
  EXPECT_TRUE(contains(error_of({"!nothing"}), "'nothing'"));
}

TEST(Selectors, ThatChooseNothingAreRefused) {
  EXPECT_TRUE(contains(error_of({"param"}), "'param'; did you mean params")) << error_of({"param"});
  EXPECT_TRUE(contains(error_of({"params", "x*"}), "no column is called or matches 'x*'"));
  EXPECT_TRUE(contains(error_of({"family:costs"}), "'costs'; did you mean cost")) << error_of({"family:costs"});
}

TEST(Selectors, ComeFromAFile) {
  const testing_support::TempFolder folder;
  testing_support::write_text(folder / "list.txt", "params\r\nf_(a,b)\n");
  EXPECT_EQ(select_columns(kColumns, {"@" + (folder / "list.txt").string(), "g_0"}), (Places{2, 3, 5}));
  testing_support::write_text(folder / "list.txt", "params\nparam\n");
  const std::string message = error_of({"@" + (folder / "list.txt").string()});
  EXPECT_TRUE(contains(message, "list.txt:2: ") && contains(message, "'param'")) << message;
  testing_support::write_text(folder / "list.txt", "\n");
  EXPECT_TRUE(contains(error_of({"@" + (folder / "list.txt").string()}), "found none"));
  EXPECT_THROW(select_columns(kColumns, {"@" + (folder / "nowhere").string()}), InputError);
}

TEST(Selectors, ArePartedByCommasOutsideOfBrackets) {
  EXPECT_EQ(split_selectors("--columns", "a,b_(c,d),e[1,2]"), (Names{"a", "b_(c,d)", "e[1,2]"}));
  EXPECT_EQ(split_selectors("--columns", "a)b,c"), (Names{"a)b", "c"}));
  for (const char* text : {"a,,b", ",a", "a,"}) {
    EXPECT_TRUE(contains(message_of<InputError>([&] { split_selectors("--columns", text); }), "--columns")) << text;
  }
}

TEST(Columns, AreTakenFromAMatrix) {
  testing_model::StoreChoice choice;
  choice.dtype = Dtype::int8;
  choice.end = 30;
  choice.families = {"op_count", "node_degree"};
  const FeatureMatrix all = matrix_of(choice);
  const std::size_t width = all.features.columns.size();
  const Places places = {1, 4, width - 1};
  const FeatureMatrix some = with_columns(all, places);
  EXPECT_EQ(some.features.dtype, Dtype::int8);
  EXPECT_EQ(some.features.representation, Representation::numerators);
  EXPECT_EQ(some.n_rows, 30u);
  const std::vector<double> in = numbers(all), out = numbers(some);
  ASSERT_EQ(out.size(), 90u);
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(out[i * 3 + j], in[i * width + places[j]]);
  }
  for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(some.features.columns[j], all.features.columns[places[j]]);
}

TEST(Columns, HaveTheFamilyThatMadeThem) {
  for (const Convention convention : kConventions) {
    const FeatureSet features = select_features(nasbench201(), convention, {"op_count", "node_degree", "path_encoding"});
    const std::vector<std::string> families = column_families(nasbench201(), convention, features.families, features.columns());
    ASSERT_EQ(families.size(), features.columns().size());
    for (std::size_t i = 0; i < families.size(); ++i) {
      EXPECT_TRUE(features.columns()[i].name.starts_with(families[i]) || families[i] == "path_encoding") << features.columns()[i].name;
    }
    EXPECT_EQ(families.front(), "op_count");
    EXPECT_EQ(families.back(), "path_encoding");
  }
  const std::vector<FeatureColumn> others = {{"params", 1}, {"strange", 1}};
  EXPECT_EQ(column_families(nasbench201(), Convention::graf_nas, {"cost"}, others), (Names{"cost", ""}));
}

}  // namespace
}  // namespace cartograf
