#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

/// The built-ins that the kernel bodies of kernels/cuda use, for a C++ compiler: a block's threads are real threads, and
/// the block barrier is a real barrier. Include it before the kernel bodies. So the tests and the sanitizers run the code
/// of the GPU on a machine without one; a race on shared memory is a race that ThreadSanitizer sees.

struct PlaceOnThreads {
  unsigned x = 0;
};

// NOLINTBEGIN: CUDA's own names
inline thread_local PlaceOnThreads threadIdx, blockIdx, blockDim, gridDim;
// NOLINTEND

namespace device_on_threads {

/// Whoever waits sleeps: std::barrier spins, which takes the cores from those that are waited for where threads are many.
class BlockBarrier {
 public:
  explicit BlockBarrier(unsigned n_threads) { pthread_barrier_init(&barrier_, nullptr, n_threads); }
  ~BlockBarrier() { pthread_barrier_destroy(&barrier_); }
  BlockBarrier(const BlockBarrier&) = delete;
  BlockBarrier& operator=(const BlockBarrier&) = delete;

  void wait() { pthread_barrier_wait(&barrier_); }

 private:
  pthread_barrier_t barrier_;
};

inline thread_local BlockBarrier* block_barrier = nullptr;

/// Shared memory of exactly `size` bytes, so that AddressSanitizer sees an access beyond it.
class SharedMemory {
 public:
  static constexpr std::align_val_t kAlignment{16};

  explicit SharedMemory(std::size_t size) : size_(size), data_(static_cast<std::byte*>(::operator new(size, kAlignment))) {}
  ~SharedMemory() { ::operator delete(data_, kAlignment); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  std::byte* data() const { return data_; }
  /// A block finds nothing of the block before it.
  void forget() { std::memset(data_, 0xA5, size_); }

 private:
  std::size_t size_;
  std::byte* data_;
};

struct Grid {
  unsigned blocks = 1;
  unsigned threads = 1;
  std::size_t shared = 0;
};

/// Runs `body(shared)` as a kernel: blocks one after the other, the threads of a block at a time.
template <class Body>
void run(const Grid& grid, const Body& body) {
  SharedMemory shared(grid.shared);
  BlockBarrier barrier(grid.threads);
  const auto thread = [&](unsigned place) {
    block_barrier = &barrier;
    threadIdx.x = place;
    blockDim.x = grid.threads;
    gridDim.x = grid.blocks;
    for (blockIdx.x = 0; blockIdx.x < grid.blocks; ++blockIdx.x) {
      if (place == 0) shared.forget();
      barrier.wait();
      body(shared.data());
      barrier.wait();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned place = 0; place < grid.threads; ++place) threads.emplace_back(thread, place);
  for (std::thread& one : threads) one.join();
}

}  // namespace device_on_threads

/// The value before.
inline unsigned long long atomicMin(unsigned long long* at, unsigned long long value) {
  std::atomic_ref<unsigned long long> shared(*at);
  unsigned long long before = shared.load();
  while (value < before && !shared.compare_exchange_weak(before, value)) {
  }
  return before;
}

inline void __syncthreads() { device_on_threads::block_barrier->wait(); }
