#include "host/engine/feature_stream.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels/base/parallel.hpp"
#include "kernels/base/stopwatch.hpp"
#include "kernels/cpu/launch.hpp"

namespace cartograf {
namespace {

std::vector<FeatureColumn> columns_of(const ColumnBlocks& blocks) {
  std::vector<FeatureColumn> columns;
  for (const ColumnBlockPointer& block : blocks) columns.insert(columns.end(), block->columns().begin(), block->columns().end());
  return columns;
}

}  // namespace

std::string_view KeyTexts::operator[](std::uint64_t i) const {
  const char* const text = data + i * width;
  return {text, static_cast<std::size_t>(std::find(text, text + width, '\0') - text)};
}

std::vector<FeatureColumn> columns_of_matrix(const FeatureSet& features) { return columns_of(blocks_of_matrix(features)); }

FeatureStream::FeatureStream(const SearchSpace& space, const FeatureSet& features, const StreamContent& content, const Execution& execution)
    : space_(space),
      content_(content),
      execution_(execution),
      codec_(space.codec()),
      row_blocks_(content.wide_in_rows ? blocks_of_matrix(features) : features.row_blocks()),
      engine_(space, row_blocks_, execution),
      columns_(columns_of(row_blocks_)) {
  require_dtype(features, content.dtype);
  if (content.wide_in_rows && content.dtype == Dtype::int8 && !features.wide_columns().empty()) {
    throw InputError("dtype int8: column '" + features.wide_columns().front().name + "' holds numbers of 64 bits; choose float32 or float64");
  }
  if (content.wide_in_rows) return;
  for (const ColumnBlockPointer& block : features.wide_blocks()) {
    for (std::size_t i = 0; i < block->columns().size(); ++i) wide_writers_.push_back(block->some({i})->on_cpu(space, {execution.threads}));
  }
  wide_.resize(wide_writers_.size());
}

Batch FeatureStream::batch(const Architectures& architectures, std::uint64_t first, std::uint64_t n) {
  ArchitectureSource source{codec_};
  source.first = architectures.first + first;
  std::span<const std::uint64_t> indices;
  if (architectures.listed) {
    indices = std::span(architectures.indices).subspan(first, n);
    source.indices = indices.data();
  } else {
    if (indices_.empty() || indices_.size() != n || indices_[0] != source.first) {  // a small space may be read again and again
      indices_.resize(n);
      std::iota(indices_.begin(), indices_.end(), source.first);
    }
    indices = indices_;
  }
  if (!architectures.words.empty()) source.packed = architectures.words.data() + first * static_cast<unsigned>(codec_.n_words());
  const bool given = !architectures.keys.empty();
  Batch batch = computed(source, indices, given ? &architectures.keys[first] : nullptr, content_.keys ? key_width(space_, architectures) : 0);
  batch.first = first;
  batch.consecutive = !architectures.listed;
  return batch;
}

Batch FeatureStream::batch(std::span<const std::uint64_t> indices) {
  ArchitectureSource source{codec_};
  source.indices = indices.data();
  return computed(source, indices, nullptr, content_.keys ? space_.key_width() : 0);
}

Batch FeatureStream::computed(ArchitectureSource source, std::span<const std::uint64_t> indices, const std::string* given_keys,
                              std::size_t key_width) {
  const std::uint64_t n = indices.size();
  const auto n_words = static_cast<unsigned>(codec_.n_words());
  Batch batch;
  batch.indices = indices;
  const bool as_given = source.packed != nullptr;  // maybe in another numbering of nodes than that of the index
  const bool prints_keys = key_width > 0 && given_keys == nullptr;
  const bool keys_need_words = prints_keys && space_.digit_key() == nullptr;
  if (!as_given && (content_.words || keys_need_words || !wide_writers_.empty())) {
    words_.resize(n * n_words);
    cpu::write_adjacency(source, n, words_.data(), execution_.threads);
    batch.words = words_;
  }
  if (as_given) batch.words = {source.packed, n * n_words};
  const Stopwatch features;
  // A range is put together faster than its words can be read; a list that was decoded need not be decoded again.
  if (!batch.words.empty() && source.indices != nullptr) source.packed = batch.words.data();
  if (content_.rows_on_host) {
    rows_.resize(n * row_size());
    if (source.packed != nullptr) {
      engine_.compute_packed(batch.words, content_.dtype, rows_.data());
    } else if (source.indices != nullptr) {
      engine_.compute(indices, content_.dtype, rows_.data());
    } else {
      engine_.compute_range(source.first, n, content_.dtype, rows_.data());
    }
    batch.rows = {rows_.data(), content_.dtype, n, columns_.size(), {}};
  } else {
    batch.rows = source.packed != nullptr    ? engine_.batch_packed(batch.words, content_.dtype)
                 : source.indices != nullptr ? engine_.batch(indices, content_.dtype)
                                             : engine_.batch(source.first, n, content_.dtype);
  }
  for (std::size_t column = 0; column < wide_.size(); ++column) {
    wide_[column].resize(n);
    wide_writers_[column]->write({codec_, 0, nullptr, batch.words.data()}, n, Dtype::int64, wide_[column].data(), 1);
    batch.wide.push_back(wide_[column].data());
  }
  feature_seconds_ += features.seconds();
  if (key_width > 0) {
    const std::uint64_t* canonical = batch.words.data();
    if (as_given && keys_need_words) {
      canonical_words_.resize(n * n_words);
      cpu::write_adjacency({codec_, 0, indices.data()}, n, canonical_words_.data(), execution_.threads);
      canonical = canonical_words_.data();
    }
    write_keys(indices, source.indices == nullptr, canonical, given_keys, key_width);
    batch.keys = {keys_.data(), key_width};
  }
  return batch;
}

void FeatureStream::write_keys(std::span<const std::uint64_t> indices, bool consecutive, const std::uint64_t* canonical_words,
                               const std::string* given, std::size_t width) {
  const auto n_words = static_cast<unsigned>(codec_.n_words());
  const DigitKey* const digits = given == nullptr ? space_.digit_key() : nullptr;
  const auto write = [&](std::uint64_t i, char* to) {
    if (given != nullptr) return given[i].copy(to, width);
    return digits != nullptr ? digits->write(indices[i], to) : space_.write_key(indices[i], canonical_words + i * n_words, to);
  };
  keys_.resize(indices.size() * width);
  for_row_blocks(indices.size(), execution_.threads, [&](std::uint64_t first, std::uint64_t end) {
    char* to = keys_.data() + first * width;
    if (consecutive && digits != nullptr) return digits->write_range(indices[first], end - first, width, to);
    for (std::uint64_t i = first; i < end; ++i, to += width) std::fill(to + write(i, to), to + width, '\0');
  });
}

void FeatureStream::for_each(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&)>& read) {
  if (!architectures.filter.empty()) return for_each_filtered(architectures, batch_rows, read);
  for (std::uint64_t first = 0; first < architectures.n;) {
    const std::uint64_t n = std::min(batch_rows, architectures.n - first);
    read(batch(architectures, first, n));
    first += n;
    execution_.progress(first, architectures.n);
  }
}

/// What passes is collected until it fills a batch: few may pass.
void FeatureStream::for_each_filtered(const Architectures& architectures, std::uint64_t batch_rows,
                                      const std::function<void(const Batch&)>& read) {
  Architectures passed = none_of(architectures);
  const auto read_passed = [&](std::uint64_t first, std::uint64_t n) { read(batch(passed, first, n)); };
  for (std::uint64_t first = 0; first < architectures.n;) {
    const std::uint64_t n = std::min(kFilteredAtOnce, architectures.n - first);
    const Stopwatch filter;
    append_passing(space_, architectures, first, n, execution_.threads, passed);
    filter_seconds_ += filter.seconds();
    first += n;
    std::uint64_t done = 0;
    for (; passed.n - done >= batch_rows; done += batch_rows) read_passed(done, batch_rows);
    drop_first(space_, done, passed);
    execution_.progress(first, architectures.n);
  }
  if (passed.n > 0) read_passed(0, passed.n);
}

}  // namespace cartograf
