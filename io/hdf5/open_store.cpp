#include "io/hdf5/open_store.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "io/hdf5/array_file.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/hdf5/texts.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"

namespace cartograf::hdf5 {
namespace {

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

/// What the attribute kRowDigest says. Files of older versions do not name the path.
struct RowDigest {
  std::string digest, form, path;

  explicit RowDigest(const std::string& text) {
    const auto first = std::min(text.find(' '), text.size()), second = std::min(text.find(' ', first + 1), text.size());
    digest = text.substr(0, first);
    if (first < text.size()) form = text.substr(first + 1, second - first - 1);
    if (second < text.size()) path = text.substr(second + 1);
  }
};

/// The type in a form: "<u8" of "<u8[300]".
std::string type_in(const std::string& form) { return form.substr(0, form.find('[')); }

std::optional<RowDigest> row_digest_of(hid_t dataset, const std::string& where) {
  if (H5Aexists(dataset, kRowDigest) <= 0) return std::nullopt;
  return RowDigest(read_text_attribute(dataset, kRowDigest, where));
}

/// Attributes of a part: the members of StorePart in their order.
constexpr std::array<const char*, 4> kPart = {"part", "parts", "part_first_row", "part_of_rows"};
constexpr const char* kPartIdentity = "part_of";

herr_t collect_link_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// Reads what stands in a file beside the rows.
struct FactReader : StoreFacts {
  hid_t file;
  std::string where;

  FactReader(hid_t f, std::string w) : file(f), where(std::move(w)) {
    read_attributes();
    schema.n_rows = schema.numbered ? read_extent("index", 1)[0] : n_keys();
    if (exists(file, "features")) read_columns();
    if (exists(file, "key")) read_key_width();
    schema.row_divisor = exists(file, "row_divisor");
    if (schema.row_divisor) expect_rows("row_divisor", read_extent("row_divisor", 1)[0]);
    if (exists(file, "adjacency")) read_adjacency_bits();
    for (const char* group : {"wide", "targets", "predictions"}) read_sides(group);
  }

  void read_attributes() {
    schema.features.space = hdf5::read_text_attribute(file, "space", where);
    schema.space_definition = hdf5::read_text_attribute(file, "space_definition", where);
    schema.features.convention = hdf5::read_text_attribute(file, "convention", where);
    schema.features.families = split(hdf5::read_text_attribute(file, "families", where));
    version = hdf5::read_text_attribute(file, "cartograf_version", where);
    if (H5Aexists(file, "numbered") > 0) schema.numbered = hdf5::read_integer_attribute(file, "numbered", where) != 0;
    if (H5Aexists(file, "seed") > 0) schema.seed = hdf5::read_unsigned_attribute(file, "seed", where);
    if (H5Aexists(file, kPart[0]) > 0) read_part();
    if (H5Aexists(file, kContentDigest) > 0) content_digest = hdf5::read_text_attribute(file, kContentDigest, where);
    schema.content_digest = !content_digest.empty();
  }

  void read_part() {
    StorePart& part = schema.part.emplace();
    std::uint64_t* const numbers[] = {&part.number, &part.n_parts, &part.first_row, &part.n_rows};
    for (std::size_t i = 0; i < kPart.size(); ++i) *numbers[i] = hdf5::read_unsigned_attribute(file, kPart[i], where);
    part_identity = hdf5::read_text_attribute(file, kPartIdentity, where);
  }

  Handle open_dataset(const std::string& name) const { return hdf5::open_dataset(file, name, where); }

  std::vector<hsize_t> read_extent(const std::string& name, int rank) const {
    const std::vector<hsize_t> extent = extent_of(open_dataset(name).get());
    if (extent.size() == static_cast<std::size_t>(rank)) return extent;
    throw InputError(where + ": /" + name + ": expected " + counted(static_cast<std::uint64_t>(rank), "dimension") + ", found " + std::to_string(extent.size()));
  }

  void expect_rows(const std::string& name, hsize_t found) const {
    if (found == schema.n_rows) return;
    throw InputError(where + ": /" + name + ": expected " + std::to_string(schema.n_rows) + " rows as in " + (schema.numbered ? "/index" : "/key") + ", found " +
                     std::to_string(found));
  }

