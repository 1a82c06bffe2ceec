#pragma once

#include <cstdint>
#include <optional>

#include "io/hdf5/store_writer.hpp"

namespace cartograf::cli {

/// How far a piece of work is.
struct WorkState {
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;  ///< none until the work says so
  std::uint64_t done_before = 0;       ///< of `done`, what an earlier run did
  double seconds = 0;                  ///< that this run has worked on the rest
  std::optional<Written> written;      ///< of work that writes a store

  /// What this run does a second; none before it did anything.
  std::optional<double> per_second() const {
    if (done <= done_before || seconds <= 0) return std::nullopt;
    return static_cast<double>(done - done_before) / seconds;
  }
  /// At that rate.
  std::optional<double> seconds_left() const {
    const std::optional<double> rate = per_second();
    if (!rate || !total || *total < done) return std::nullopt;
    return static_cast<double>(*total - done) / *rate;
  }
};

}  // namespace cartograf::cli
