#include "io/hdf5/chunked_writer.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "io/files/chunk_rows.hpp"
#include "io/files/whole_pieces.hpp"
#include "io/compress/compression.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "io/hdf5/texts.hpp"
#include "io/hdf5/zstd_filter.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf::hdf5 {
namespace {

/// Position of the filter that packs in the pipeline when the shuffle comes first, as a bit of the filter mask.
constexpr std::uint32_t kShuffledThenPacked = 2;
constexpr std::uint32_t kPackedAlone = 1;

/// Rows that stay in the cache while they are divided into chunks of few columns, or put together of them.
constexpr std::uint64_t kTileRows = 64;

/// HDF5's shuffle filter: byte b of every element, for b = 0, 1, ...
void shuffle_bytes(const std::byte* from, std::byte* to, std::size_t size, std::size_t element_size) {
  const std::size_t n = size / element_size;
  for (std::size_t b = 0; b < element_size; ++b) {
    for (std::size_t i = 0; i < n; ++i) to[b * n + i] = from[i * element_size + b];
  }
}

void unshuffle_bytes(const std::byte* from, std::byte* to, std::size_t size, std::size_t element_size) {
  const std::size_t n = size / element_size;
  for (std::size_t b = 0; b < element_size; ++b) {
    for (std::size_t i = 0; i < n; ++i) to[i * element_size + b] = from[b * n + i];
  }
}

PackedChunk pack(std::span<const std::byte> chunk, std::size_t element_size, bool shuffled, const Compression& compression) {
  std::vector<std::byte> shuffled_bytes(shuffled ? chunk.size() : 0);
  if (shuffled) {
    shuffle_bytes(chunk.data(), shuffled_bytes.data(), chunk.size(), element_size);
    chunk = shuffled_bytes;
  }
  std::vector<std::byte> bytes = compressed(chunk.data(), chunk.size(), compression, DeflateFormat::zlib, chunk.size());
  if (!bytes.empty()) return {std::move(bytes), 0};
  return {{chunk.begin(), chunk.end()}, shuffled ? kShuffledThenPacked : kPackedAlone};  // it would have grown
}

/// Makes of what pack() gave the chunk again; false where it did not give that.
bool unpack(const StoredChunk& chunk, std::span<std::byte> out, std::size_t element_size, bool shuffled, const Compression& compression) {
  std::vector<std::byte> shuffled_bytes(shuffled ? out.size() : 0);
  const std::span<std::byte> plain = shuffled ? std::span<std::byte>(shuffled_bytes) : out;
  const bool skipped = (chunk.skipped_filters & (shuffled ? kShuffledThenPacked : kPackedAlone)) != 0;
  if (!decompress_into(chunk.bytes, chunk.size, skipped ? CompressionMethod::none : compression.method, DeflateFormat::zlib, plain.data(), plain.size())) return false;
  if (shuffled) unshuffle_bytes(plain.data(), out.data(), out.size(), element_size);
  return true;
}

/// HDF5 puts numbers of blocks where a name has "%b", and takes "%%" for a percent sign.
std::string as_virtual_source(const std::string& file) {
  std::string name;
  for (const char c : file) name += c == '%' ? "%%" : std::string(1, c);
  return name;
}

}  // namespace

ChunkedWriter::ChunkedWriter(hid_t file, const Layout& layout, Compression compression, int threads, std::string where)
    : where_(std::move(where)), path_(layout.name), compression_(compression), threads_(threads), matrix_(layout.matrix), elsewhere_(layout.elsewhere), checked_(layout.checked),
      element_size_(H5Tget_size(layout.file_type)), row_size_(element_size_ * layout.row_elements), n_rows_(layout.n_rows),
      rows_per_chunk_(std::min(layout.chunk_rows > 0 ? layout.chunk_rows : rows_of_chunk(row_size_), layout.n_rows)),
      columns_per_chunk_(layout.chunk_columns > 0 ? std::min(layout.chunk_columns, layout.row_elements) : layout.row_elements),
      n_blocks_(ChunkShape{rows_per_chunk_, columns_per_chunk_}.blocks(layout.row_elements)) {
  const hsize_t extent[2] = {layout.n_rows, layout.row_elements};
  const hsize_t chunk[2] = {rows_per_chunk_, columns_per_chunk_};
  const int rank = matrix_ ? 2 : 1;
  const Handle space = checked(H5Screate_simple(rank, extent, nullptr), H5Sclose, where_, "create a dataspace");
  const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where_, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where_, "turn time stamps off");
  const bool is_virtual = !layout.elsewhere.sources.empty();
  if (is_virtual) {
    add_sources(layout, creation.get());
  } else {
    check(H5Pset_chunk(creation.get(), rank, chunk), where_, "set the chunk size");
    check(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), where_, "set the fill time");
    // Where each chunk lies must stand before several write at once. How large one is once it is compressed, they tell each other.
    if (elsewhere_ && !compression_) check(H5Pset_alloc_time(creation.get(), H5D_ALLOC_TIME_EARLY), where_, "set aside room");
  }
  if (!is_virtual && compression_) {
    shuffled_ = element_size_ > 1 && H5Tget_class(layout.file_type) != H5T_STRING;
    if (shuffled_) check(H5Pset_shuffle(creation.get()), where_, "set the shuffle filter");
    const auto level = static_cast<unsigned>(compression_.level);
    const H5Z_filter_t filter = compression_.method == CompressionMethod::zstd ? kZstdFilter : H5Z_FILTER_DEFLATE;
    check(H5Pset_filter(creation.get(), filter, H5Z_FLAG_OPTIONAL, 1, &level), where_, "set the filter that packs");
  }
  dataset_ = checked(H5Dcreate2(file, layout.name.c_str(), layout.file_type, space.get(), H5P_DEFAULT, creation.get(),
                                H5P_DEFAULT),
                     H5Dclose, where_, ("create /" + layout.name).c_str());
}

