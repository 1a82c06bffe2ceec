#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/cuda/built_ins.hpp"
#include "kernels/cuda/tile_plan.hpp"
#include "kernels/cuda/tile_shape.hpp"
#include "kernels/features/rows.hpp"

/// The tuned kernel body: index -> words -> slots -> rows, a tile of rows at a time. Uses CUDA's built-ins: for .cu files,
/// and for tests that bring their own. FeatureRows is its oracle.
namespace cartograf::cuda {

/// The arrays of a TilePlan on the device.
struct TileView {
  const LookUpRun* runs = nullptr;
  const Column* direct = nullptr;
  const TileColumn* columns = nullptr;
  const std::int8_t* table = nullptr;  ///< [needs.table_size], the plan's table (if look-ups need it), then the identity
  TileNeeds needs{};
};

/// One launch.
template <class T>
struct TileJob {
  FeatureRows<T> features{};  ///< `out` is aligned to 16 bytes
  TileView tile{};
  TileLayout layout{};
  std::uint32_t tile_rows = 0;
  std::uint64_t n_rows = 0;
};

/// 16 bytes of the output, stored at once.
template <class T>
struct alignas(16) OutputVector {
  static constexpr std::uint32_t kSize = 16 / sizeof(T);
  T values[kSize];

  CARTOGRAF_HD void set(std::uint32_t place, T value) { values[place] = value; }
};

/// Bytes are put together in registers of four.
template <>
struct alignas(16) OutputVector<std::int8_t> {
  static constexpr std::uint32_t kSize = 16;
  std::uint32_t words[4] = {};

  CARTOGRAF_HD void set(std::uint32_t place, std::int8_t value) {
    words[place / 4] |= std::uint32_t{static_cast<std::uint8_t>(value)} << place % 4 * 8;
  }
};

/// The pairs (inner, outer) that a thread of the block takes, inner < n_inner; neighbouring threads take neighbouring
/// inner places. Divides once only.
struct BlockWalk {
  std::uint32_t n_inner;
  std::uint32_t inner;
  std::uint32_t outer;
  std::uint32_t step_inner;
  std::uint32_t step_outer;

  CARTOGRAF_DEVICE explicit BlockWalk(std::uint32_t n)
      : n_inner(n), inner(threadIdx.x % n), outer(threadIdx.x / n), step_inner(blockDim.x % n), step_outer(blockDim.x / n) {}

  CARTOGRAF_DEVICE void next() {
    inner += step_inner;
    outer += step_outer;
    if (inner < n_inner) return;
    inner -= n_inner;
    ++outer;
  }
};

/// One block at work. Case: what a slot is stored as. kGeneral: TilePlan::general.
template <class T, class Case, bool kGeneral, bool kTableInShared>
class TileKernel {
 public:
  CARTOGRAF_DEVICE TileKernel(const TileJob<T>& job, std::byte* shared)
      : job_(job),
        needs_(job.tile.needs),
        n_slots_(padded(needs_.n_look_ups + needs_.n_direct)),
        words_(reinterpret_cast<std::uint64_t*>(shared + job.layout.words)),
        slots_(reinterpret_cast<Case*>(shared + job.layout.slots)),
        first_cases_(reinterpret_cast<std::uint32_t*>(shared + job.layout.first_cases)),
        runs_(reinterpret_cast<LookUpRun*>(shared + job.layout.runs)),
        columns_(reinterpret_cast<TileColumn*>(shared + job.layout.columns)),
        divisors_(reinterpret_cast<std::int32_t*>(shared + job.layout.divisors)),
        shared_table_(reinterpret_cast<std::int8_t*>(shared + job.layout.table)) {}

