#include "kernels/base/task_threads.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace cartograf {
namespace {

TEST(RunTasks, RunsEachTaskOnce) {
  for (const int threads : {1, 2, 7}) {
    std::vector<std::atomic<int>> runs(1000);
    run_tasks(1000, threads, [&](std::int64_t i) { ++runs[static_cast<std::size_t>(i)]; });
    for (const auto& n : runs) ASSERT_EQ(n, 1);
  }
}

TEST(RunTasks, RunsNothingForNoTasks) {
  run_tasks(0, 3, [](std::int64_t) { ADD_FAILURE(); });
}

TEST(RunTasks, UsesThreadsOfItsOwn) {
  std::mutex lock;
  std::set<std::thread::id> threads;
  std::atomic<int> arrived{0};
  run_tasks(2, 2, [&](std::int64_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();  // ends only when both run at the same time
    const std::lock_guard guard(lock);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(threads.size(), 2u);
}

TEST(RunTasks, ThrowsWhatATaskThrewAndStartsNoMore) {
  for (const int threads : {1, 2, 7}) {
    std::atomic<int> started{0};
    const auto run = [&] {
      run_tasks(100'000, threads, [&](std::int64_t i) {
        ++started;
        if (i == 10) throw std::runtime_error("task 10");
      });
    };
    EXPECT_THROW(run(), std::runtime_error);
    EXPECT_LT(started, 100'000);
  }
}

TEST(Beside, WorksWhileTheCallerDoes) {
  Beside beside(true);
  std::atomic<bool> caller_is_there{false};
  std::atomic<int> done{0};
  beside.begin([&] {
    while (!caller_is_there) std::this_thread::yield();  // ends only when the caller goes on meanwhile
    ++done;
  });
  caller_is_there = true;
  beside.begin([&] { done = done * 10; });  // after the former
  beside.wait();
  EXPECT_EQ(done, 10);
}

TEST(Beside, ThrowsWhatTheWorkThrewOnce) {
  Beside beside(true);
  beside.begin([] { throw std::runtime_error("the first"); });
  EXPECT_THROW(beside.begin([] {}), std::runtime_error);
  beside.wait();
  bool done = false;
  beside.begin([&] { done = true; });
  beside.wait();
  EXPECT_TRUE(done);
}

TEST(Beside, WaitsWhenItEnds) {
  std::atomic<bool> done{false};
  {
    Beside beside(true);
    beside.begin([&] {
      for (int i = 0; i < 1000; ++i) std::this_thread::yield();
      done = true;
    });
  }
  EXPECT_TRUE(done);
}

TEST(Beside, OnNoThreadTheCallerWorks) {
  Beside beside(false);
  std::thread::id worker;
  beside.begin([&] { worker = std::this_thread::get_id(); });
  EXPECT_EQ(worker, std::this_thread::get_id());
  EXPECT_THROW(beside.begin([] { throw std::runtime_error("at once"); }), std::runtime_error);
  beside.wait();
}

}  // namespace
}  // namespace cartograf