void ChunkedWriter::add_sources(const Layout& layout, hid_t creation) const {
  const int rank = matrix_ ? 2 : 1;
  const hsize_t extent[2] = {layout.n_rows, layout.row_elements};
  hsize_t begin[2] = {0, 0};
  for (const VirtualSource& source : layout.elsewhere.sources) {
    const hsize_t count[2] = {source.n_rows, layout.row_elements};
    const Handle here = checked(H5Screate_simple(rank, extent, nullptr), H5Sclose, where_, "create a dataspace");
    const Handle there = checked(H5Screate_simple(rank, count, nullptr), H5Sclose, where_, "create a dataspace");
    check(H5Sselect_hyperslab(here.get(), H5S_SELECT_SET, begin, nullptr, count, nullptr), where_, "select rows");
    check(H5Pset_virtual(creation, here.get(), as_virtual_source(source.file).c_str(), ("/" + layout.name).c_str(), there.get()), where_, "name a source");
    begin[0] += source.n_rows;
  }
}

/// Between rows [first, last) of a group and its chunks, which lie one behind the other; zeros are behind the last column.
template <class Copy>
void ChunkedWriter::for_each_piece(std::uint64_t first, std::uint64_t last, Copy&& copy) const {
  const std::size_t width = columns_per_chunk_ * element_size_;
  for (std::uint64_t block = 0; block < n_blocks_; ++block) {
    const std::size_t begin = block * width, n = std::min(width, row_size_ - begin), chunk = block * chunk_size();
    const auto piece = [&](std::size_t size) {
      for (std::uint64_t row = first; row < last; ++row) copy(row * row_size_ + begin, chunk + row * width, size);
    };
    switch (n) {  // a number that the compiler knows is copied without a call
      case 4: piece(4); break;
      case 16: piece(16); break;
      case 32: piece(32); break;
      default: piece(n); break;
    }
  }
}

/// The chunks of groups, one behind the other.
std::vector<std::byte> ChunkedWriter::blocks_of(const std::byte* groups, std::size_t n_groups) const {
  const std::size_t blocks_size = n_blocks_ * chunk_size();
  std::vector<std::byte> blocks(n_groups * blocks_size);
  const std::uint64_t n_tiles = (rows_per_chunk_ + kTileRows - 1) / kTileRows;
  parallel_for(static_cast<std::int64_t>(n_groups * n_tiles), threads_, [&](std::int64_t i) {
    const std::uint64_t group = static_cast<std::uint64_t>(i) / n_tiles, first = static_cast<std::uint64_t>(i) % n_tiles * kTileRows;
    const std::byte* const rows = groups + group * group_size();
    std::byte* const out = blocks.data() + group * blocks_size;
    for_each_piece(first, std::min(first + kTileRows, rows_per_chunk_), [&](std::size_t from, std::size_t to, std::size_t n) { std::memcpy(out + to, rows + from, n); });
  });
  return blocks;
}

/// The rows of a group from its chunks.
void ChunkedWriter::rows_of(const std::byte* blocks, std::byte* group) const {
  for (std::uint64_t first = 0; first < rows_per_chunk_; first += kTileRows) {
    for_each_piece(first, std::min(first + kTileRows, rows_per_chunk_), [&](std::size_t to, std::size_t from, std::size_t n) { std::memcpy(group + to, blocks + from, n); });
  }
}

