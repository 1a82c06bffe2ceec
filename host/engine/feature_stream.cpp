#include "host/engine/feature_stream.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

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
  content.wide_in_rows ? require_dtype_of_rows(features, content.dtype) : require_dtype(features, content.dtype);
  if (content.wide_in_rows) return;
  for (const ColumnBlockPointer& block : features.wide_blocks()) {
    for (std::size_t i = 0; i < block->columns().size(); ++i) wide_writers_.push_back(block->some({i})->on_cpu(space, {execution.threads}));
  }
}

Batch FeatureStream::batch(const Architectures& architectures, std::uint64_t first, std::uint64_t n) {
  begin_batch();
  Asked asked;
  asked.source = {codec_, architectures.first + first};
  if (architectures.listed) {
    asked.indices = std::span(architectures.indices).subspan(first, n);
    asked.source.indices = asked.indices.data();
  } else {
    asked.indices = consecutive_indices(asked.source.first, n);
  }
  if (!architectures.words.empty()) asked.source.packed = architectures.words.data() + first * static_cast<unsigned>(codec_.n_words());
  if (!architectures.keys.empty()) asked.given_keys = &architectures.keys[first];
  if (content_.keys) asked.key_width = key_width(space_, architectures);
  Batch batch = computed(asked);
  batch.first = first;
  batch.consecutive = !architectures.listed;
  return batch;
}

void FeatureStream::begin_batch() {
  if (content_.read_beside) std::swap(memory_, memory_before_);
  // Some may have been met since.
  if (!space_.numbered()) codec_ = space_.codec();
}

Batch FeatureStream::batch(std::span<const std::uint64_t> indices) {
  begin_batch();
  Asked asked;
  asked.source = {codec_, 0, indices.data()};
  asked.indices = indices;
  if (content_.keys) asked.key_width = space_.key_width();
  return computed(asked);
}

/// A small space may be read again and again.
std::span<const std::uint64_t> FeatureStream::consecutive_indices(std::uint64_t first, std::uint64_t n) {
  if (memory_.indices.size() != n || (n > 0 && memory_.indices[0] != first)) {
    memory_.indices.resize(n);
    for_row_blocks(n, execution_.threads, [&](std::uint64_t begin, std::uint64_t end) {
      std::iota(memory_.indices.data() + begin, memory_.indices.data() + end, first + begin);
    });
  }
  return memory_.indices;
}

Batch FeatureStream::computed(const Asked& asked) {
  Batch batch;
  batch.indices = asked.indices;
  batch.words = words_for(asked);
  const Stopwatch features;
  batch.rows = rows_of(asked, batch.words);
  memory_.wide.resize(wide_writers_.size());
  for (std::size_t column = 0; column < memory_.wide.size(); ++column) {
    memory_.wide[column].resize(batch.size());
    wide_writers_[column]->write({codec_, 0, nullptr, batch.words.data()}, batch.size(), Dtype::int64, memory_.wide[column].data(), 1);
    batch.wide.push_back(memory_.wide[column].data());
  }
  feature_seconds_ += features.seconds();
  if (asked.key_width > 0) batch.keys = keys_of(asked, batch.words);
  return batch;
}

/// Those that keys or tensors write, maybe in another numbering of nodes than that of the index, or decoded ones, when
/// something but the rows needs them.
std::span<const std::uint64_t> FeatureStream::words_for(const Asked& asked) {
  const std::uint64_t n_words = asked.indices.size() * static_cast<unsigned>(codec_.n_words());
  if (asked.source.packed != nullptr) return {asked.source.packed, n_words};
  // A GPU does not know the architectures that were met.
  if (!content_.words && !keys_need_words(asked) && wide_writers_.empty() && space_.numbered()) return {};
  memory_.words.resize(n_words);
  cpu::write_adjacency(asked.source, asked.indices.size(), memory_.words.data(), execution_.threads);
  return memory_.words;
}

MatrixView FeatureStream::rows_of(const Asked& asked, std::span<const std::uint64_t> words) {
  const std::uint64_t n = asked.indices.size();
  ArchitectureSource source = asked.source;
  // A range is put together faster than its words can be read; a list that was decoded need not be decoded again.
  if (!words.empty() && source.indices != nullptr) source.packed = words.data();
  if (!content_.rows_on_host) return engine_.batch(source, n, content_.dtype);
  memory_.rows.resize(n * row_size());
  engine_.compute(source, n, content_.dtype, memory_.rows.data());
  return {memory_.rows.data(), content_.dtype, n, columns_.size(), {}};
}

bool FeatureStream::keys_need_words(const Asked& asked) const {
  return asked.key_width > 0 && asked.given_keys == nullptr && space_.digit_key() == nullptr;
}

/// The keys that were given, or those of the indices.
KeyTexts FeatureStream::keys_of(const Asked& asked, std::span<const std::uint64_t> words) {
  const std::uint64_t n = asked.indices.size();
  if (keys_need_words(asked) && asked.source.packed != nullptr) {
    memory_.canonical_words.resize(words.size());
    cpu::write_adjacency({codec_, 0, asked.indices.data()}, n, memory_.canonical_words.data(), execution_.threads);
    words = memory_.canonical_words;
  }
  const auto n_words = static_cast<unsigned>(codec_.n_words());
  const std::size_t width = asked.key_width;
  const DigitKey* const digits = asked.given_keys == nullptr ? space_.digit_key() : nullptr;
  const auto write = [&](std::uint64_t i, char* to) {
    if (asked.given_keys != nullptr) return asked.given_keys[i].copy(to, width);
    return digits != nullptr ? digits->write(asked.indices[i], to) : space_.write_key(asked.indices[i], &words[i * n_words], to);
  };
  memory_.keys.resize(n * width);
  for_row_blocks(n, execution_.threads, [&](std::uint64_t first, std::uint64_t end) {
    char* to = memory_.keys.data() + first * width;
    if (asked.source.indices == nullptr && digits != nullptr) return digits->write_range(asked.indices[first], end - first, width, to);
    for (std::uint64_t i = first; i < end; ++i, to += width) std::fill(to + write(i, to), to + width, '\0');
  });
  return {memory_.keys.data(), width};
}

void FeatureStream::for_each(const Architectures& architectures, std::uint64_t batch_rows, const std::function<void(const Batch&)>& read, std::uint64_t begin) {
  left_out_.clear();
  CARTOGRAF_EXPECTS(begin == 0 || architectures.filter.empty());
  if (!architectures.filter.empty()) return for_each_filtered(architectures, batch_rows, read);
  if (begin > 0) execution_.progress(begin, architectures.n);
  for (std::uint64_t first = begin; first < architectures.n;) {
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
  left_out_ = std::move(passed.left_out);
}

std::vector<std::uint8_t> node_counts(const SearchSpace& space, const Batch& batch) {
  const Codec codec = space.codec();
  std::vector<std::uint8_t> counts;
  for (std::uint64_t row = 0; row < batch.size(); ++row) {
    counts.push_back(static_cast<std::uint8_t>(batch.words[row * static_cast<unsigned>(codec.n_words()) + codec.words_per_cell - 1]));
  }
  return counts;
}

bool divided_by_rows(const std::vector<FeatureColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const FeatureColumn& column) { return column.divisor == 0; });
}

}  // namespace cartograf