  Dtype read_dtype() const {
    const Handle dataset = open_dataset("features");
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    const H5T_class_t kind = H5Tget_class(type.get());
    const std::size_t size = H5Tget_size(type.get());
    if (kind == H5T_INTEGER && size == 1) return Dtype::int8;
    if (kind == H5T_FLOAT && size == 4) return Dtype::float32;
    if (kind == H5T_FLOAT && size == 8) return Dtype::float64;
    throw InputError(where + ": /features: expected int8, float32 or float64, found another type");
  }

  void read_columns() {
    schema.features.dtype = read_dtype();
    schema.features.representation = representation_of(schema.features.dtype);
    digest = hdf5::read_text_attribute(file, "features_digest", where);
    const Handle dataset = open_dataset("features");
    if (const auto stored = row_digest_of(dataset.get(), where + ": /features")) digest_is_of_this_form = stored->form == form_of(dataset.get());
    const std::vector<hsize_t> extent = read_extent("features", 2);
    expect_rows("features", extent[0]);
    const std::vector<std::string> names = read_texts("feature_names", 0, extent[1]);
    require_short(names);
    std::vector<std::int32_t> divisors(extent[1]);
    if (read_extent("divisor", 1)[0] != extent[1]) throw InputError(where + ": /divisor: expected one entry for each feature");
    read("divisor", 0, extent[1], H5T_NATIVE_INT32, divisors.data());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool of_row = divisors[i] == 0 && hdf5::exists(file, "row_divisor");
      const bool real = divisors[i] == FeatureColumn::kReal && schema.features.dtype != Dtype::int8;
      if (divisors[i] < 1 && !of_row && !real) {
        throw InputError(where +
                         ": /divisor: expected a number of at least 1, 0 and a dataset /row_divisor, or -1 with a dtype of real "
                         "numbers, found " +
                         std::to_string(divisors[i]));
      }
      require_utf8(names[i], where + ": /feature_names: name " + std::to_string(i));
      schema.features.columns.push_back({names[i], divisors[i]});
    }
  }

  /// Texts of variable lengths may all be one in the file.
  void require_short(const std::vector<std::string>& names) const {
    constexpr std::size_t most = std::size_t{1} << 16, most_together = std::size_t{64} << 20;
    std::size_t together = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
      together += names[i].size();
      if (names[i].size() <= most && together <= most_together) continue;
      throw InputError(where + ": /feature_names: name " + std::to_string(i) + ": expected at most " + std::to_string(most) + " bytes, and 64 MiB for all names, found " +
                       (names[i].size() > most ? std::to_string(names[i].size()) : "more"));
    }
  }

  std::uint64_t n_keys() const {
    const Handle dataset = open_dataset("key");
    return hdf5::TextDataset(dataset.get(), where + ": /key").size();
  }

  void read_key_width() {
    const Handle dataset = open_dataset("key");
    const hdf5::TextDataset keys(dataset.get(), where + ": /key");
    expect_rows("key", keys.size());
    if (keys.of_any_length()) hdf5::require_whole_chunks(dataset.get(), where + ": /key");  // which are read for it
    schema.key_width = keys.width();
  }

  void read_adjacency_bits() {
    const std::vector<hsize_t> extent = read_extent("adjacency", 2);
    expect_rows("adjacency", extent[0]);
    const Handle dataset = open_dataset("adjacency");
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    schema.adjacency = AdjacencyBits{read_texts("operation_names", 0, extent[1]), hdf5::read_texts_attribute(dataset.get(), "edges", where + ": /adjacency"),
                                     static_cast<int>(8 * H5Tget_size(type.get()))};
  }

