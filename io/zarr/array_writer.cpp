#include "io/zarr/array_writer.hpp"

#include <fcntl.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "io/files/chunk_rows.hpp"
#include "io/files/descriptor.hpp"
#include "io/files/free_space.hpp"
#include "io/files/whole_pieces.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf::zarr {
namespace {

/// What the codec vlen-utf8 puts before the texts of a chunk, their number, and before each text, its bytes.
using Count = std::uint32_t;

const char* name_of(Type type) {
  constexpr const char* names[] = {"int8", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64", "string"};
  return names[static_cast<int>(type)];
}

void put(Count count, std::vector<std::byte>& bytes) {
  for (std::size_t i = 0; i < sizeof count; ++i) bytes.push_back(static_cast<std::byte>(count >> (8 * i)));  // the low bytes come first
}

std::size_t row_size_of(const ArrayLayout& layout) {
  return layout.type == Type::text ? sizeof(Count) + layout.text_size : size_of(layout.type) * layout.row_elements;
}

}  // namespace

static_assert(std::endian::native == std::endian::little, "chunks are written as they lie in memory");

std::size_t size_of(Type type) {
  constexpr std::size_t sizes[] = {1, 4, 8, 1, 2, 4, 8, 4, 8, 0};
  return sizes[static_cast<int>(type)];
}

ArrayWriter::ArrayWriter(int folder, std::string where, ArrayLayout layout, Packing packing)
    : folder_(folder), where_(std::move(where)), layout_(std::move(layout)), packing_(packing), row_size_(row_size_of(layout_)),
      rows_per_chunk_(std::min(rows_of_chunk(row_size_), layout_.n_rows)) {
  if (layout_.type == Type::text) begin_text_chunk();
}

void ArrayWriter::append(const void* rows, std::uint64_t n) {
  CARTOGRAF_EXPECTS(layout_.type != Type::text && appended_ + n <= layout_.n_rows);
  appended_ += n;
  const std::size_t chunk_size = rows_per_chunk_ * row_size_;
  take_whole_pieces(pending_, chunk_size, {static_cast<const std::byte*>(rows), n * row_size_}, [&](const std::byte* bytes, std::size_t n_chunks) {
    std::vector<Bytes> chunks;
    for (std::size_t i = 0; i < n_chunks; ++i) chunks.push_back({bytes + i * chunk_size, chunk_size});
    write_chunks(chunks);
  });
}

void ArrayWriter::begin_text_chunk() {
  pending_.clear();
  put(static_cast<Count>(rows_per_chunk_), pending_);
}

void ArrayWriter::append(const std::vector<std::string>& texts) {
  CARTOGRAF_EXPECTS(layout_.type == Type::text && appended_ + texts.size() <= layout_.n_rows);
  std::vector<std::vector<std::byte>> whole;
  for (const std::string& text : texts) {
    put(static_cast<Count>(text.size()), pending_);
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    pending_.insert(pending_.end(), begin, begin + text.size());
    if (++appended_ % rows_per_chunk_ != 0) continue;
    whole.push_back(std::move(pending_));
    begin_text_chunk();
  }
  std::vector<Bytes> chunks;
  for (const auto& chunk : whole) chunks.push_back({chunk.data(), chunk.size()});
  write_chunks(chunks);
}

void ArrayWriter::finish() {
  CARTOGRAF_EXPECTS(appended_ == layout_.n_rows);
  const std::uint64_t over = appended_ % rows_per_chunk_;
  if (over == 0) return;
  pending_.resize(pending_.size() + (rows_per_chunk_ - over) * (layout_.type == Type::text ? sizeof(Count) : row_size_));
  write_chunks({{pending_.data(), pending_.size()}});
}

void ArrayWriter::write_chunks(const std::vector<Bytes>& chunks) {
  if (!packing_.compression) {
    for (const Bytes& chunk : chunks) write_file(chunk.data, chunk.size);
    return;
  }
  std::vector<std::vector<std::byte>> packed(chunks.size());
  parallel_for(static_cast<std::int64_t>(chunks.size()), packing_.threads, [&](std::int64_t i) {
    const Bytes& chunk = chunks[static_cast<std::size_t>(i)];
    const std::size_t most = most_compressed(chunk.size, packing_.compression, DeflateFormat::gzip);
    packed[static_cast<std::size_t>(i)] = compressed(chunk.data, chunk.size, packing_.compression, DeflateFormat::gzip, most);
  });
  // In this thread, so that a signal that ends the command knows of every file.
  for (const auto& chunk : packed) write_file(chunk.data(), chunk.size());
}

void ArrayWriter::write_file(const void* bytes, std::size_t size) {
  const std::string name = layout_.path + "/c." + std::to_string(n_chunks_++) + (layout_.dimensions.size() == 2 ? ".0" : "");
  const std::string failed = where_ + ": cannot write";
  Descriptor file(openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!file) throw_write_error(failed, errno);
  write_all(file.number(), {static_cast<const char*>(bytes), size}, failed);
  bytes_written_ += size;
  if (!file.close()) throw_write_error(failed, errno);
}

nlohmann::json ArrayWriter::metadata() const {
  using nlohmann::json;
  const bool text = layout_.type == Type::text, matrix = layout_.dimensions.size() == 2, real = layout_.type == Type::float32 || layout_.type == Type::float64;
  json shape = {layout_.n_rows}, chunk_shape = {rows_per_chunk_};
  if (matrix) {
    shape.push_back(layout_.row_elements);
    chunk_shape.push_back(layout_.row_elements);
  }
  json serialisation = {{"name", text ? "vlen-utf8" : "bytes"}};
  if (!text && size_of(layout_.type) > 1) serialisation["configuration"] = {{"endian", "little"}};
  json codecs = json::array({serialisation});
  const int level = packing_.compression.level;
  if (packing_.compression.method == CompressionMethod::gzip) codecs.push_back({{"name", "gzip"}, {"configuration", {{"level", level}}}});
  if (packing_.compression.method == CompressionMethod::zstd) codecs.push_back({{"name", "zstd"}, {"configuration", {{"level", level}, {"checksum", false}}}});
  return {{"zarr_format", 3},
          {"node_type", "array"},
          {"shape", shape},
          {"data_type", name_of(layout_.type)},
          {"chunk_grid", {{"name", "regular"}, {"configuration", {{"chunk_shape", chunk_shape}}}}},
          {"chunk_key_encoding", {{"name", "default"}, {"configuration", {{"separator", "."}}}}},
          {"fill_value", text ? json("") : real ? json(0.0)
                                                : json(0)},
          {"codecs", codecs},
          {"dimension_names", layout_.dimensions},
          {"attributes", layout_.attributes}};
}

}  // namespace cartograf::zarr
