// Every file of the corpora, among them what the fuzzers found once, through its target.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tests/fuzz/targets.hpp"
#include "tests/support/files.hpp"

namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  bool (*run)(std::string_view);
};
void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

constexpr Target kTargets[] = {{"booster", fuzz::booster}, {"csv_table", fuzz::csv_table}, {"import_table", fuzz::import_table}, {"keys", fuzz::keys}, {"model_arrays", fuzz::model_arrays}, {"npy", fuzz::npy}, {"space_document", fuzz::space_document}, {"store_facts", fuzz::store_facts}};

std::vector<fs::path> corpus_of(const std::string& target) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(CARTOGRAF_FUZZ_CORPUS) / target)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

class Corpus : public testing::TestWithParam<Target> {};

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(kTargets), [](const auto& target) { return std::string(target.param.name); });

// Some of a corpus are accepted and some refused: a target that looks at nothing would pass otherwise.
TEST_P(Corpus, HasTheProperties) {
  int n_accepted = 0, n_refused = 0;
  for (const fs::path& file : corpus_of(GetParam().name)) {
    SCOPED_TRACE(file.string());
    std::cout << file.filename().string() << std::endl;  // the last one is that over which the program crashes
    bool accepted = false;
    EXPECT_NO_THROW(accepted = GetParam().run(testing_support::read_bytes(file)));
    (accepted ? n_accepted : n_refused) += 1;
  }
  EXPECT_GE(n_accepted, 3);
  EXPECT_GE(n_refused, 1);
}

TEST(Corpora, AreSmallAndOfTargets) {
  std::uintmax_t size = 0;
  for (const auto& entry : fs::recursive_directory_iterator(CARTOGRAF_FUZZ_CORPUS)) {
    if (entry.is_regular_file()) size += entry.file_size();
    if (!entry.is_directory()) continue;
    EXPECT_TRUE(std::any_of(std::begin(kTargets), std::end(kTargets), [&](const Target& target) { return entry.path().filename() == target.name; })) << entry.path();
  }
  EXPECT_LT(size, 300'000u);
}

}  // namespace
