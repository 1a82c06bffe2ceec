#include "io/hdf5/chunked_writer.hpp"

#include <algorithm>
#include <iterator>

#include "io/files/chunk_rows.hpp"
#include "io/compress/compression.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/texts.hpp"
#include "io/hdf5/zstd_filter.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf::hdf5 {
namespace {

/// Position of the filter that packs in the pipeline when the shuffle comes first, as a bit of the filter mask.
constexpr std::uint32_t kShuffledThenPacked = 2;
constexpr std::uint32_t kPackedAlone = 1;

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

struct PackedChunk {
  std::vector<std::byte> bytes;
  std::uint32_t skipped_filters = 0;
};

PackedChunk pack(const std::byte* chunk, std::size_t size, std::size_t element_size, bool shuffled, const Compression& compression) {
  std::vector<std::byte> plain(chunk, chunk + size);
  if (shuffled) shuffle_bytes(chunk, plain.data(), size, element_size);
  std::vector<std::byte> bytes = compressed(plain.data(), size, compression, DeflateFormat::zlib, size);
  if (bytes.empty()) return {std::move(plain), shuffled ? kShuffledThenPacked : kPackedAlone};  // it would have grown
  return {std::move(bytes), 0};
}

/// What pack() made a chunk of `plain_size` bytes; empty where it did not.
std::vector<std::byte> unpack(const StoredChunk& chunk, std::size_t plain_size, std::size_t element_size, bool shuffled, const Compression& compression) {
  std::vector<std::byte> plain(plain_size);
  const bool skipped = (chunk.skipped_filters & (shuffled ? kShuffledThenPacked : kPackedAlone)) != 0;
  if (!decompress_into(chunk.bytes, chunk.size, skipped ? CompressionMethod::none : compression.method, DeflateFormat::zlib, plain.data(), plain.size())) return {};
  if (!shuffled) return plain;
  std::vector<std::byte> elements(plain_size);
  unshuffle_bytes(plain.data(), elements.data(), plain_size, element_size);
  return elements;
}

}  // namespace

ChunkedWriter::ChunkedWriter(hid_t file, const Layout& layout, Compression compression, int threads, std::string where)
    : where_(std::move(where)), path_(layout.name), compression_(compression), threads_(threads), matrix_(layout.matrix), virtual_(!layout.sources.empty()), checked_(layout.checked),
      element_size_(H5Tget_size(layout.file_type)), row_size_(element_size_ * layout.row_elements), n_rows_(layout.n_rows),
      rows_per_chunk_(std::min(layout.chunk_rows > 0 ? layout.chunk_rows : rows_of_chunk(row_size_), layout.n_rows)) {
  const hsize_t extent[2] = {layout.n_rows, layout.row_elements};
  const hsize_t chunk[2] = {rows_per_chunk_, layout.row_elements};
  const int rank = matrix_ ? 2 : 1;
  const Handle space = checked(H5Screate_simple(rank, extent, nullptr), H5Sclose, where_, "create a dataspace");
  const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where_, "create a property list");
  check(H5Pset_obj_track_times(creation.get(), false), where_, "turn time stamps off");
  if (virtual_) {
    add_sources(layout, creation.get());
  } else {
    check(H5Pset_chunk(creation.get(), rank, chunk), where_, "set the chunk size");
    check(H5Pset_fill_time(creation.get(), H5D_FILL_TIME_NEVER), where_, "set the fill time");
  }
  if (!virtual_ && compression_) {
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
  for (const VirtualSource& source : layout.sources) {
    const hsize_t count[2] = {source.n_rows, layout.row_elements};
    const Handle here = checked(H5Screate_simple(rank, extent, nullptr), H5Sclose, where_, "create a dataspace");
    const Handle there = checked(H5Screate_simple(rank, count, nullptr), H5Sclose, where_, "create a dataspace");
    check(H5Sselect_hyperslab(here.get(), H5S_SELECT_SET, begin, nullptr, count, nullptr), where_, "select rows");
    check(H5Pset_virtual(creation, here.get(), source.file.c_str(), ("/" + layout.name).c_str(), there.get()), where_, "name a source");
    begin[0] += source.n_rows;
  }
}

