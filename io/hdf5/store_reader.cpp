#include "io/hdf5/store_reader.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <system_error>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/reading_child.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/hdf5/texts.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {

using hdf5::check;
using hdf5::checked;
using hdf5::Handle;

/// Of this file alone; with a name, since StoreReader::State is made of it.
namespace store_reading {

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

std::size_t row_size_of(const FeatureDescription& features) { return features.columns.size() * size_of(features.dtype); }

herr_t collect_link_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

/// What is known of a store once it is open.
struct Facts {
  StoreSchema schema;
  std::string digest;
  std::string version;
};

/// A store that HDF5 has open: in the process that reads it.
struct OpenStore : Facts {
  std::string where;
  Handle file;

  OpenStore(const std::filesystem::path& path, std::string name) : where(std::move(name)), file(hdf5::open_file(path, "a feature store")) {
    check_format();
    read_attributes();
    schema.n_rows = schema.numbered ? read_extent("index", 1)[0] : n_keys();
    if (hdf5::exists(file.get(), "features")) read_columns();
    if (hdf5::exists(file.get(), "key")) read_key_width();
    schema.row_divisor = hdf5::exists(file.get(), "row_divisor");
    if (schema.row_divisor) expect_rows("row_divisor", read_extent("row_divisor", 1)[0]);
    if (hdf5::exists(file.get(), "adjacency")) read_adjacency_bits();
    for (const char* group : {"wide", "targets", "predictions"}) read_sides(group);
  }

  void check_format() {
    if (H5Aexists(file.get(), "format") <= 0) throw InputError(where + ": expected a feature store of cartograf, found another HDF5 file");
    const std::string format = hdf5::read_text_attribute(file.get(), "format", where);
    if (format != store_format::kName) {
      throw InputError(where + ": expected format '" + std::string(store_format::kName) + "', found " + in_quotes(format));
    }
    const std::int64_t found = hdf5::read_integer_attribute(file.get(), "format_version", where);
    if (found < 1 || found > store_format::kVersion) {
      throw InputError(where + ": expected format version " + std::to_string(store_format::kVersion) + " or older, found " +
                       std::to_string(found) + " (written by cartograf " +
                       hdf5::read_text_attribute(file.get(), "cartograf_version", where) + ")");
    }
    if (hdf5::read_integer_attribute(file.get(), "complete", where) != 1) throw InputError(where + ": the store is not complete");
  }

  void read_attributes() {
    schema.features.space = hdf5::read_text_attribute(file.get(), "space", where);
    schema.space_definition = hdf5::read_text_attribute(file.get(), "space_definition", where);
    schema.features.convention = hdf5::read_text_attribute(file.get(), "convention", where);
    schema.features.families = split(hdf5::read_text_attribute(file.get(), "families", where));
    version = hdf5::read_text_attribute(file.get(), "cartograf_version", where);
    if (H5Aexists(file.get(), "numbered") > 0) schema.numbered = hdf5::read_integer_attribute(file.get(), "numbered", where) != 0;
    if (H5Aexists(file.get(), "seed") > 0) {
      schema.seed = hdf5::read_unsigned_attribute(file.get(), "seed", where);
    }
  }

  Handle open_dataset(const std::string& name) const { return hdf5::open_dataset(file.get(), name, where); }

  std::vector<hsize_t> read_extent(const std::string& name, int rank) const {
    const Handle dataset = open_dataset(name);
    const Handle space(H5Dget_space(dataset.get()), H5Sclose);
    if (H5Sget_simple_extent_ndims(space.get()) != rank) {
      throw InputError(where + ": /" + name + ": expected " + std::to_string(rank) + " dimension(s)");
    }
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr);
    return extent;
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
    digest = hdf5::read_text_attribute(file.get(), "features_digest", where);
    const std::vector<hsize_t> extent = read_extent("features", 2);
    expect_rows("features", extent[0]);
    const std::vector<std::string> names = read_texts("feature_names", 0, extent[1]);
    std::vector<std::int32_t> divisors(extent[1]);
    if (read_extent("divisor", 1)[0] != extent[1]) throw InputError(where + ": /divisor: expected one entry for each feature");
    read("divisor", 0, extent[1], H5T_NATIVE_INT32, divisors.data());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool of_row = divisors[i] == 0 && hdf5::exists(file.get(), "row_divisor");
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

  std::uint64_t n_keys() const {
    const Handle dataset = open_dataset("key");
    return hdf5::TextDataset(dataset.get(), where + ": /key").size();
  }

