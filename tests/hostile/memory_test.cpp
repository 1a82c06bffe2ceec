// The memory of a run does not grow with the rows of its store.
#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "tests/hostile/limited_run.hpp"
#include "tests/hostile/number_of.hpp"
#include "tests/support/files.hpp"
#include "tests/support/sanitized.hpp"

namespace testing_hostile {
namespace {

class Memory : public testing::TestWithParam<const char*> {
 protected:
  long mebibytes_of(std::uint64_t n_rows) const {
    const std::string rows = "0:" + std::to_string(n_rows);
    const LimitedRun run = run_limited({"features", "darts_cell", "--range", rows, "--dtype", "int8", "--compression", GetParam(), "-o", "s.h5", "--overwrite", "--device", "cpu", "-q"},
                                       folder_.path(), std::chrono::hours(2));
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.peak_mebibytes;
  }

  testing_support::TempFolder folder_;
};

TEST_P(Memory, DoesNotGrowWithTheRows) {
  const std::uint64_t n_rows = number_of("CARTOGRAF_MEMORY_ROWS", 1'000'000);
  const long few = mebibytes_of(n_rows / 4), many = mebibytes_of(n_rows);
  std::cout << GetParam() << ": " << many << " MiB for " << n_rows << " rows, " << few << " MiB for a fourth of them\n";
  EXPECT_LT(many, 1024);
  if (!testing_support::kSanitized) {
    EXPECT_LT(many, few + 48);  // what HDF5 knows of chunks is a thousandth of them; sanitizers keep what is freed
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, Memory, testing::Values("none", "gzip:1", "zstd"), [](const auto& compression) {
  const std::string name = compression.param;
  return name.substr(0, name.find(':'));
});

}  // namespace
}  // namespace testing_hostile
