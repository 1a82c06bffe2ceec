// Every file of the corpora, among them what the fuzzers found once, through its target.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/targets.hpp"
#include "tests/hostile/number_of.hpp"
#include "tests/support/files.hpp"

namespace {

namespace fs = std::filesystem;

struct Target {
  const char* name;
  bool (*run)(std::string_view);
};
void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }

constexpr Target kTargets[] = {{"booster", fuzz::booster}, {"csv_table", fuzz::csv_table}, {"import_table", fuzz::import_table}, {"journal", fuzz::journal}, {"keys", fuzz::keys}, {"manifest", fuzz::manifest}, {"model_arrays", fuzz::model_arrays}, {"npy", fuzz::npy}, {"space_document", fuzz::space_document}, {"split_list", fuzz::split_list}, {"store_facts", fuzz::store_facts}};

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

/// A few bytes changed, taken out, doubled, or replaced by some of another file.
std::string changed(const std::vector<std::string>& files, std::mt19937_64& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % std::max<std::size_t>(1, n)); };
  std::string bytes = files[below(files.size())];
  for (std::size_t n = 1 + below(4); n > 0 && !bytes.empty(); --n) {
    const std::size_t at = below(bytes.size()), length = 1 + below(std::min<std::size_t>(bytes.size() - at, 16));
    switch (random() % 6) {
      case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8)); break;
      case 1: bytes[at] = static_cast<char>(random()); break;
      case 2: bytes.erase(at, length); break;
      case 3: bytes.insert(at, bytes.substr(at, length)); break;
      case 4: bytes.resize(at); break;
      default: {
        const std::string& other = files[below(files.size())];
        bytes.replace(at, length, other.substr(below(other.size()), length));
      }
    }
  }
  return bytes;
}

// What the fuzzers do, without what they learn, so that it is the same each time; scripts/fuzz.sh is the long run.
TEST_P(Corpus, HasThemWhenItIsChanged) {
  const std::uint64_t n_runs = testing_hostile::number_of("CARTOGRAF_FUZZ_RUNS", 10'000);
  std::vector<std::string> files;
  for (const fs::path& file : corpus_of(GetParam().name)) files.push_back(testing_support::read_bytes(file));
  const fs::path last = fs::temp_directory_path() / ("cartograf_fuzz_" + std::string(GetParam().name) + "_" + std::to_string(getpid()));
  std::mt19937_64 random(17);
  for (std::uint64_t i = 0; i < n_runs; ++i) {
    const std::string bytes = changed(files, random);
    std::ofstream(last, std::ios::binary) << bytes;  // stays there when the program crashes
    ASSERT_NO_THROW(GetParam().run(bytes)) << "run " << i << ": " << last;
  }
  fs::remove(last);
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
