#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/compress/compression.hpp"
#include "kernels/features/description.hpp"

namespace cartograf {

enum class SideType { int64,
                      float64,
                      float32 };

/// A column of its own dataset, outside /features: "wide/params" (costs that do not fit the dtype),
/// "targets/NAME", "predictions/NAME".
struct SideColumn {
  std::string path;
  SideType type = SideType::float32;

  bool operator==(const SideColumn&) const = default;
};

/// Bytes of a word of /adjacency in the file: 1, 2, 4 or 8.
std::size_t mask_size(const AdjacencyBits& bits);

/// Where the rows of a store belong that is one of several parts of a whole (`features --shard`).
struct StorePart {
  std::uint64_t number = 0;  ///< from 0
  std::uint64_t n_parts = 1;
  std::uint64_t first_row = 0;  ///< its place in the whole
  std::uint64_t n_rows = 0;     ///< of the whole

  bool operator==(const StorePart&) const = default;
};

/// "part 2 of 4", for messages; parts count from 0 as `--shard` does.
std::string to_string(const StorePart& part);

/// A store whose rows are those of a virtual one, which holds none of its own.
struct VirtualSource {
  std::string file;  ///< as the virtual store names it: relative to its own folder
  std::uint64_t n_rows = 0;
};

/// Rows that somebody else than the writer of a store writes. The writer only takes their checksums.
struct RowsElsewhere {
  std::vector<VirtualSource> sources{};  ///< they are in these files, which the store names, one behind the other
  bool by_ranks = false;                 ///< the ranks of a job write them into the store (SharedStoreWriter)

  explicit operator bool() const { return by_ranks || !sources.empty(); }
};

/// Everything about a feature store but its rows. docs/file_format.md describes the file.
struct StoreSchema {
  FeatureDescription features;   ///< columns: of /features; empty in a file of predictions alone
  std::string space_definition;  ///< JSON text
  std::uint64_t n_rows = 0;
  bool numbered = true;  ///< whether the space numbers its architectures: there is an /index; else there must be keys
  std::vector<SideColumn> sides;
  std::size_t key_width = 0;  ///< bytes of the longest key; 0 = no /key
  bool row_divisor = false;   ///< some columns are divided by a number of the row's own, in /row_divisor
  std::optional<AdjacencyBits> adjacency;
  std::optional<ClassTable> classes;
  std::optional<std::uint64_t> seed;  ///< of the sample, when the rows are one
  bool content_digest = false;        ///< whether the file says the ContentDigest of its rows
  std::optional<StorePart> part;      ///< when the rows are one of several parts
};

/// Consecutive rows on their way into or out of a store; pointers are to host memory.
struct StoreRows {
  std::uint64_t n_rows = 0;
  const std::uint64_t* index = nullptr;       ///< [n_rows], where the schema is numbered
  const void* features = nullptr;             ///< [n_rows x n_columns] of the dtype, row-major
  const char* keys = nullptr;                 ///< [n_rows x key_width], padded with zero bytes
  const std::uint64_t* adjacency = nullptr;   ///< [n_rows x n_operations]
  const std::uint8_t* row_divisor = nullptr;  ///< [n_rows]
  std::vector<const void*> sides;             ///< [n_sides], each [n_rows] of its type
};

}  // namespace cartograf
