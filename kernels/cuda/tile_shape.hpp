#pragma once

#include <cstdint>
#include <initializer_list>

#include "kernels/base/macros.hpp"

/// How large the tiles of the tile kernel are, and where things lie in a block's shared memory. Plain arithmetic, so that
/// it is tested without a GPU.
namespace cartograf::cuda {

/// Rows of a tile are a multiple of this: then every tile starts on a 16-byte boundary whatever its dtype and number of
/// columns, and holds whole groups of kVectorsPerThread vectors.
inline constexpr std::uint32_t kTileRowStep = 64;
inline constexpr std::uint32_t kMaxTileRows = 256;
/// 16-byte vectors that a thread works out side by side; they start at the same column, in different rows.
inline constexpr std::uint32_t kVectorsPerThread = 4;

/// Place of entry `i` of an array in shared memory of which neighbouring threads read every 4th or 16th entry: without
/// gaps these would all be in the same memory banks.
CARTOGRAF_HD constexpr std::uint32_t padded(std::uint32_t i) { return i + i / 16; }

/// What a block keeps in shared memory, but for the number of rows.
struct TileNeeds {
  std::uint32_t n_columns = 0;
  std::uint32_t n_look_ups = 0;
  std::uint32_t n_direct = 0;
  std::uint32_t n_words = 0;
  std::uint32_t table_size = 0;  ///< bytes
  std::uint32_t case_size = 2;   ///< bytes of a slot
  bool divisors = true;          ///< values are divided: not int8
  bool general = true;           ///< TilePlan::general
  std::uint32_t n_runs = 0;      ///< of look-up slots
};

/// Offsets in bytes, each a multiple of 16. A part that is not there has the offset of the next one.
struct TileLayout {
  std::uint64_t words = 0;        ///< uint64 [rows x n_words]
  std::uint64_t slots = 0;        ///< [rows x padded(n_slots)], ordered as TileKernel::slot_place() says
  std::uint64_t first_cases = 0;  ///< uint32 [rows], general only
  std::uint64_t runs = 0;         ///< LookUpRun [n_runs]
  std::uint64_t columns = 0;      ///< TileColumn [padded(n_columns)]
  std::uint64_t divisors = 0;     ///< int32 [padded(n_columns)]
  std::uint64_t table = 0;        ///< int8 [table_size], when it is in shared memory
  std::uint64_t size = 0;
};

constexpr TileLayout tile_layout(const TileNeeds& needs, std::uint32_t rows, bool table_in_shared) {
  TileLayout layout;
  const auto place = [&](std::uint64_t bytes) {
    const std::uint64_t offset = layout.size;
    layout.size += (bytes + 15) / 16 * 16;
    return offset;
  };
  layout.words = place(std::uint64_t{8} * rows * needs.n_words);
  layout.slots = place(std::uint64_t{needs.case_size} * rows * padded(needs.n_look_ups + needs.n_direct));
  layout.first_cases = place(needs.general ? std::uint64_t{4} * rows : 0);
  layout.runs = place(std::uint64_t{16} * needs.n_runs);
  layout.columns = place(std::uint64_t{8} * padded(needs.n_columns));
  layout.divisors = place(needs.divisors ? std::uint64_t{4} * padded(needs.n_columns) : 0);
  layout.table = place(table_in_shared ? needs.table_size : 0);
  return layout;
}

/// What a GPU has, in bytes.
struct TileLimits {
  std::uint64_t shared_per_block = 0;  ///< at most, opted in
  std::uint64_t shared_per_multiprocessor = 0;
  std::uint64_t reserved_per_block = 0;  ///< that CUDA keeps for itself
};

struct TileShape {
  std::uint32_t rows = 0;  ///< of a tile; 0: no tile fits, use the strided kernel
  std::uint32_t threads = 0;
  bool table_in_shared = false;
  std::uint64_t shared = 0;  ///< bytes of dynamic shared memory

  constexpr bool usable() const { return rows != 0; }
};

/// Threads that a multiprocessor runs at a time, in all blocks: with 80 registers each they fill its 65,536.
inline constexpr std::uint32_t kThreadsPerMultiprocessor = 768;

/// The largest tile of at least `least_rows` rows of which a multiprocessor holds `blocks` blocks; not usable when there
/// is none.
constexpr TileShape tile_shape_for(const TileNeeds& needs, const TileLimits& limits, bool table_in_shared,
                                   std::uint32_t blocks, std::uint32_t least_rows) {
  const std::uint64_t share = limits.shared_per_multiprocessor / blocks;
  if (share <= limits.reserved_per_block) return {};
  const std::uint64_t left = share - limits.reserved_per_block;
  const std::uint64_t room = left < limits.shared_per_block ? left : limits.shared_per_block;
  for (std::uint32_t rows = kMaxTileRows; rows >= kTileRowStep && rows >= least_rows; rows /= 2) {
    const std::uint64_t size = tile_layout(needs, rows, table_in_shared).size;
    if (size <= room) return {rows, kThreadsPerMultiprocessor / blocks, table_in_shared, size};
  }
  return {};
}

/// The table in shared memory if it fits (and cases are narrow, as they are for every table that fits), else read through
/// the caches. Many small blocks rather than few large ones, since then one block decodes while another writes; but at
/// least one row for four threads, since a row is decoded by one thread. What fits in no other way gets one block with
/// whatever rows fit.
constexpr TileShape tile_shape(const TileNeeds& needs, const TileLimits& limits) {
  for (const bool table_in_shared : {true, false}) {
    if (table_in_shared && needs.case_size != 2) continue;
    for (const std::uint32_t blocks : {6u, 3u, 2u, 1u}) {
      const TileShape shape = tile_shape_for(needs, limits, table_in_shared, blocks, kThreadsPerMultiprocessor / blocks / 4);
      if (shape.usable()) return shape;
    }
    const TileShape tight = tile_shape_for(needs, limits, table_in_shared, 1, kTileRowStep);
    if (tight.usable()) return tight;
  }
  return {};
}

}  // namespace cartograf::cuda