  void read_sides(const std::string& group_name) {
    if (!hdf5::exists(file, group_name)) return;
    const Handle group(H5Gopen2(file, group_name.c_str(), H5P_DEFAULT), H5Gclose);
    const bool of_others = group_name == "targets";
    if (!group && of_others) {
      left_out.push_back("/" + group_name + ": expected a group, found something else");
      return;
    }
    if (!group) hdf5::cannot_read(where + ": /" + group_name);
    std::vector<std::string> names;
    if (H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_link_name, &names) < 0) hdf5::cannot_read(where + ": /" + group_name);
    for (const std::string& name : names) {
      const std::string path = group_name + "/" + name;
      try {
        schema.sides.push_back(side_column(path));
      } catch (const InputError& error) {
        if (!of_others) throw;
        left_out.push_back(std::string(error.what()).substr(std::string_view(error.what()).starts_with(where + ": ") ? where.size() + 2 : 0));
        continue;
      }
      expect_rows(path, read_extent(path, 1)[0]);
    }
  }

  SideColumn side_column(const std::string& path) const {
    read_extent(path, 1);
    const Handle dataset = open_dataset(path);
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    switch (H5Tget_class(type.get())) {
      case H5T_INTEGER: return {path, SideType::int64};
      case H5T_FLOAT: return {path, H5Tget_size(type.get()) == 4 ? SideType::float32 : SideType::float64};
      default: throw InputError(where + ": /" + path + ": expected numbers, found " + (H5Tget_class(type.get()) == H5T_STRING ? "texts" : "another type"));
    }
  }

  std::vector<std::string> read_texts(const std::string& name, std::uint64_t first, std::uint64_t n) const {
    const Handle dataset = open_dataset(name);
    WholeChunks().require(dataset.get(), first, n, where + ": /" + name);
    return hdf5::TextDataset(dataset.get(), where + ": /" + name).read(first, n);
  }

  /// All rows of a dataset of one dimension.
  void read(const std::string& name, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out) const { read_rows(file, where, name, first, n, memory_type, out); }

  static void read_rows(hid_t file, const std::string& where, const std::string& name, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out) {
    if (n == 0) return;
    const Handle dataset = hdf5::open_dataset(file, name, where);
    WholeChunks().require(dataset.get(), first, n, where + ": /" + name);
    hdf5::read_rows(dataset.get(), first, n, memory_type, out, where + ": /" + name);
  }
};

}  // namespace

StoreFacts facts_of_file(hid_t file, const std::string& where) { return FactReader(file, where); }

std::size_t row_size_of(const FeatureDescription& features) { return features.columns.size() * size_of(features.dtype); }

namespace {

void put_part(const StoreFacts& facts, Packer& out) {
  const StorePart& part = *facts.schema.part;
  for (const std::uint64_t number : {part.number, part.n_parts, part.first_row, part.n_rows}) out.put(number);
  out.put(facts.part_identity);
}

/// What description_digest() covers; older stores have its checksum, so that nothing may be added.
Packer packed_description(const StoreFacts& facts) {
  Packer out;
  const StoreSchema& schema = facts.schema;
  for (const std::string* text : {&schema.features.space, &schema.features.convention, &schema.space_definition, &facts.digest, &facts.version}) out.put(*text);
  out.put(schema.features.dtype);
  out.put(schema.features.representation);
  out.put(schema.features.families);
  out.put(std::uint64_t{schema.features.columns.size()});
  for (const FeatureColumn& column : schema.features.columns) {
    out.put(column.name);
    out.put(column.divisor);
  }
  out.put(facts.digest_is_of_this_form);
  out.put(schema.n_rows);
  out.put(schema.numbered);
  out.put(std::uint64_t{schema.key_width});
  out.put(schema.row_divisor);
  out.put(schema.adjacency.has_value());
  if (schema.adjacency) {
    out.put(schema.adjacency->operations);
    out.put(schema.adjacency->edges);
    out.put(schema.adjacency->word_bits);
  }
  out.put(schema.seed.has_value());
  out.put(schema.seed.value_or(0));
  out.put(std::uint64_t{schema.sides.size()});
  for (const SideColumn& side : schema.sides) {
    out.put(side.path);
    out.put(side.type);
  }
  return out;
}

}  // namespace

std::string packed(const StoreFacts& facts) {
  Packer out = packed_description(facts);
  out.put(facts.left_out);
  out.put(facts.content_digest);
  out.put(facts.schema.part.has_value());
  if (facts.schema.part) put_part(facts, out);
  return out.take();
}

