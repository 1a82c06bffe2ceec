#pragma once

#include <cstddef>
#include <span>

namespace cartograf::cuda {

/// Device memory, owned; usable without nvcc. In a build without CUDA, allocating throws DeviceError. Plain cudaMalloc:
/// managed memory migrates behind the caller's back.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  explicit DeviceMemory(std::size_t bytes);
  ~DeviceMemory();
  DeviceMemory(DeviceMemory&& other) noexcept;
  DeviceMemory& operator=(DeviceMemory&& other) noexcept;

  void* data() const { return data_; }
  std::size_t size() const { return size_; }
  template <class T>
  T* as() const { return static_cast<T*>(data_); }

  /// Makes room for `bytes`; what was inside is lost when it has to grow.
  void reserve(std::size_t bytes);

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Host memory that the GPU reads and writes at full speed and while the host goes on (page-locked), owned.
class PinnedMemory {
 public:
  PinnedMemory() = default;
  explicit PinnedMemory(std::size_t bytes);
  ~PinnedMemory();
  PinnedMemory(PinnedMemory&& other) noexcept;
  PinnedMemory& operator=(PinnedMemory&& other) noexcept;

  std::byte* data() const { return static_cast<std::byte*>(data_); }
  std::size_t size() const { return size_; }

 private:
  void* data_ = nullptr;
  std::size_t size_ = 0;
};

void copy_to_device(const DeviceMemory& to, const void* from, std::size_t bytes);
void copy_to_host(void* to, const void* from_device, std::size_t bytes);

/// Waits until everything under way on a GPU has ended, on whatever stream.
void finish_work(int ordinal);

/// A copy of `values` in device memory.
template <class T>
DeviceMemory upload(std::span<const T> values) {
  DeviceMemory memory(values.size_bytes());
  copy_to_device(memory, values.data(), values.size_bytes());
  return memory;
}

}  // namespace cartograf::cuda
