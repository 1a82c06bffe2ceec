#include "io/hdf5/store_reader.hpp"

#include <algorithm>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/hdf5/texts.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utf8.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

using hdf5::check;
using hdf5::checked;
using hdf5::Handle;

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

herr_t collect_link_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

}  // namespace

struct StoreReader::State {
  std::string where;
  Handle file;
  StoreSchema schema;
  std::string digest;
  std::string version;

  State(const std::filesystem::path& path, const std::string& name) : where(name.empty() ? path.string() : name), file(hdf5::open_file(path, "a feature store")) {
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

StoreReader::StoreReader(const std::filesystem::path& path, const std::string& name) : state_(std::make_unique<State>(path, name)) {}
StoreReader::~StoreReader() = default;
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;

const std::string& StoreReader::name() const { return state_->where; }
const StoreSchema& StoreReader::schema() const { return state_->schema; }
const std::string& StoreReader::digest() const { return state_->digest; }
const std::string& StoreReader::cartograf_version() const { return state_->version; }

void StoreReader::read_features(std::uint64_t first_row, std::uint64_t n_rows, void* out) const {
  const hid_t types[] = {H5T_NATIVE_INT8, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE};
  state_->read("features", first_row, n_rows, types[static_cast<int>(state_->schema.features.dtype)], out);
}

std::vector<std::uint64_t> StoreReader::read_index(std::uint64_t first_row, std::uint64_t n_rows) const {
  std::vector<std::uint64_t> index(n_rows);
  state_->read("index", first_row, n_rows, H5T_NATIVE_UINT64, index.data());
  return index;
}

std::vector<std::string> StoreReader::read_keys(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (state_->schema.key_width == 0) return std::vector<std::string>(n_rows);
  return state_->read_texts("key", first_row, n_rows);
}

std::vector<std::uint8_t> StoreReader::read_row_divisor(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (!state_->schema.row_divisor) return {};
  std::vector<std::uint8_t> divisors(n_rows);
  state_->read("row_divisor", first_row, n_rows, H5T_NATIVE_UINT8, divisors.data());
  return divisors;
}

std::vector<double> StoreReader::read_side(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const {
  std::vector<double> values(n_rows);
  state_->read(state_->schema.sides.at(side).path, first_row, n_rows, H5T_NATIVE_DOUBLE, values.data());
  return values;
}

std::vector<std::int64_t> StoreReader::read_side_integers(std::size_t side, std::uint64_t first_row,
                                                          std::uint64_t n_rows) const {
  std::vector<std::int64_t> values(n_rows);
  state_->read(state_->schema.sides.at(side).path, first_row, n_rows, H5T_NATIVE_INT64, values.data());
  return values;
}

bool StoreReader::features_intact() const {
  const StoreSchema& schema = state_->schema;
  const std::size_t row_size = schema.features.columns.size() * size_of(schema.features.dtype);
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
