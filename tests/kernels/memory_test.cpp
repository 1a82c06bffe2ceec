#include "kernels/base/memory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>

#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

TEST(Memory, OfTheMachineIsAvailable) {
  const auto machine = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  EXPECT_GT(available_memory(), std::uint64_t{1} << 20);
  EXPECT_LE(available_memory(), machine);
}

TEST(Memory, BeyondWhatIsAvailableIsRefusedWithBoth) {
  EXPECT_EQ(message_of<IoError>([] { require_memory(std::uint64_t{1} << 20, "x"); }), "nothing was thrown");
  const std::string message = message_of<IoError>([] { require_memory(size_of_square(1'000'000'000), "predictor gp: 1,000,000,000 training rows"); });
  EXPECT_TRUE(message.starts_with("predictor gp: 1,000,000,000 training rows take 8.0 EB of memory, of which ")) << message;
  EXPECT_TRUE(contains(message, " are available")) << message;
}

TEST(Memory, OfASquareIsExactOrTheMost) {
  EXPECT_EQ(size_of_square(0), 0u);
  EXPECT_EQ(size_of_square(100'000), 80'000'000'000u);
  EXPECT_EQ(size_of_square(std::uint64_t{1} << 40), std::numeric_limits<std::uint64_t>::max());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Memory, IsBoundByTheAddressSpace) {
  const pid_t id = fork();
  ASSERT_GE(id, 0);
  if (id == 0) {
    const rlimit limit{std::uint64_t{1} << 33, std::uint64_t{1} << 33};
    if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(2);
    const std::uint64_t before = available_memory();
    const std::string taken(std::size_t{1} << 28, 'x');
    _exit(before < (std::uint64_t{1} << 33) && available_memory() + taken.size() <= (std::uint64_t{1} << 33) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(id, &status, 0), id);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}
#endif

}  // namespace
}  // namespace cartograf