  void read_key_width() {
    const Handle dataset = open_dataset("key");
    const hdf5::TextDataset keys(dataset.get(), where + ": /key");
    expect_rows("key", keys.size());
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
    if (!hdf5::exists(file.get(), group_name)) return;
    const Handle group(H5Gopen2(file.get(), group_name.c_str(), H5P_DEFAULT), H5Gclose);
    if (!group) hdf5::cannot_read(where + ": /" + group_name);
    std::vector<std::string> names;
    if (H5Literate(group.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collect_link_name, &names) < 0) hdf5::cannot_read(where + ": /" + group_name);
    for (const std::string& name : names) {
      const std::string path = group_name + "/" + name;
      expect_rows(path, read_extent(path, 1)[0]);
      const Handle dataset = open_dataset(path);
      const Handle type(H5Dget_type(dataset.get()), H5Tclose);
      const bool integer = H5Tget_class(type.get()) == H5T_INTEGER;
      schema.sides.push_back({path, integer ? SideType::int64 : H5Tget_size(type.get()) == 4 ? SideType::float32
                                                                                             : SideType::float64});
    }
  }

  std::vector<std::string> read_texts(const std::string& name, std::uint64_t first, std::uint64_t n) const {
    const Handle dataset = open_dataset(name);
    return hdf5::TextDataset(dataset.get(), where + ": /" + name).read(first, n);
  }

  /// Rows [first, first + n) of a dataset of one or two dimensions.
  void read(const std::string& name, std::uint64_t first, std::uint64_t n, hid_t memory_type, void* out) const {
    if (n == 0) return;
    const Handle dataset = open_dataset(name);
    const Handle space(H5Dget_space(dataset.get()), H5Sclose);
    hsize_t extent[2] = {0, 0};
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 1 || rank > 2) throw InputError(where + ": /" + name + ": expected one or two dimensions");
    H5Sget_simple_extent_dims(space.get(), extent, nullptr);
    if (first > extent[0] || n > extent[0] - first) throw InputError(where + ": /" + name + ": rows outside the dataset");
    const hsize_t start[2] = {first, 0};
    const hsize_t count[2] = {n, extent[1]};
    check(H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr), where, "select rows");
    const Handle memory = checked(H5Screate_simple(rank, count, nullptr), H5Sclose, where, "create a dataspace");
    if (H5Dread(dataset.get(), memory_type, memory.get(), space.get(), H5P_DEFAULT, out) < 0) {
      hdf5::cannot_read_dataset(dataset.get(), where + ": /" + name);
    }
  }
};

enum class Wish : std::uint8_t { facts,
                                 features,
                                 index,
                                 keys,
                                 row_divisor,
                                 side,
                                 side_integers };

struct Request {
  Wish wish = Wish::facts;
  std::uint64_t side = 0, first = 0, n = 0;
};

std::string packed(const Facts& facts) {
  hdf5::Packer out;
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
  return out.take();
}

Facts facts_of(std::string_view bytes) {
  hdf5::Unpacker in(bytes);
  Facts facts;
  StoreSchema& schema = facts.schema;
  for (std::string* text : {&schema.features.space, &schema.features.convention, &schema.space_definition, &facts.digest, &facts.version}) in.get(*text);
  in.get(schema.features.dtype);
  in.get(schema.features.representation);
  in.get(schema.features.families);
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    FeatureColumn& column = schema.features.columns.emplace_back();
    in.get(column.name);
    in.get(column.divisor);
  }
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
  if (seeded) schema.seed = seed;
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    SideColumn& side = schema.sides.emplace_back();
    in.get(side.path);
    in.get(side.type);
  }
  return facts;
}

/// What the process that reads the store does for a request. Rows go into the memory that both see, but for keys.
std::string answered(const OpenStore& store, const Request& request, std::span<std::byte> shared) {
  const auto read = [&](const std::string& name, hid_t type, std::size_t row_size) {
    CARTOGRAF_EXPECTS(request.n * row_size <= shared.size());
    store.read(name, request.first, request.n, type, shared.data());
    return std::string();
  };
  const hid_t feature_types[] = {H5T_NATIVE_INT8, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE};
  switch (request.wish) {
    case Wish::facts: return packed(store);
    case Wish::features: return read("features", feature_types[static_cast<int>(store.schema.features.dtype)], row_size_of(store.schema.features));
    case Wish::index: return read("index", H5T_NATIVE_UINT64, sizeof(std::uint64_t));
    case Wish::row_divisor: return read("row_divisor", H5T_NATIVE_UINT8, 1);
    case Wish::side: return read(store.schema.sides.at(request.side).path, H5T_NATIVE_DOUBLE, sizeof(double));
    case Wish::side_integers: return read(store.schema.sides.at(request.side).path, H5T_NATIVE_INT64, sizeof(std::int64_t));
    case Wish::keys: break;
  }
  hdf5::Packer out;
  out.put(store.read_texts("key", request.first, request.n));
  return out.take();
}

