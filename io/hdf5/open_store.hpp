#pragma once

// Private to io/hdf5.
#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "io/hdf5/store_schema.hpp"
#include "io/hdf5/whole_chunks.hpp"

namespace cartograf::hdf5 {

/// What a store says of its rows.
struct StoreFacts {
  StoreSchema schema;
  std::string digest;                  ///< of /features; empty without features
  bool digest_is_of_this_form = true;  ///< not where another program has written the features in another type
  std::string version;                 ///< of the cartograf that wrote it
  std::string part_identity;           ///< of a part: what decides the whole, as text_of(StoreFactList)
  std::string content_digest;          ///< ContentDigest; empty in stores of older versions
  std::vector<std::string> left_out;   ///< for each thing in /targets that is no column of numbers, its path and what it is
};

/// The names of the attributes that hold checksums: of a dataset's bytes, with their form_of(), on the dataset, and of packed(StoreFacts),
/// on the file.
inline constexpr const char* kRowDigest = "digest";
inline constexpr const char* kDescriptionDigest = "description_digest";
inline constexpr const char* kContentDigest = "content_digest";
/// The dataset of a part with the digests of blocks of rows that its content digest is made of: those of the whole are made of the same.
inline constexpr const char* kBlockDigests = "block_digests";

/// Reads them from an open file that has the attributes of a store. Throws InputError, naming `where`, for what is not as
/// docs/file_format.md says.
StoreFacts facts_of_file(hid_t file, const std::string& where);

/// The facts as bytes, and back. Throws Error for bytes that packed() does not give.
std::string packed(const StoreFacts& facts);
StoreFacts unpacked_facts(std::string_view bytes);

/// A type as NumPy writes it: "<u8".
std::string type_text(hid_t type);

/// What the bytes of a dataset are, as NumPy writes types, with the extents: "<u8[300]". A checksum of them says nothing of the same
/// values in another form.
std::string form_of(hid_t dataset);

/// The text of the attribute kRowDigest: the checksum of the bytes, their form, and the path, so that two datasets of one form cannot
/// change places: "xxh3-128:... <i8[300] wide/params".
std::string row_digest_text(const Digest& digest, hid_t dataset, const std::string& path);

/// Compares the checksum of a dataset, if it has one of the form that its bytes have. Throws InputError, naming `where` and the path.
void verify_rows(hid_t file, const std::string& path, const std::string& where);

/// Writes which part a store is, and what decides the whole (StoreFacts::part_identity).
void write_part(hid_t file, const StorePart& part, const std::string& identity);

/// The checksum of packed(facts).
std::string description_digest(const StoreFacts& facts);

/// The size of a row of /features in memory.
std::size_t row_size_of(const FeatureDescription& features);

/// A store that HDF5 has open for reading, in the process that reads it.
class OpenStore {
 public:
  /// Throws InputError for what is no store, not complete, newer than this program, or damaged: its description has a checksum.
  OpenStore(const std::filesystem::path& path, std::string where);

  const StoreFacts& facts() const { return facts_; }
  /// Rows [first, first + n) of a dataset of one or two dimensions. The checksum of a dataset that has one, but for /features, is
  /// compared when it is read for the first time. Throws InputError when it is wrong.
  void read(const std::string& path, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out);
  std::vector<std::string> read_keys(std::uint64_t first, std::uint64_t n);
  /// Throws InputError where there is none.
  ClassTable read_classes() const;
  /// Of a part, kBlockDigests as bytes; empty where there is none. Throws InputError where they are not `n` of 32 bytes.
  std::string read_block_digests(std::size_t n) const;

  /// How the rows lie, of each of row_datasets(): layout_of(), and the checksum of the rows; empty where they have another form.
  struct StoredForm {
    std::string layout, digest;
  };
  std::vector<StoredForm> stored_forms() const;
  /// Of the first of row_datasets().
  Compression compression() const;
  /// Rows [first, first + n) of row_datasets()[dataset], of the type there; nothing is compared with checksums.
  void read_rows(std::size_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out);
  /// The chunks that these rows are.
  std::vector<StoredSize> read_chunks(std::size_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out) const;

 private:
  void check_format() const;
  void verify_once(const std::string& path);
  void keep_open(const std::string& path);
  Handle opened(const std::string& path, std::uint64_t first, std::uint64_t n);

  std::string where_;
  Handle file_;
  StoreFacts facts_;
  std::vector<RowDataset> row_datasets_;
  std::set<std::string> verified_;
  std::map<std::string, Handle> kept_open_;
  std::map<std::string, WholeChunks> whole_;
};

}  // namespace cartograf::hdf5