StoreFacts unpacked_facts(std::string_view bytes) {
  Unpacker in(bytes);
  StoreFacts facts;
  StoreSchema& schema = facts.schema;
  for (std::string* text : {&schema.features.space, &schema.features.convention, &schema.space_definition, &facts.digest, &facts.version}) in.get(*text);
  in.get(schema.features.dtype, Dtype::int64);
  in.get(schema.features.representation, Representation::values);
  in.get(schema.features.families);
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    FeatureColumn& column = schema.features.columns.emplace_back();
    in.get(column.name);
    in.get(column.divisor);
  }
  in.get(facts.digest_is_of_this_form);
  in.get(schema.n_rows);
  in.get(schema.numbered);
  schema.key_width = in.next<std::uint64_t>();
  in.get(schema.row_divisor);
  if (in.next<bool>()) {
    schema.adjacency.emplace();
    in.get(schema.adjacency->operations);
    in.get(schema.adjacency->edges);
    in.get(schema.adjacency->word_bits);
  }
  const bool seeded = in.next<bool>();
  const auto seed = in.next<std::uint64_t>();
  if (!seeded && seed != 0) Unpacker::fail();
  if (seeded) schema.seed = seed;
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    SideColumn& side = schema.sides.emplace_back();
    in.get(side.path);
    in.get(side.type, SideType::float32);
  }
  in.get(facts.left_out);
  in.get(facts.content_digest);
  schema.content_digest = !facts.content_digest.empty();
  if (in.next<bool>()) {
    StorePart& part = schema.part.emplace();
    for (std::uint64_t* number : {&part.number, &part.n_parts, &part.first_row, &part.n_rows}) in.get(*number);
    in.get(facts.part_identity);
  }
  in.end();
  return facts;
}

// What other programs may change without harm is left out: targets that they add, and the types of datasets that they write anew.
std::string description_digest(const StoreFacts& facts) {
  StoreFacts described = facts;
  described.digest_is_of_this_form = true;
  described.schema.sides.clear();
  described.schema.key_width = 0;
  described.schema.features.dtype = {};
  described.schema.features.representation = {};
  if (described.schema.adjacency) described.schema.adjacency->word_bits = 0;
  Packer out = packed_description(described);
  if (facts.schema.part) put_part(facts, out);
  return digest_of(out.take());
}

OpenStore::OpenStore(const std::filesystem::path& path, std::string where) : where_(std::move(where)), file_(open_file(path, "a feature store")) {
  check_format();
  facts_ = facts_of_file(file_.get(), where_);
  row_datasets_ = row_datasets(facts_.schema);
  if (H5Aexists(file_.get(), kDescriptionDigest) <= 0) return;
  if (read_text_attribute(file_.get(), kDescriptionDigest, where_) == description_digest(facts_)) return;
  throw InputError(where_ + ": its attributes or names are damaged, or were changed: their checksum is wrong");
}

void OpenStore::check_format() const {
  if (H5Aexists(file_.get(), "format") <= 0) throw InputError(where_ + ": expected a feature store of cartograf, found another HDF5 file");
  const std::string format = read_text_attribute(file_.get(), "format", where_);
  if (format != store_format::kName) {
    throw InputError(where_ + ": expected a feature store, found " + (format == kModelFileFormat ? "a model" : "a file of format " + in_quotes(format)));
  }
  const std::int64_t found = read_integer_attribute(file_.get(), "format_version", where_);
  if (found < 1 || found > store_format::kVersion) {
    throw InputError(where_ + ": expected format version " + std::to_string(store_format::kVersion) + " or older, found " +
                     std::to_string(found) + " (written by cartograf " +
                     in_quotes(read_text_attribute(file_.get(), "cartograf_version", where_)) + ")");
  }
  if (read_integer_attribute(file_.get(), "complete", where_) != 1) throw InputError(where_ + ": the store is not complete");
}

void OpenStore::read(const std::string& path, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out) {
  if (path != "features") verify_once(path);
  if (n > 0) hdf5::read_rows(opened(path, first, n).get(), first, n, memory_type, out, where_ + ": /" + path);
}

/// Of rows that are read now.
Handle OpenStore::opened(const std::string& path, std::uint64_t first, std::uint64_t n) {
  keep_open(path);
  Handle dataset = open_dataset(file_.get(), path, where_);
  whole_[path].require(dataset.get(), first, n, where_ + ": /" + path);
  return dataset;
}

