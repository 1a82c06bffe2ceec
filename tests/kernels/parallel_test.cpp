#include "kernels/base/parallel.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace cartograf {
namespace {

class Threads : public testing::TestWithParam<int> {};

TEST_P(Threads, RunEveryTaskOnce) {
  std::vector<std::atomic<int>> count(1000);
  parallel_for(1000, GetParam(), [&](std::int64_t i) { ++count[static_cast<std::size_t>(i)]; });
  for (const auto& n : count) EXPECT_EQ(n.load(), 1);
}

TEST_P(Threads, RethrowTheException) {
  const auto body = [](std::int64_t i) {
    if (i == 37) throw std::runtime_error("task 37");
  };
  try {
    parallel_for(100, GetParam(), body);
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "task 37");
  }
}

TEST_P(Threads, SurviveAnExceptionInEveryTask) {
  EXPECT_THROW(parallel_for(100, GetParam(), [](std::int64_t i) { throw i; }), std::int64_t);
}

TEST_P(Threads, WorkAgainAfterAnException) {
  EXPECT_THROW(parallel_for(10, GetParam(), [](std::int64_t) { throw 1; }), int);
  std::atomic<int> count{0};
  parallel_for(10, GetParam(), [&](std::int64_t) { ++count; });
  EXPECT_EQ(count.load(), 10);
}

TEST_P(Threads, TakeNoTasks) {
  parallel_for(0, GetParam(), [](std::int64_t) { FAIL() << "there is no task"; });
}

// OpenMP's threads stay with the parent.
TEST_P(Threads, AreNotWaitedForInAForkedProcess) {
  parallel_for(100, GetParam(), [](std::int64_t) {});
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    alarm(60);
    std::atomic<int> count{0};
    parallel_for(100, GetParam(), [&](std::int64_t) { ++count; });
    _exit(count == 100 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

INSTANTIATE_TEST_SUITE_P(ParallelFor, Threads, testing::Values(0, 1, 2, 7));

TEST(ParallelFor, UsesTheThreadsAskedFor) {
  EXPECT_EQ(resolve_threads(7), 7);
  EXPECT_GE(resolve_threads(0), 1);
}

}  // namespace
}  // namespace cartograf
