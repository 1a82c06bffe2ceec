#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <cartograf/error.hpp>

/// @file
/// Words that all other headers use: devices, number types, columns, matrices, and how work runs.

namespace cartograf {

/// Who computes.
enum class Backend {
  cpu,   ///< threads of this machine
  cuda,  ///< a GPU, in a build with CUDA
};

/// Where work runs: the CPU, or one GPU by its CUDA ordinal.
struct Device {
  Backend backend = Backend::cpu;  ///< the kind of device
  int ordinal = 0;                 ///< which GPU; 0 on the CPU

  /// Whether both are the same device.
  bool operator==(const Device&) const = default;
};

/// How a feature value n/d is represented: `int8` holds n, `float32` and `float64` hold n/d rounded once.
enum class Dtype : std::uint8_t {
  int8,     ///< numerators; columns of real numbers have none
  float32,  ///< values
  float64,  ///< values
  int64,    ///< whole numbers of 64 bits: columns that stand beside the rows of a store, and nothing else
};

/// Bytes of a number.
constexpr std::size_t size_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return 1;
    case Dtype::float32: return 4;
    case Dtype::float64: return 8;
    case Dtype::int64: return 8;
  }
  return 0;
}

/// `int8`, `float32`, `float64` or `int64`.
constexpr std::string_view to_string(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return "int8";
    case Dtype::float32: return "float32";
    case Dtype::float64: return "float64";
    case Dtype::int64: return "int64";
  }
  return "?";
}

/// Three states of the authors' programs that compute GRAF (Kadlecova et al., "Surprisingly Strong Performance Prediction
/// with Neural Graph Features", ICML 2024, section 3); docs/features.md says how they differ.
enum class Convention {
  graf_nas,    ///< the released Python package
  zc_combine,  ///< the authors' experiment code
  paper,       ///< the experiment code when the paper was published
};

/// A column of features: value = stored / divisor where numerators are stored, else the value itself. Divisor 0: the row's
/// own.
struct FeatureColumn {
  /// Instead of a divisor: the column holds real numbers, NaN where missing, not quotients of whole ones.
  static constexpr std::int32_t kReal = -1;

  std::string name;          ///< as stores and tables have it
  std::int32_t divisor = 1;  ///< what a numerator is divided by

  /// Whether the column holds real numbers.
  bool real() const { return divisor == kReal; }

  /// Whether name and divisor are the same.
  bool operator==(const FeatureColumn&) const = default;
};

/// The C++ type of a Dtype that rows have.
template <class T>
concept FeatureNumber = std::is_same_v<T, std::int8_t> || std::is_same_v<T, float> || std::is_same_v<T, double>;

/// A row-major matrix that somebody else owns: [n_rows x n_columns] of `dtype`, in the memory of `device`.
struct MatrixView {
  const void* data = nullptr;    ///< the first number
  Dtype dtype = Dtype::float32;  ///< of the numbers
  std::uint64_t n_rows = 0;      ///< architectures
  std::uint64_t n_columns = 0;   ///< features
  Device device{};               ///< whose memory it is

  /// Bytes of a row.
  std::size_t row_size() const { return n_columns * size_of(dtype); }
  /// Bytes of all rows.
  std::size_t size() const { return n_rows * row_size(); }
  /// The first byte of row i.
  const std::byte* row(std::uint64_t i) const { return static_cast<const std::byte*>(data) + i * row_size(); }

  /// All numbers of a matrix in host memory, row by row: [n_rows * n_columns]. T is the C++ type of `dtype`: std::int8_t,
  /// float or double. Throws Error when it is not, or when the matrix is on a GPU.
  template <FeatureNumber T>
  std::span<const T> values() const {
    constexpr Dtype asked = std::is_same_v<T, std::int8_t> ? Dtype::int8 : std::is_same_v<T, float> ? Dtype::float32
                                                                                                    : Dtype::float64;
    if (dtype != asked) throw Error("the matrix holds " + std::string(to_string(dtype)) + ", not " + std::string(to_string(asked)));
    if (device.backend != Backend::cpu) throw Error("the matrix is in the memory of a GPU");
    return {static_cast<const T*>(data), n_rows * n_columns};
  }
  /// The numbers of row i, [n_columns]. Throws as values() does.
  template <FeatureNumber T>
  std::span<const T> row_values(std::uint64_t i) const {
    return values<T>().subspan(i * n_columns, n_columns);
  }
};

/// Called after every batch with the architectures done and those in all; may throw (Interrupted) to stop.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Where and how work runs. No integer feature depends on it; docs/backends.md says what a GPU may change in real numbers.
struct RunOptions {
  Device device{};      ///< the CPU, or a GPU; one that cannot be used is a DeviceError, never another device
  int threads = 0;      ///< CPU threads, at most 4,096; 0 = all cores
  Progress progress{};  ///< empty = nobody listens
};

}  // namespace cartograf