std::vector<std::string> OpenStore::read_keys(std::uint64_t first, std::uint64_t n) {
  verify_once("key");
  const Handle dataset = opened("key", first, n);
  return TextDataset(dataset.get(), where_ + ": /key").read(first, n);
}

ClassTable OpenStore::read_classes() const {
  ClassTable classes;
  if (!exists(file_.get(), "class")) return classes;
  const Handle dataset = open_dataset(file_.get(), "class", where_);
  classes.equivalence = read_text_attribute(dataset.get(), "equivalence", where_ + ": /class");
  for (const auto& [name, values] : {std::pair{"class_index", &classes.index}, std::pair{"class", &classes.representative}}) {
    const std::vector<hsize_t> extent = extent_of(open_dataset(file_.get(), name, where_).get());
    if (extent.size() != 1) throw InputError(where_ + ": /" + name + ": expected 1 dimension, found " + std::to_string(extent.size()));
    values->resize(extent[0]);
    FactReader::read_rows(file_.get(), where_, name, 0, extent[0], H5T_NATIVE_UINT64, values->data());
  }
  return classes;
}

std::string OpenStore::read_block_digests(std::size_t n) const {
  if (!exists(file_.get(), kBlockDigests)) return {};
  const Handle dataset = open_dataset(file_.get(), kBlockDigests, where_);
  if (extent_of(dataset.get()) != std::vector<hsize_t>{n, 32}) {
    throw InputError(where_ + " is damaged: /" + kBlockDigests + ": expected " + std::to_string(n) + " digests of 32 bytes, found " + form_of(dataset.get()));
  }
  std::string bytes(n * 32, '\0');
  FactReader::read_rows(file_.get(), where_, kBlockDigests, 0, n, H5T_NATIVE_UINT8, bytes.data());
  return bytes;
}

std::vector<OpenStore::StoredForm> OpenStore::stored_forms() const {
  std::vector<StoredForm> forms;
  for (const RowDataset& one : row_datasets_) {
    const Handle dataset = open_dataset(file_.get(), one.path, where_);
    const std::optional<RowDigest> stored = row_digest_of(dataset.get(), where_ + ": /" + one.path);
    // The checksum is of the bytes in the type in which they were written, and rows are read in that in which we write them.
    forms.push_back({layout_of(dataset.get()), stored && stored->form == form_of(dataset.get()) && type_in(stored->form) == type_text(one.type.get()) ? stored->digest : ""});
  }
  return forms;
}

Compression OpenStore::compression() const { return row_datasets_.empty() ? Compression{} : compression_of(open_dataset(file_.get(), row_datasets_.front().path, where_).get()); }

void OpenStore::read_rows(std::size_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out) {
  const RowDataset& one = row_datasets_.at(dataset);
  if (n > out.size() / one.row_size()) {
    throw InputError(where_ + ": /" + one.path + ": expected rows of at most " + bytes_text(static_cast<double>(out.size())) + ", found one of " + bytes_text(static_cast<double>(one.row_size())));
  }
  if (n > 0) hdf5::read_rows(opened(one.path, first, n).get(), first, n, one.type.get(), out.data(), where_ + ": /" + one.path);
}

std::vector<StoredSize> OpenStore::read_chunks(std::size_t dataset, std::uint64_t first, std::uint64_t n, std::span<std::byte> out) const {
  const RowDataset& one = row_datasets_.at(dataset);
  return hdf5::read_chunks(open_dataset(file_.get(), one.path, where_).get(), first, n, out, where_ + ": /" + one.path);
}