bool ChunkedWriter::restore(std::span<const StoredChunk> chunks) {
  if (held_.empty() && chunks.size() % n_blocks_ == 0) return restore_groups(chunks);
  for (const StoredChunk& chunk : chunks) {
    const auto* const bytes = static_cast<const std::byte*>(chunk.bytes);
    held_.push_back({{bytes, bytes + chunk.size}, chunk.skipped_filters});
    if (held_.size() < n_blocks_) continue;
    std::vector<StoredChunk> group;
    for (const PackedChunk& held : held_) group.push_back(held.stored());
    const bool whole = restore_groups(group);
    held_.clear();
    if (!whole) return false;
  }
  return true;
}

bool ChunkedWriter::restore_groups(std::span<const StoredChunk> chunks) {
  const std::size_t n_groups = chunks.size() / n_blocks_;
  if (written_ + n_groups * rows_per_chunk_ > n_rows_) return false;
  const bool as_they_lie = !compression_ && n_blocks_ == 1;
  std::vector<std::byte> unpacked(as_they_lie ? 0 : chunks.size() * chunk_size());
  std::vector<char> sound(chunks.size(), 1);
  parallel_for(as_they_lie ? 0 : static_cast<std::int64_t>(chunks.size()), threads_, [&](std::int64_t i) {
    const auto number = static_cast<std::size_t>(i);
    sound[number] = unpack(chunks[number], {unpacked.data() + number * chunk_size(), chunk_size()}, element_size_, shuffled_, compression_) ? 1 : 0;
  });
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    if (as_they_lie ? chunks[i].size != chunk_size() || chunks[i].skipped_filters != 0 : sound[i] == 0) return false;
  }
  std::vector<std::byte> unpacked_rows;
  if (n_blocks_ == 1) {
    unpacked_rows = std::move(unpacked);
  } else {
    unpacked_rows.resize(n_groups * group_size());
    parallel_for(static_cast<std::int64_t>(n_groups), threads_, [&](std::int64_t i) {
      const auto group = static_cast<std::size_t>(i);
      rows_of(unpacked.data() + group * n_blocks_ * chunk_size(), unpacked_rows.data() + group * group_size());
    });
  }
  std::vector<std::span<const std::byte>> rows;
  if (!as_they_lie) rows.emplace_back(unpacked_rows);
  for (std::size_t i = 0; i < chunks.size() && as_they_lie; ++i) {
    const std::span<const std::byte> some(static_cast<const std::byte*>(chunks[i].bytes), chunk_size());
    // Chunks that lie one behind the other are rows that do: their digests need no copy.
    if (!rows.empty() && rows.back().data() + rows.back().size() == some.data()) {
      rows.back() = {rows.back().data(), rows.back().size() + some.size()};
    } else {
      rows.push_back(some);
    }
  }
  write_beside(rows, [&] {
    for (const StoredChunk& chunk : chunks) write_chunk(chunk);
  });
  return true;
}

bool ChunkedWriter::append_stored(std::span<const StoredChunk> chunks) {
  CARTOGRAF_EXPECTS(at_chunk());
  if (!restore(chunks)) return false;
  appended_ = written_;
  return true;
}

void ChunkedWriter::take_back(hid_t file) { dataset_ = open_dataset(file, path_, where_); }

void ChunkedWriter::take_rows(std::uint64_t end) {
  CARTOGRAF_EXPECTS(elsewhere_ && at_chunk());
  constexpr std::uint64_t at_once = std::uint64_t{16} << 20;
  const std::uint64_t most = std::max<std::uint64_t>(1, at_once / group_size());
  while (appended_ + rows_per_chunk_ <= std::min(end, n_rows_)) take_groups(std::min((end - appended_) / rows_per_chunk_, most));
  if (end < n_rows_ || appended_ == n_rows_) return;
  const std::uint64_t n = n_rows_ - appended_;
  std::vector<std::byte> rows(n * row_size_);
  const Handle type(H5Dget_type(dataset_.get()), H5Tclose);
  read_rows(dataset_.get(), appended_, n, type.get(), rows.data(), where_ + ": /" + path_);
  append(rows.data(), n);
}

