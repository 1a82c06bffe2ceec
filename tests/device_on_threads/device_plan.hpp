#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/device_on_threads/built_ins.hpp"
// The kernel bodies need the built-ins above.
#include "host/space/catalog.hpp"
#include "host/space/search_space.hpp"
#include "kernels/cuda/strided_kernel.hpp"
#include "kernels/cuda/tile_kernel.hpp"

namespace cartograf::testing_device {

inline const SearchSpace& space_called(std::string_view name) {
  static std::map<std::string, std::unique_ptr<SearchSpace>, std::less<>> spaces;
  auto place = spaces.find(name);
  if (place == spaces.end()) place = spaces.emplace(name, find_space(name)).first;
  return *place->second;
}

/// How a kernel is launched.
struct Launch {
  unsigned blocks = 2;
  unsigned threads = 32;
  std::uint32_t tile_rows = 64;
  bool table_in_shared = true;  ///< where cases are narrow
};

/// Output of exactly n values, aligned as device memory is.
template <class T>
class Output {
 public:
  explicit Output(std::size_t n) : memory_(n * sizeof(T)), n_(n) { memory_.forget(); }
  T* data() { return reinterpret_cast<T*>(memory_.data()); }
  std::vector<T> values() { return std::vector<T>(data(), data() + n_); }

 private:
  device_on_threads::SharedMemory memory_;
  std::size_t n_;
};

/// A plan as the launcher of the GPU prepares it, tables computed by the kernel of the tables.
class DevicePlan {
 public:
  DevicePlan(const FeaturePlan& plan, const Codec& codec, EvaluationStrategy strategy)
      : tile_plan_(cuda::make_tile_plan(plan, strategy)), view_(plan.view()), codec_(codec) {
    const std::size_t plan_table = strategy == EvaluationStrategy::tabulated ? plan.table_size() : 0;
    table_.resize(plan_table);
    if (plan_table > 0) {
      const TableCases tables{view_, table_.data()};
      device_on_threads::run({3, 8, 0}, [&](std::byte*) { cuda::for_each_unit(tables, plan.n_cases()); });
    }
    const std::vector<std::int8_t> identity = cuda::identity_table();
    table_.insert(table_.end(), identity.begin(), identity.end());
    if (plan_table > 0) view_.table = table_.data();
  }

  const cuda::TilePlan& tile_plan() const { return tile_plan_; }
  const PlanView& view() const { return view_; }
  const Codec& codec() const { return codec_; }

  /// Rows of the tile kernel, [n_rows x n_columns].
  template <class T>
  std::vector<T> tiles(const ArchitectureSource& source, std::uint64_t n_rows, const Launch& launch = {}) const {
    Output<T> out(n_rows * view_.n_columns);
    const Dtype dtype = sizeof(T) == 1 ? Dtype::int8 : sizeof(T) == 4 ? Dtype::float32
                                                                      : Dtype::float64;
    const cuda::TileView view{tile_plan_.runs.data(), tile_plan_.direct.data(), tile_plan_.columns.data(), table_.data(),
                              cuda::tile_needs(tile_plan_, codec_.n_words(), dtype)};
    cuda::TileJob<T> job{{view_, source, out.data()}, view, {}, launch.tile_rows, n_rows};
    const bool in_shared = launch.table_in_shared && !tile_plan_.wide_cases;
    job.layout = cuda::tile_layout(job.tile.needs, launch.tile_rows, in_shared);
    const device_on_threads::Grid grid{launch.blocks, launch.threads, job.layout.size};
    device_on_threads::run(grid, [&](std::byte* shared) {
      if (tile_plan_.general) {
        body<T, true>(job, in_shared, shared);
      } else {
        body<T, false>(job, in_shared, shared);
      }
    });
    return out.values();
  }

  /// Rows of the strided kernel.
  template <class T>
  std::vector<T> strided(const ArchitectureSource& source, std::uint64_t n_rows, const Launch& launch = {}) const {
    Output<T> out(n_rows * view_.n_columns);
    const cuda::RowColumns<T> columns{{view_, source, out.data()}};
    device_on_threads::run({launch.blocks, launch.threads, 0},
                           [&](std::byte*) { cuda::for_each_unit(columns, n_rows * view_.n_columns); });
    return out.values();
  }

 private:
  template <class T, bool kGeneral>
  void body(const cuda::TileJob<T>& job, bool in_shared, std::byte* shared) const {
    if (tile_plan_.wide_cases) return cuda::write_tiles<T, std::uint32_t, kGeneral, false>(job, shared);
    if (in_shared) return cuda::write_tiles<T, std::uint16_t, kGeneral, true>(job, shared);
    cuda::write_tiles<T, std::uint16_t, kGeneral, false>(job, shared);
  }

  cuda::TilePlan tile_plan_;
  PlanView view_;
  Codec codec_;
  std::vector<std::int8_t> table_;
};

/// The rows of the oracle: one column at a time, nothing tabulated, on this thread.
template <class T>
std::vector<T> expected_rows(const FeaturePlan& plan, const ArchitectureSource& source, std::uint64_t n_rows) {
  std::vector<T> out(n_rows * plan.n_columns());
  const FeatureRows<T> rows{plan.view(), source, out.data()};
  for (std::uint64_t row = 0; row < n_rows; ++row) {
    for (std::uint32_t column = 0; column < plan.n_columns(); ++column) rows(row, column);
  }
  return out;
}

inline ArchitectureSource range_of(const SearchSpace& space, std::uint64_t first) {
  ArchitectureSource source{space.codec()};
  source.first = first;
  return source;
}

}  // namespace cartograf::testing_device