/// While a dataset is open HDF5 keeps chunks of it unpacked: those beside each other, which hold the same rows, are all needed for the rows
/// that are read next. Of datasets there are not many that somebody reads so.
void OpenStore::keep_open(const std::string& path) {
  constexpr std::size_t most = 16;
  if (kept_open_.size() >= most || kept_open_.contains(path)) return;
  std::uint64_t group_size = 0;
  {
    const Handle dataset = open_dataset(file_.get(), path, where_);  // which looks at what it is
    const std::vector<hsize_t> extent = extent_of(dataset.get());
    const Handle type(H5Dget_type(dataset.get()), H5Tclose);
    const ChunkShape chunk = chunk_shape_of(dataset.get());
    group_size = chunk.rows * chunk.blocks(extent.size() == 2 ? extent[1] : 1) * chunk.columns * H5Tget_size(type.get());
  }
  constexpr std::uint64_t usual = std::uint64_t{1} << 20, largest = std::uint64_t{64} << 20;
  constexpr std::size_t n_slots = 12421;  // a prime, many more than chunks of a group
  const Handle access = checked(H5Pcreate(H5P_DATASET_ACCESS), H5Pclose, where_, "create a property list");
  if (group_size > usual && group_size <= largest) check(H5Pset_chunk_cache(access.get(), n_slots, group_size, 1), where_, "set the size of the cache");
  Handle dataset(H5Dopen2(file_.get(), path.c_str(), access.get()), H5Dclose);
  if (!dataset) cannot_read(where_ + ": /" + path);
  kept_open_.emplace(path, std::move(dataset));
}

void OpenStore::verify_once(const std::string& path) {
  if (verified_.insert(path).second) verify_rows(file_.get(), path, where_);
}

std::string type_text(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  const char* const order = H5Tget_order(type) == H5T_ORDER_BE ? ">" : "<";
  const char* const letter = kind == H5T_FLOAT ? "f" : kind == H5T_STRING              ? H5Tis_variable_str(type) > 0 ? "O" : "S"
                                                   : H5Tget_sign(type) == H5T_SGN_NONE ? "u"
                                                                                       : "i";
  return (kind == H5T_STRING ? "" : order) + std::string(letter) + std::to_string(H5Tget_size(type));
}

std::string form_of(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  std::string form = type_text(type.get()) + "[";
  const std::vector<hsize_t> extent = extent_of(dataset);
  for (std::size_t i = 0; i < extent.size(); ++i) form += (i == 0 ? "" : ",") + std::to_string(extent[i]);
  return form + "]";
}

void write_part(hid_t file, const StorePart& part, const std::string& identity) {
  const std::uint64_t numbers[] = {part.number, part.n_parts, part.first_row, part.n_rows};
  for (std::size_t i = 0; i < kPart.size(); ++i) write_attribute(file, kPart[i], numbers[i]);
  write_attribute(file, kPartIdentity, identity);
}

std::string row_digest_text(const Digest& digest, hid_t dataset, const std::string& path) { return digest.text() + " " + form_of(dataset) + " " + path; }

void verify_rows(hid_t file, const std::string& path, const std::string& where) {
  const Handle dataset = open_dataset(file, path, where);
  const std::optional<RowDigest> stored = row_digest_of(dataset.get(), where + ": /" + path);
  if (!stored) return;
  const bool of_others = path.starts_with("targets/");  // who may copy a column with its attributes
  if (!stored->path.empty() && stored->path != path && !of_others) {
    throw InputError(where + ": /" + path + " is damaged, or was renamed: its checksum is that of /" + stored->path);
  }
  if (stored->form != form_of(dataset.get())) return;
  const Handle type(H5Dget_type(dataset.get()), H5Tclose);
  std::vector<hsize_t> extent = extent_of(dataset.get());
  if (extent.empty() || extent.size() > 2) return;
  extent.resize(2, 1);  // a column is a matrix of one
  const std::size_t row_size = H5Tget_size(type.get()) * extent[1];
  const std::uint64_t at_once = std::max<std::uint64_t>(1, (std::uint64_t{4} << 20) / std::max<std::size_t>(row_size, 1));
  std::vector<std::byte> rows;
  Digest digest;
  for (std::uint64_t first = 0; first < extent[0]; first += at_once) {
    const std::uint64_t n = std::min<std::uint64_t>(at_once, extent[0] - first);
    rows.resize(n * row_size);
    FactReader::read_rows(file, where, path, first, n, type.get(), rows.data());
    digest.update(rows.data(), rows.size());
  }
  if (stored->digest != digest.text()) throw InputError(where + ": /" + path + " is damaged, or was changed: its checksum is wrong");
}

}  // namespace cartograf::hdf5