  CARTOGRAF_DEVICE void run() {
    load_plan();
    const std::uint64_t n_tiles = (job_.n_rows + job_.tile_rows - 1) / job_.tile_rows;
    for (std::uint64_t tile = blockIdx.x; tile < n_tiles; tile += gridDim.x) {
      first_row_ = tile * job_.tile_rows;
      const std::uint64_t left = job_.n_rows - first_row_;
      n_rows_ = left < job_.tile_rows ? static_cast<std::uint32_t>(left) : job_.tile_rows;
      decode_rows();
      __syncthreads();
      fill_look_up_slots();
      if constexpr (kGeneral) fill_direct_slots();
      __syncthreads();
      if (n_rows_ == job_.tile_rows) {
        write_vectors();
      } else {
        write_scalars();
      }
      // The next tile may be decoded while others still write: slots are filled only behind a barrier. But not while
      // somebody reads words, as the general kernel does.
      if constexpr (kGeneral) {
        __syncthreads();
        if (knows_graphs()) {
          write_unknown_graphs();
          __syncthreads();
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t kSize = OutputVector<T>::kSize;
  static constexpr std::uint32_t kUnknownGraph = ~std::uint32_t{0};

  /// The slots of the rows that a thread needs at a time, in one load.
  struct alignas(kVectorsPerThread * sizeof(Case)) SlotGroup {
    Case of[kVectorsPerThread];
  };

  /// Copies what every tile needs. A barrier is due before it is read.
  CARTOGRAF_DEVICE void load_plan() {
    copy(job_.tile.runs, runs_, needs_.n_runs);
    for (std::uint32_t column = threadIdx.x; column < needs_.n_columns; column += blockDim.x) {
      columns_[padded(column)] = job_.tile.columns[column];
      if (needs_.divisors) divisors_[padded(column)] = job_.features.plan.divisors[column];
    }
    if constexpr (kTableInShared) copy(job_.tile.table, shared_table_, needs_.table_size);
  }

  template <class Item>
  CARTOGRAF_DEVICE static void copy(const Item* from, Item* to, std::uint32_t n) {
    for (std::uint32_t i = threadIdx.x; i < n; i += blockDim.x) to[i] = from[i];
  }

  CARTOGRAF_DEVICE std::uint64_t* words_of(std::uint32_t row) const { return words_ + row * needs_.n_words; }
  CARTOGRAF_DEVICE bool knows_graphs() const {
    return needs_.n_look_ups > 0 && job_.features.plan.cell.kind == CellKind::nodes;
  }

  CARTOGRAF_DEVICE void decode_rows() {
    for (std::uint32_t row = threadIdx.x; row < n_rows_; row += blockDim.x) {
      job_.features.source.words_of_row(first_row_ + row, words_of(row));
      if constexpr (kGeneral) {
        if (knows_graphs()) first_cases_[row] = first_case_of(row);
      }
    }
  }

  CARTOGRAF_DEVICE std::uint32_t first_case_of(std::uint32_t row) const {
    const std::uint64_t in_table = first_case(job_.features.plan, words_of(row));
    return in_table == kNotInTable ? kUnknownGraph : static_cast<std::uint32_t>(in_table);
  }

  /// Where `slot`, already padded(), of a row is. Rows in which a thread's vectors start at the same column lie next to
  /// each other: row = (group * kVectorsPerThread + member) * kSize + rest.
  CARTOGRAF_DEVICE std::uint32_t slot_place(std::uint32_t row, std::uint32_t slot) const {
    const std::uint32_t rest = row % kSize;
    const std::uint32_t member = row / kSize % kVectorsPerThread;
    const std::uint32_t group = row / (kSize * kVectorsPerThread);
    return ((group * kSize + rest) * n_slots_ + slot) * kVectorsPerThread + member;
  }

  CARTOGRAF_DEVICE void fill_look_up_slots() {
    if (needs_.n_look_ups == 0) return;
    for (BlockWalk at(needs_.n_runs); at.outer < job_.tile_rows; at.next()) fill_run(at.outer, runs_[at.inner]);
  }

  /// Cells with tables have so few elements that 32 bits hold any set of them. Rows beyond the last one get a case too, so
  /// that every look-up is inside the table.
  CARTOGRAF_DEVICE void fill_run(std::uint32_t row, const LookUpRun run) {
    const int n_ops = job_.features.plan.cell.n_ops;
    const std::uint64_t* words = words_of(row) + run.cell * job_.features.source.codec.words_per_cell;
    std::uint32_t rest = 0;
    std::uint32_t low[3] = {};
    if (row < n_rows_) {
      for (int op = 3; op < n_ops; ++op) {
        if ((run.ops >> op & 1) != 0) rest |= static_cast<std::uint32_t>(words[op]);
      }
      CARTOGRAF_UNROLL
      for (int op = 0; op < 3; ++op) {
        if (op < n_ops) low[op] = static_cast<std::uint32_t>(words[op]);
      }
    }
    std::uint32_t slot = run.first_slot;
    CARTOGRAF_UNROLL
    for (unsigned member = 0; member < 8; ++member) {
      if ((run.members >> member & 1) == 0) continue;
      const std::uint32_t allowed =
          rest | ((member & 1) != 0 ? low[0] : 0) | ((member & 2) != 0 ? low[1] : 0) | ((member & 4) != 0 ? low[2] : 0);
      slots_[slot_place(row, padded(slot++))] = static_cast<Case>(case_of_row(row, allowed));
    }
  }

  CARTOGRAF_DEVICE std::uint32_t case_of_row(std::uint32_t row, std::uint32_t allowed) const {
    if constexpr (!kGeneral) {
      return allowed;
    } else {
      const auto table_case = static_cast<std::uint32_t>(case_of(job_.features.plan.cell, allowed));
      if (!knows_graphs()) return table_case;
      return row >= n_rows_ || first_cases_[row] == kUnknownGraph ? 0 : first_cases_[row] + table_case;
    }
  }

  /// Neighbouring threads evaluate the same measure of neighbouring rows, so that they take the same branches.
  CARTOGRAF_DEVICE void fill_direct_slots() {
    for (BlockWalk at(job_.tile_rows); at.outer < needs_.n_direct; at.next()) {
      const int value = at.inner < n_rows_ ? evaluate_direct(at.inner, job_.tile.direct[at.outer]) : 0;
      slots_[slot_place(at.inner, padded(needs_.n_look_ups + at.outer))] = static_cast<Case>(value + kIdentityZero);
    }
  }

  CARTOGRAF_DEVICE int evaluate_direct(std::uint32_t row, Column column) const {
    const PlanView& plan = job_.features.plan;
    const CellSubset subset = plan.subsets[column.subset];
    const std::uint64_t* words = words_of(row) + subset.cell * job_.features.source.codec.words_per_cell;
    // As an int8, like the entries of a table and the values of a row.
    return static_cast<std::int8_t>(evaluate(plan.measures[column.measure], plan.cell, subgraph_of(plan.cell, words, subset.ops)));
  }

  /// kSize rows are n_columns vectors; the vectors of the next kSize rows start at the same columns again. So a thread
  /// goes through the columns of one vector and works out kVectorsPerThread vectors with each.
  CARTOGRAF_DEVICE void write_vectors() const {
    const std::uint32_t n_groups = job_.tile_rows / (kSize * kVectorsPerThread);
    for (BlockWalk at(needs_.n_columns); at.outer < n_groups; at.next()) write_group(at.inner, at.outer);
  }

  CARTOGRAF_DEVICE void write_group(std::uint32_t vector, std::uint32_t group) const {
    const std::uint32_t n_columns = needs_.n_columns;
    std::uint32_t column = vector * kSize % n_columns;
    std::uint32_t rest = vector * kSize / n_columns;
    OutputVector<T> vectors[kVectorsPerThread] = {};
    CARTOGRAF_UNROLL
    for (std::uint32_t place = 0; place < kSize; ++place) {
      const TileColumn at = columns_[padded(column)];
      const SlotGroup slots =
          *reinterpret_cast<const SlotGroup*>(&slots_[((group * kSize + rest) * n_slots_ + at.slot) * kVectorsPerThread]);
      CARTOGRAF_UNROLL
      for (std::uint32_t member = 0; member < kVectorsPerThread; ++member) {
        const std::uint32_t row = (group * kVectorsPerThread + member) * kSize + rest;
        vectors[member].set(place, value_of(table()[at.table + slots.of[member]], column, row));
      }
      if (++column == n_columns) {
        column = 0;
        ++rest;
      }
    }
    CARTOGRAF_UNROLL
    for (std::uint32_t member = 0; member < kVectorsPerThread; ++member) {
      const std::uint32_t place = (group * kVectorsPerThread + member) * n_columns + vector;
      reinterpret_cast<OutputVector<T>*>(first_out())[place] = vectors[member];
    }
  }

  CARTOGRAF_DEVICE const std::int8_t* table() const {
    if constexpr (kTableInShared) {
      return shared_table_;
    } else {
      return job_.tile.table;
    }
  }

  /// as_value(), without a division where there is nothing to divide.
  CARTOGRAF_DEVICE T value_of(int numerator, std::uint32_t column, std::uint32_t row) const {
    if constexpr (sizeof(T) == 1) {
      return static_cast<T>(numerator);
    } else {
      std::int32_t divisor = divisors_[padded(column)];
      if (divisor == 1) return static_cast<T>(numerator);
      if constexpr (kGeneral) {
        if (divisor == 0) divisor = node_count(row, column);
      }
      return as_value<T>(numerator, divisor);
    }
  }

  /// Of the cell that the column looks at.
  CARTOGRAF_DEVICE std::int32_t node_count(std::uint32_t row, std::uint32_t column) const {
    const PlanView& plan = job_.features.plan;
    const std::uint32_t cell = plan.subsets[plan.columns[column].subset].cell;
    return static_cast<std::int32_t>(words_of(row)[(cell + 1) * job_.features.source.codec.words_per_cell - 1]);
  }

  /// A tile that is not full, one value at a time.
  CARTOGRAF_DEVICE void write_scalars() const {
    for (BlockWalk at(needs_.n_columns); at.outer < n_rows_; at.next()) {
      const TileColumn column = columns_[padded(at.inner)];
      const int numerator = table()[column.table + slots_[slot_place(at.outer, column.slot)]];
      first_out()[at.outer * needs_.n_columns + at.inner] = value_of(numerator, at.inner, at.outer);
    }
  }

  CARTOGRAF_DEVICE T* first_out() const { return job_.features.out + first_row_ * needs_.n_columns; }

  /// Rows of graphs that the table does not know (keys may number nodes in any way) are written again, column by column.
  CARTOGRAF_DEVICE void write_unknown_graphs() const {
    for (std::uint32_t row = 0; row < n_rows_; ++row) {
      if (first_cases_[row] != kUnknownGraph) continue;
      for (std::uint32_t column = threadIdx.x; column < needs_.n_columns; column += blockDim.x) {
        job_.features.write_column(first_row_ + row, words_of(row), kNotInTable, column);
      }
    }
  }

  const TileJob<T>& job_;
  const TileNeeds needs_;
  const std::uint32_t n_slots_;
  std::uint64_t* words_;
  Case* slots_;
  std::uint32_t* first_cases_;
  LookUpRun* runs_;
  TileColumn* columns_;
  std::int32_t* divisors_;
  std::int8_t* shared_table_;
  std::uint64_t first_row_ = 0;  ///< of the tile
  std::uint32_t n_rows_ = 0;     ///< of the tile that are there
};

/// The kernel's body; `shared`: job.layout.size bytes, aligned to 16.
template <class T, class Case, bool kGeneral, bool kTableInShared>
CARTOGRAF_DEVICE void write_tiles(const TileJob<T>& job, std::byte* shared) {
  TileKernel<T, Case, kGeneral, kTableInShared>(job, shared).run();
}

}  // namespace cartograf::cuda
