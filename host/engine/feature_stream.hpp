#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <cartograf/types.hpp>

#include "host/engine/architectures.hpp"
#include "host/engine/feature_engine.hpp"

namespace cartograf {

/// What a stream gives of each architecture beside its index.
struct StreamContent {
  Dtype dtype = Dtype::float32;  ///< of the rows
  bool wide_in_rows = false;     ///< wide columns are the last of a row, in the order of their names, else columns of their own
  bool rows_on_host = false;     ///< whatever computes them; else they stay on its device
  bool words = false;
  bool keys = false;
  bool read_beside = false;  ///< a batch stays until the next but one is asked for: whoever reads it works beside the stream
};

/// Texts of one width, padded with zero bytes.
struct KeyTexts {
  const char* data = nullptr;  ///< [n x width]
  std::size_t width = 0;       ///< 0 = there are none

  /// Key i, without its padding.
  std::string_view operator[](std::uint64_t i) const;
};

/// Consecutive architectures of a stream. All memory is the stream's and good until the next batch, or until the one after that
/// (StreamContent::read_beside).
struct Batch {
  std::uint64_t first = 0;                 ///< place of the first one among the architectures asked for; without a filter
  std::span<const std::uint64_t> indices;  ///< [n]
  bool consecutive = false;                ///< whether each index is the one before and 1
  std::span<const std::uint64_t> words;    ///< [n x n_words], as keys or tensors write them; when asked for
  MatrixView rows;                         ///< [n x columns]
  std::vector<const std::int64_t*> wide;   ///< [wide columns] of [n], when they are not in the rows
  KeyTexts keys;                           ///< when asked for

  std::uint64_t size() const { return indices.size(); }
};

/// The divisor of each architecture's averages, its number of nodes: the last of its words, which the batch must have.
std::vector<std::uint8_t> node_counts(const SearchSpace& space, const Batch& batch);

/// Whether there is a column whose numerators are divided by a number of the row's own.
bool divided_by_rows(const std::vector<FeatureColumn>& columns);

/// Turns architectures and features into batches: every command that computes features of a space reads one. A range
/// without words and wide columns is not decoded at all where keys follow from indices, any other architecture once, on the CPU or on the device
/// that computes its row. What comes does not depend on devices, threads or the size of the batches. The space must outlive
/// the stream.
class FeatureStream {
 public:
  /// Throws InputError for a dtype that the columns do not have, DeviceError when a device cannot be used.
  FeatureStream(const SearchSpace& space, const FeatureSet& features, const StreamContent& content, const Execution& execution);

  const SearchSpace& space() const { return space_; }
  const Execution& execution() const { return execution_; }
  /// Of a row.
  const std::vector<FeatureColumn>& columns() const { return columns_; }
  std::size_t row_size() const { return columns_.size() * size_of(content_.dtype); }
  Device device() const { return engine_.device(); }

  /// Architectures [first, first + n) of `architectures`, whose filter is not looked at.
  Batch batch(const Architectures& architectures, std::uint64_t first, std::uint64_t n);
  /// Those with these indices.
  Batch batch(std::span<const std::uint64_t> indices);

  /// All that pass the filter of `architectures`, in their order, in batches of `batch_rows`, the last one smaller. After
  /// each step Execution::progress hears how many were looked at; it may throw to stop. Without a filter it may begin at
  /// architecture `begin`.
  void for_each(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&)>& read, std::uint64_t begin = 0);

  /// How many the filter left out of the last for_each() (Architectures::left_out); empty without a filter.
  const std::vector<std::uint64_t>& left_out() const { return left_out_; }

  /// Wall-clock seconds spent so far.
  double filter_seconds() const { return filter_seconds_; }
  double feature_seconds() const { return feature_seconds_; }

 private:
  /// Architectures of one batch, as they were asked for.
  struct Asked {
    ArchitectureSource source{};
    std::span<const std::uint64_t> indices{};
    const std::string* given_keys = nullptr;
    std::size_t key_width = 0;  ///< 0 = no keys
  };

  /// What a batch points to.
  struct Memory {
    std::vector<std::uint64_t> indices, words, canonical_words;
    std::vector<std::byte> rows;
    std::vector<std::vector<std::int64_t>> wide;  ///< of each wide column
    std::vector<char> keys;
  };

  void begin_batch();
  Batch computed(const Asked& asked);
  std::span<const std::uint64_t> consecutive_indices(std::uint64_t first, std::uint64_t n);
  std::span<const std::uint64_t> words_for(const Asked& asked);
  MatrixView rows_of(const Asked& asked, std::span<const std::uint64_t> words);
  bool keys_need_words(const Asked& asked) const;
  KeyTexts keys_of(const Asked& asked, std::span<const std::uint64_t> words);
  void for_each_filtered(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&)>& read);

  const SearchSpace& space_;
  StreamContent content_;
  Execution execution_;
  Codec codec_;
  ColumnBlocks row_blocks_;
  FeatureEngine engine_;
  std::vector<FeatureColumn> columns_;
  std::vector<std::unique_ptr<ColumnWriter>> wide_writers_;  ///< one for each wide column
  Memory memory_, memory_before_;                            ///< of the last batch, and of the one before it where that is kept
  std::vector<std::uint64_t> left_out_;
  double filter_seconds_ = 0, feature_seconds_ = 0;
};

/// Columns of one matrix: those of a row, then wide ones in the order of their names.
std::vector<FeatureColumn> columns_of_matrix(const FeatureSet& features);

}  // namespace cartograf