bool ChunkedWriter::restore(std::span<const StoredChunk> chunks) {
  const std::size_t chunk_size = rows_per_chunk_ * row_size_;
  if (written_ + chunks.size() * rows_per_chunk_ > n_rows_) return false;
  std::vector<std::vector<std::byte>> unpacked(compression_ ? chunks.size() : 0);
  parallel_for(static_cast<std::int64_t>(unpacked.size()), threads_, [&](std::int64_t i) {
    const auto chunk = static_cast<std::size_t>(i);
    unpacked[chunk] = unpack(chunks[chunk], chunk_size, element_size_, shuffled_, compression_);
  });
  const auto is_none = [&](const StoredChunk& chunk) { return chunk.size != chunk_size || chunk.skipped_filters != 0; };
  if (unpacked.empty() ? std::any_of(chunks.begin(), chunks.end(), is_none)
                       : std::any_of(unpacked.begin(), unpacked.end(), [](const auto& plain) { return plain.empty(); })) return false;
  std::vector<std::span<const std::byte>> rows;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const std::span<const std::byte> some(unpacked.empty() ? static_cast<const std::byte*>(chunks[i].bytes) : unpacked[i].data(), chunk_size);
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
  const std::size_t chunk_size = rows_per_chunk_ * row_size_;
  if (!pending_.empty()) {
    const std::size_t taken = std::min(size, chunk_size - pending_.size());
    pending_.insert(pending_.end(), bytes, bytes + taken);
    bytes += taken;
    size -= taken;
    if (pending_.size() == chunk_size) {
      write_chunks(pending_.data(), 1);
      pending_.clear();
    }
  }
  const std::size_t whole = size / chunk_size;
  if (whole > 0) write_chunks(bytes, whole);
  pending_.insert(pending_.end(), bytes + whole * chunk_size, bytes + size);
}

void ChunkedWriter::finish() {
  CARTOGRAF_EXPECTS(appended_ == n_rows_);
  listener_ = {};
  if (!pending_.empty()) {
    pending_.resize(rows_per_chunk_ * row_size_);
    write_chunks(pending_.data(), 1);
    pending_.clear();
  }
  if (checked_) write_attribute(dataset_.get(), kRowDigest, row_digest_text(digest_, dataset_.get(), path_));
  if (!dataset_.reset()) fail(where_, "close a dataset");
}

void ChunkedWriter::write_chunks(const std::byte* bytes, std::size_t n_chunks) {
  if (compression_ && !virtual_) return write_compressed(bytes, n_chunks);
  const std::size_t chunk_size = rows_per_chunk_ * row_size_;
  for (std::size_t i = 0; i < n_chunks; ++i) write_chunk({bytes + i * chunk_size, chunk_size, 0});
}

void ChunkedWriter::write_compressed(const std::byte* bytes, std::size_t n_chunks) {
  const std::size_t chunk_size = rows_per_chunk_ * row_size_;
  std::vector<PackedChunk> packed(n_chunks);
  parallel_for(static_cast<std::int64_t>(n_chunks), threads_, [&](std::int64_t i) {
    const auto chunk = static_cast<std::size_t>(i);
    packed[chunk] = pack(bytes + chunk * chunk_size, chunk_size, element_size_, shuffled_, compression_);
  });
  for (const PackedChunk& chunk : packed) write_chunk({chunk.bytes.data(), chunk.bytes.size(), chunk.skipped_filters});
}

void ChunkedWriter::write_chunk(const StoredChunk& chunk) {
  const hsize_t offset[2] = {written_, 0};
  if (!virtual_) check(H5Dwrite_chunk(dataset_.get(), H5P_DEFAULT, chunk.skipped_filters, offset, chunk.size, chunk.bytes), where_, "write");
  written_ += rows_per_chunk_;
  if (listener_) listener_(chunk);
}

}  // namespace cartograf::hdf5
