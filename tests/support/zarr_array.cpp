#include "tests/support/zarr_array.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <stdexcept>

#include "tests/support/files.hpp"

namespace testing_support {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void no_array(const std::string& path, const std::string& why) { throw std::runtime_error(path + ": " + why); }

std::string gunzipped(const std::string& packed) {
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw std::runtime_error("zlib");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string plain;
  std::array<char, 65536> room;
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    state = inflate(&stream, Z_NO_FLUSH);
    plain.append(room.data(), room.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!whole) throw std::runtime_error("no gzip file, or more behind it");
  return plain;
}

std::string of_zstd(const std::string& packed) {
  std::string plain(std::size_t{8} << 20, '\0');  // more than a chunk has
  const std::size_t n = ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
  if (ZSTD_isError(n) != 0) throw std::runtime_error("no frame of Zstandard, or more behind it");
  plain.resize(n);
  return plain;
}

std::uint32_t number_at(const std::string& bytes, std::size_t at) {
  std::uint32_t number = 0;
  if (at + sizeof number > bytes.size()) throw std::runtime_error("texts end in the midst of a number");
  std::memcpy(&number, &bytes[at], sizeof number);
  return number;
}

std::vector<std::string> texts_of(const std::string& chunk, std::size_t expected) {
  if (number_at(chunk, 0) != expected) throw std::runtime_error("another number of texts than the chunk has");
  std::vector<std::string> texts;
  std::size_t at = 4;
  for (std::size_t i = 0; i < expected; ++i) {
    const std::size_t size = number_at(chunk, at);
    texts.push_back(chunk.substr(at + 4, size));
    at += 4 + size;
  }
  if (at != chunk.size()) throw std::runtime_error("texts are shorter or longer than their chunk");
  return texts;
}

}  // namespace

nlohmann::json json_file(const fs::path& path) { return nlohmann::json::parse(read_bytes(path)); }

ZarrArray ZarrArray::read(const fs::path& group, const std::string& path) {
  const fs::path folder = group / path;
  ZarrArray array;
  array.metadata = json_file(folder / "zarr.json");
  const auto& about = array.metadata;
  if (about.at("zarr_format") != 3 || about.at("node_type") != "array") no_array(path, "not an array of Zarr 3");
  const auto shape = about.at("shape").get<std::vector<std::size_t>>(), chunk = about.at("chunk_grid").at("configuration").at("chunk_shape").get<std::vector<std::size_t>>();
  if (shape.size() != chunk.size() || (shape.size() == 2 && shape[1] != chunk[1])) no_array(path, "chunks are not of whole rows");
  const std::size_t row_elements = shape.size() == 2 ? shape[1] : 1;
  const std::string type = about.at("data_type");
  const bool is_text = type == "string";
  const std::map<std::string, std::size_t> sizes = {{"int8", 1}, {"uint8", 1}, {"uint16", 2}, {"int32", 4}, {"uint32", 4}, {"float32", 4}, {"int64", 8}, {"uint64", 8}, {"float64", 8}, {"string", 0}};
  const std::size_t row_size = sizes.at(type) * row_elements;
  const auto& codecs = about.at("codecs");
  if (codecs.at(0).at("name") != (is_text ? "vlen-utf8" : "bytes")) no_array(path, "another first codec");
  if (sizes.at(type) > 1 && codecs[0].at("configuration").at("endian") != "little") no_array(path, "not little-endian");
  const std::string packing = codecs.size() == 2 ? codecs[1].at("name") : "none";
  if (codecs.size() > 2 || (codecs.size() == 2 && packing != "gzip" && packing != "zstd")) no_array(path, "other codecs");
  const std::string separator = about.at("chunk_key_encoding").at("configuration").at("separator");
  array.n_chunks = (shape[0] + chunk[0] - 1) / chunk[0];
  for (std::size_t i = 0; i < array.n_chunks; ++i) {
    const std::string name = "c" + separator + std::to_string(i) + (shape.size() == 2 ? separator + "0" : "");
    const std::string stored = read_bytes(folder / name), plain = packing == "gzip" ? gunzipped(stored) : packing == "zstd" ? of_zstd(stored)
                                                                                                                            : stored;
    if (is_text) {
      const std::vector<std::string> texts = texts_of(plain, chunk[0]);
      array.texts.insert(array.texts.end(), texts.begin(), texts.end());
    } else if (plain.size() != chunk[0] * row_size) {
      no_array(path, name + " is no whole chunk");
    }
    array.bytes += plain;
  }
  if (static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), {})) != array.n_chunks + 1) no_array(path, "has other files than its chunks and zarr.json");
  if (!is_text) {
    array.padding = array.bytes.substr(shape[0] * row_size);
    array.bytes.resize(shape[0] * row_size);
  }
  return array;
}

}  // namespace testing_support
