#include "host/space/catalog.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cartograf {
namespace {

std::string message_of(const std::string& name) {
  try {
    find_space(name);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no InputError";
}

TEST(Catalog, FindsEverySpaceThatItLists) {
  for (const std::string& name : space_names()) EXPECT_EQ(find_space(name)->name(), name);
}

class Listed : public testing::TestWithParam<const char*> {};

TEST_P(Listed, StandInTheCatalogOnce) {
  const std::vector<std::string> names = space_names();
  EXPECT_EQ(std::count(names.begin(), names.end(), GetParam()), 1);
}

INSTANTIATE_TEST_SUITE_P(Catalog, Listed, testing::Values("nasbench201", "transnasbench101_micro", "darts", "darts_cell"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Catalog, KnowsTheSizesOfItsSpaces) {
  EXPECT_EQ(find_space("nasbench201")->size(), 15'625u);
  EXPECT_EQ(find_space("transnasbench101_micro")->size(), 4'096u);
  EXPECT_EQ(find_space("darts_cell")->size(), 1'037'664'180u);
  EXPECT_EQ(find_space("darts")->size(), 1'037'664'180u * std::uint64_t{1'037'664'180});
}

TEST(Catalog, SuggestsTheNearestName) {
  const std::string message = message_of("nasbench210");
  EXPECT_NE(message.find("unknown search space 'nasbench210'"), std::string::npos) << message;
  EXPECT_NE(message.find("did you mean"), std::string::npos) << message;
  EXPECT_NE(message.find("nasbench201"), std::string::npos) << message;
}

TEST(Catalog, ListsTheNamesWhenNothingIsNear) {
  const std::string message = message_of("xyz");
  EXPECT_EQ(message.find("did you mean"), std::string::npos) << message;
  EXPECT_NE(message.find("nasbench201"), std::string::npos) << message;
}

TEST(Catalog, DoesNotKnowTheEmptyName) { EXPECT_THROW(find_space(""), InputError); }

TEST(Catalog, KnowsWhatPeopleCallItsSpaces) {
  for (const std::string& name : space_names()) EXPECT_EQ(known_space(name), name);
  for (const char* text : {"nb201", "NB201", "nb-201", "NAS-Bench-201", "nas_bench_201", "NASBench 201", "NasBench201"}) EXPECT_EQ(known_space(text), "nasbench201") << text;
  for (const char* text : {"nb301", "NAS-Bench-301", "DARTS"}) EXPECT_EQ(known_space(text), "darts") << text;
  for (const char* text : {"tnb101", "TransNAS-Bench-101", "TNB101-micro", "transnasbench101-micro"}) EXPECT_EQ(known_space(text), "transnasbench101_micro") << text;
  EXPECT_EQ(known_space("tnb101_macro"), "transnasbench101_macro");
  EXPECT_EQ(known_space("NAS-Bench-Macro"), "nasbench_macro");
  for (const char* text : {"", "-", "nb", "nb2011", "201", "nasbench201.h5"}) EXPECT_EQ(known_space(text), std::nullopt) << text;
}

TEST(Catalog, HasShortNamesThatAreNoNames) {
  const std::vector<std::string> names = space_names();
  for (const std::string& name : names) {
    for (const std::string& alias : short_names(name)) {
      EXPECT_EQ(known_space(alias), name);
      EXPECT_EQ(std::count(names.begin(), names.end(), alias), 0) << alias;
    }
  }
  EXPECT_EQ(short_names("darts"), (std::vector<std::string>{"nb301", "nasbench301"}));
  EXPECT_EQ(short_names("naap440"), std::vector<std::string>{});
}

TEST(Catalog, NamesAreExact) { EXPECT_THROW(find_space("NASBench201"), InputError); }

}  // namespace
}  // namespace cartograf