/// Whole groups are unpacked by our threads; HDF5 would do that on one.
void ChunkedWriter::take_groups(std::size_t n_groups) {
  std::vector<std::byte> bytes(n_groups * n_blocks_ * most_stored());
  std::vector<StoredChunk> chunks;
  const std::byte* next = bytes.data();
  for (const auto& [size, skipped_filters] : read_chunks(dataset_.get(), written_, n_groups * rows_per_chunk_, bytes, where_ + ": /" + path_)) {
    chunks.push_back({next, size, skipped_filters});
    next += size;
  }
  if (!append_stored(chunks)) throw IoError(where_ + ": /" + path_ + ": cannot read what was written: a chunk cannot be unpacked");
}

std::string ChunkedWriter::end_part() {
  const std::string text = part_digest_->text();
  part_digest_.reset();
  return text;
}

void ChunkedWriter::append(const void* rows, std::uint64_t n) {
  CARTOGRAF_EXPECTS(appended_ + n <= n_rows_);
  const std::uint64_t n_restored = written_ > appended_ ? std::min(n, written_ - appended_) : 0;  // pending rows are behind those written
  appended_ += n;
  const auto* bytes = static_cast<const std::byte*>(rows) + n_restored * row_size_;
  const std::size_t size = (n - n_restored) * row_size_;
  write_beside({{bytes, size}}, [&] { write_rows(bytes, size); });
}

void ChunkedWriter::add_to_digests(const void* bytes, std::size_t size) {
  digest_.update(bytes, size);
  if (part_digest_) part_digest_->update(bytes, size);
}

/// Writes, while other threads take the digests of the rows, in which this one joins them when all is written.
void ChunkedWriter::write_beside(const std::vector<std::span<const std::byte>>& rows, const std::function<void()>& write) {
  constexpr std::size_t worth_a_thread = std::size_t{1} << 20;
  std::size_t size = 0;
  for (const std::span<const std::byte> some : rows) size += some.size();
  const int n_helpers = checked_ && size >= worth_a_thread ? resolve_threads(threads_) - 1 : 0;
  std::vector<std::function<void()>> tasks;
  if (checked_) {
    tasks.emplace_back([this, &rows] {
      for (const std::span<const std::byte> some : rows) add_to_digests(some.data(), some.size());
    });
  }
  for (const std::span<const std::byte> some : rows) {
    if (!row_listener_) break;
    std::vector<std::function<void()>> more = row_listener_(some.data(), some.size() / row_size_);
    tasks.insert(tasks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  }
  SharedTasks shared(std::move(tasks), n_helpers);
  write();
  shared.finish();
}

void ChunkedWriter::write_rows(const std::byte* bytes, std::size_t size) {
  take_whole_pieces(pending_, group_size(), {bytes, size}, [&](const std::byte* groups, std::size_t n) { write_groups(groups, n); });
}

void ChunkedWriter::finish() {
  CARTOGRAF_EXPECTS(appended_ == n_rows_);
  listener_ = {};
  if (!pending_.empty()) {
    pending_.resize(group_size());
    write_groups(pending_.data(), 1);
    pending_.clear();
  }
  if (checked_) write_attribute(dataset_.get(), kRowDigest, row_digest_text(digest_, dataset_.get(), path_));
  if (!dataset_.reset()) fail(where_, "close a dataset");
}

void ChunkedWriter::write_groups(const std::byte* bytes, std::size_t n_groups) {
  if (elsewhere_) {
    written_ += n_groups * rows_per_chunk_;
    return;
  }
  if (!compression_ && n_blocks_ == 1) {
    for (std::size_t i = 0; i < n_groups; ++i) write_chunk({bytes + i * chunk_size(), chunk_size(), 0});
    return;
  }
  std::vector<std::byte> blocks;
  if (n_blocks_ > 1) {
    blocks = blocks_of(bytes, n_groups);
    bytes = blocks.data();
  }
  std::vector<PackedChunk> packed(n_groups * n_blocks_);
  parallel_for(static_cast<std::int64_t>(packed.size()), threads_, [&](std::int64_t i) {
    const auto number = static_cast<std::size_t>(i);
    packed[number] = pack({bytes + number * chunk_size(), chunk_size()}, element_size_, shuffled_, compression_);
  });
  for (const PackedChunk& chunk : packed) write_chunk(chunk.stored());
}

void ChunkedWriter::write_chunk(const StoredChunk& chunk) {
  const hsize_t offset[2] = {written_, next_block_ * columns_per_chunk_};
  if (!elsewhere_) check(H5Dwrite_chunk(dataset_.get(), H5P_DEFAULT, chunk.skipped_filters, offset, chunk.size, chunk.bytes), where_, "write");
  if (++next_block_ == n_blocks_) {
    next_block_ = 0;
    written_ += rows_per_chunk_;
  }
  if (listener_) listener_(chunk);
}

}  // namespace cartograf::hdf5