std::uint64_t size_of_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto size = std::filesystem::file_size(path, ignored);
  return ignored ? 0 : size;
}

}  // namespace store_reading

using namespace store_reading;

struct StoreReader::State : Facts {
  std::string where;
  hdf5::ReadingChild child;

  State(const std::filesystem::path& path, const std::string& name)
      : where(name.empty() ? path.string() : name), child(where, size_of_file(path), [path, name_of_store = where] {
          return [store = std::make_shared<OpenStore>(path, name_of_store)](std::string_view bytes, std::span<std::byte> shared) {
            Request request;
            CARTOGRAF_EXPECTS(bytes.size() == sizeof request);
            std::memcpy(&request, bytes.data(), sizeof request);
            return answered(*store, request, shared);
          };
        }) {
    static_cast<Facts&>(*this) = facts_of(ask({}));
  }

  std::string ask(const Request& request) {
    return child.ask({reinterpret_cast<const char*>(&request), sizeof request});
  }

  /// Rows [first, first + n) of a dataset, of `row_size` bytes in memory each.
  void read(Wish wish, std::uint64_t side, std::uint64_t first, std::uint64_t n, std::size_t row_size, void* out) {
    if (row_size > child.shared().size()) throw InputError(where + ": expected rows of at most " + std::to_string(child.shared().size()) + " bytes, found " + std::to_string(row_size));
    constexpr std::size_t slice = std::size_t{16} << 20;  // of which the pages are soon there and stay
    const std::uint64_t at_once = row_size == 0 ? n : std::max<std::uint64_t>(1, slice / row_size);
    for (std::uint64_t done = 0; done < n && row_size > 0; done += at_once) {
      const std::uint64_t part = std::min(at_once, n - done);
      ask({wish, side, first + done, part});
      std::memcpy(static_cast<std::byte*>(out) + done * row_size, child.shared().data(), part * row_size);
    }
  }

  template <class T>
  std::vector<T> column(Wish wish, std::uint64_t first, std::uint64_t n, std::uint64_t side = 0) {
    std::vector<T> values(n);
    read(wish, side, first, n, sizeof(T), values.data());
    return values;
  }
};

StoreReader::StoreReader(const std::filesystem::path& path, const std::string& name) : state_(std::make_unique<State>(path, name)) {}
StoreReader::~StoreReader() = default;
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;

const std::string& StoreReader::name() const { return state_->where; }
const StoreSchema& StoreReader::schema() const { return state_->schema; }
const std::string& StoreReader::digest() const { return state_->digest; }
const std::string& StoreReader::cartograf_version() const { return state_->version; }

void StoreReader::read_features(std::uint64_t first_row, std::uint64_t n_rows, void* out) const {
  state_->read(Wish::features, 0, first_row, n_rows, row_size_of(state_->schema.features), out);
}

std::vector<std::uint64_t> StoreReader::read_index(std::uint64_t first_row, std::uint64_t n_rows) const {
  return state_->column<std::uint64_t>(Wish::index, first_row, n_rows);
}

std::vector<std::string> StoreReader::read_keys(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (state_->schema.key_width == 0) return std::vector<std::string>(n_rows);
  const std::string bytes = state_->ask({Wish::keys, 0, first_row, n_rows});
  auto keys = hdf5::Unpacker(bytes).next<std::vector<std::string>>();
  if (keys.size() != n_rows) throw Error(state_->where + ": an answer of another process is cut");
  return keys;
}

std::vector<std::uint8_t> StoreReader::read_row_divisor(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (!state_->schema.row_divisor) return {};
  return state_->column<std::uint8_t>(Wish::row_divisor, first_row, n_rows);
}

std::vector<double> StoreReader::read_side(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const {
  return state_->column<double>(Wish::side, first_row, n_rows, side);
}

std::vector<std::int64_t> StoreReader::read_side_integers(std::size_t side, std::uint64_t first_row,
                                                          std::uint64_t n_rows) const {
  return state_->column<std::int64_t>(Wish::side_integers, first_row, n_rows, side);
}

bool StoreReader::features_intact() const {
  const StoreSchema& schema = state_->schema;
  const std::size_t row_size = row_size_of(schema.features);
  if (row_size == 0) return true;
  const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, (std::uint64_t{16} << 20) / row_size);
  std::vector<std::byte> rows(std::min(rows_at_once, schema.n_rows) * row_size);
  Digest digest;
  for (std::uint64_t first = 0; first < schema.n_rows; first += rows_at_once) {
    const std::uint64_t n = std::min(rows_at_once, schema.n_rows - first);
    read_features(first, n, rows.data());
    digest.update(rows.data(), n * row_size);
  }
  return digest.text() == state_->digest;
}

}  // namespace cartograf
