#include "host/table/zarr_export.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <utility>

#include <cartograf/version.hpp>

#include "host/space/search_space.hpp"
#include "host/store/featurise.hpp"
#include "host/store/space_of_store.hpp"
#include "host/table/convert.hpp"
#include "io/files/free_space.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/zarr/group_writer.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"

namespace cartograf {
namespace {

using nlohmann::json;
using zarr::ArrayLayout;
using zarr::ArrayWriter;
using zarr::Type;
using Kind = ValueReader::Column::Kind;

Type array_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return Type::int8;
    case Dtype::float32: return Type::float32;
    case Dtype::int64: return Type::int64;
    case Dtype::float64: break;
  }
  return Type::float64;
}

Type array_type(SideType type) {
  switch (type) {
    case SideType::int64: return Type::int64;
    case SideType::float64: return Type::float64;
    case SideType::float32: break;
  }
  return Type::float32;
}

Type mask_type(const AdjacencyBits& bits) {
  switch (mask_size(bits)) {
    case 1: return Type::uint8;
    case 2: return Type::uint16;
    case 4: return Type::uint32;
    default: return Type::uint64;
  }
}

std::size_t longest(const std::vector<std::string>& texts) {
  std::size_t most = 0;
  for (const std::string& text : texts) most = std::max(most, text.size());
  return most;
}

std::string with_commas(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

/// Calls `block(first, n)` for all of [begin, end).
template <class Block>
void in_blocks(std::uint64_t begin, std::uint64_t end, std::uint64_t at_once, Block block) {
  for (std::uint64_t first = begin; first < end; first += at_once) block(first, std::min(at_once, end - first));
}

/// What is written, and from which of the store.
struct Plan {
  const StoreReader& store;
  std::vector<std::size_t> features, sides;  ///< positions
  std::uint64_t begin, end;

  Plan(const StoreReader& reader, const std::vector<ValueReader::Column>& columns, const ExportOptions& options)
      : store(reader), begin(options.first_row), end(options.end_row) {
    for (const auto& column : columns) (column.kind == Kind::feature ? features : sides).push_back(column.position);
  }

  const StoreSchema& schema() const { return store.schema(); }
  std::uint64_t n_rows() const { return end - begin; }
  bool all_features() const {
    std::vector<std::size_t> all(schema().features.columns.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return features == all;
  }
  bool all_rows() const { return n_rows() == schema().n_rows; }
  /// All that the digest of the content covers.
  bool all_content() const {
    const auto is_wide = [&](std::size_t side) { return schema().sides[side].path.starts_with("wide/"); };
    std::size_t n_wide = 0;
    for (std::size_t side = 0; side < schema().sides.size(); ++side) n_wide += is_wide(side) ? 1 : 0;
    return all_rows() && all_features() && static_cast<std::size_t>(std::count_if(sides.begin(), sides.end(), is_wide)) == n_wide;
  }
  std::string row_dimension() const { return schema().numbered ? "index" : "row"; }

  /// Of what is read of one row at a time.
  std::size_t row_size_in_memory() const {
    const std::size_t words = schema().adjacency ? schema().adjacency->operations.size() : 0;
    return schema().features.columns.size() * size_of(schema().features.dtype) + schema().key_width + 8 * (1 + words + sides.size());
  }

  /// Bytes that what is written takes at least, where nothing is packed. Texts are as long as they are.
  double least_size() const {
    StoreSchema written = schema();
    written.n_rows = n_rows();
    written.key_width = 0;
    written.features.columns.resize(features.size());
    written.sides.clear();
    for (const std::size_t side : sides) written.sides.push_back(schema().sides[side]);
    return uncompressed_size(written);
  }
};

class ZarrExport {
 public:
  ZarrExport(const Plan& plan, const std::filesystem::path& target, const ExportOptions& options)
      : plan_(plan), schema_(plan.schema()), options_(options),
        group_(target, options.overwrite, std::string(store_format::kName), {options.compression, options.threads}) {
    if (!options.orders.empty()) {
      space_ = space_of_store(schema_, plan.store.name());
      check_orders(*space_, options.orders);
    }
    // Behind what makes the group: a name that cannot be written comes before.
    const double size = plan.least_size();
    if (!options.compression) require_free_space(target, size, "the group takes " + bytes_text(size), "choose columns or rows, or compress it");
    make_arrays();
  }

  void write() {
    const std::size_t chunks = std::max<std::size_t>(16, static_cast<std::size_t>(resolve_threads(options_.threads)));  // so that all threads pack
    const std::uint64_t at_once = std::max<std::uint64_t>(1, (chunks << 20) / plan_.row_size_in_memory());
    in_blocks(plan_.begin, plan_.end, at_once, [this](std::uint64_t first, std::uint64_t n) { write_rows(first, n); });
    if (!plan_.features.empty()) write_columns();
    if (adjacency_ != nullptr) texts("operation_names", schema_.adjacency->operations);
    if (plan_.all_rows()) write_classes();
    group_.finish(attributes());
  }

  std::uint64_t bytes_written() const { return group_.bytes_written(); }

 private:
  ArrayWriter* of_rows(const std::string& path, Type type) { return &group_.add({path, type, plan_.n_rows(), 1, {plan_.row_dimension()}}); }

  void make_arrays() {
    if (!plan_.features.empty()) {
      features_ = &group_.add({"features", array_type(schema_.features.dtype), plan_.n_rows(), plan_.features.size(), {plan_.row_dimension(), "feature_names"}});
    }
    if (schema_.numbered) index_ = of_rows("index", Type::uint64);
    if (schema_.key_width > 0) {
      keys_ = &group_.add({"key", Type::text, plan_.n_rows(), 1, {plan_.row_dimension()}, schema_.key_width});
    }
    for (const IndexOrder order : options_.orders) numbers_.push_back(of_rows(order_column(order), Type::uint64));
    if (schema_.row_divisor) row_divisor_ = of_rows("row_divisor", Type::uint8);
    if (schema_.adjacency) {
      ArrayLayout layout{"adjacency", mask_type(*schema_.adjacency), plan_.n_rows(), schema_.adjacency->operations.size(), {plan_.row_dimension(), "operation_names"}};
      layout.attributes["edges"] = schema_.adjacency->edges;
      adjacency_ = &group_.add(std::move(layout));
    }
    for (const std::size_t side : plan_.sides) sides_.push_back(of_rows(schema_.sides[side].path, array_type(schema_.sides[side].type)));
  }

  void write_rows(std::uint64_t first, std::uint64_t n) {
    const StoreReader& store = plan_.store;
    if (features_ != nullptr) write_features(first, n);
    if (index_ != nullptr) index_->append(store.read_index(first, n).data(), n);
    if (keys_ != nullptr) keys_->append(store.read_keys(first, n));
    if (space_) write_numbers(first, n);
    if (row_divisor_ != nullptr) row_divisor_->append(store.read_row_divisor(first, n).data(), n);
    if (adjacency_ != nullptr) write_adjacency(first, n);
    for (std::size_t i = 0; i < sides_.size(); ++i) write_side(plan_.sides[i], *sides_[i], first, n);
  }

  void write_features(std::uint64_t first, std::uint64_t n) {
    const std::size_t size = size_of(schema_.features.dtype), stored_row = schema_.features.columns.size() * size;
    rows_.resize(n * stored_row);
    plan_.store.read_features(first, n, rows_.data());
    const std::byte* rows = rows_.data();
    if (!plan_.all_features()) {
      chosen_.clear();
      for (std::uint64_t row = 0; row < n; ++row) {
        for (const std::size_t column : plan_.features) {
          const std::byte* const cell = &rows_[row * stored_row + column * size];
          chosen_.insert(chosen_.end(), cell, cell + size);
        }
      }
      rows = chosen_.data();
    }
    digest_.update(rows, n * plan_.features.size() * size);
    features_->append(rows, n);
  }

  void write_numbers(std::uint64_t first, std::uint64_t n) {
    const std::vector<std::uint64_t> indices = indices_of_rows(plan_.store, *space_, first, n);
    std::vector<std::uint64_t> numbers(n);
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      for (std::uint64_t row = 0; row < n; ++row) numbers[row] = number_of(*space_, options_.orders[i], indices[row]);
      numbers_[i]->append(numbers.data(), n);
    }
  }

  void write_adjacency(std::uint64_t first, std::uint64_t n) {
    const std::vector<std::uint64_t> words = plan_.store.read_adjacency(first, n);
    const std::size_t width = mask_size(*schema_.adjacency);
    rows_.resize(words.size() * width);
    // Little-endian: the low bytes come first.
    for (std::size_t i = 0; i < words.size(); ++i) std::memcpy(&rows_[i * width], &words[i], width);
    adjacency_->append(rows_.data(), n);
  }

  void write_side(std::size_t side, ArrayWriter& array, std::uint64_t first, std::uint64_t n) {
    if (schema_.sides[side].type == SideType::int64) return array.append(plan_.store.read_side_integers(side, first, n).data(), n);
    const std::vector<double> values = plan_.store.read_side(side, first, n);
    if (schema_.sides[side].type == SideType::float64) return array.append(values.data(), n);
    array.append(std::vector<float>(values.begin(), values.end()).data(), n);
  }

  /// A dimension and the names of what is along it.
  void texts(const std::string& name, const std::vector<std::string>& values) {
    group_.add({name, Type::text, values.size(), 1, {name}, longest(values)}).append(values);
  }

  void write_columns() {
    std::vector<std::string> names;
    std::vector<std::int32_t> divisors;
    for (const std::size_t column : plan_.features) {
      names.push_back(schema_.features.columns[column].name);
      divisors.push_back(schema_.features.columns[column].divisor);
    }
    texts("feature_names", names);
    group_.add({"divisor", Type::int32, divisors.size(), 1, {"feature_names"}}).append(divisors.data(), divisors.size());
  }

  void write_classes() {
    const ClassTable classes = plan_.store.read_classes();
    const std::uint64_t n = classes.index.size();
    if (classes.representative.size() != n) {
      throw InputError(plan_.store.name() + ": /class: expected one entry for each of /class_index, found " + std::to_string(classes.representative.size()) + " for " + std::to_string(n));
    }
    if (n == 0) return;
    group_.add({"class_index", Type::uint64, n, 1, {"class_index"}}).append(classes.index.data(), n);
    ArrayLayout layout{"class", Type::uint64, n, 1, {"class_index"}};
    layout.attributes["equivalence"] = classes.equivalence;
    group_.add(std::move(layout)).append(classes.representative.data(), n);
  }

  /// Those of the store, but for what says how HDF5 wrote it. The digests are of what is written.
  json attributes() const {
    json all = {{"format_version", store_format::kVersion},
                {"cartograf_version", plan_.store.cartograf_version()},
                {"exported_by", std::string("cartograf ") + CARTOGRAF_VERSION},
                {"space", schema_.features.space},
                {"space_definition", schema_.space_definition},
                {"convention", schema_.features.convention},
                {"families", with_commas(schema_.features.families)}};
    if (schema_.seed) all["seed"] = *schema_.seed;
    if (!schema_.numbered) all["numbered"] = 0;
    if (features_ != nullptr) all["features_digest"] = digest_.text();
    if (plan_.all_content() && !plan_.store.content_digest().empty()) all["content_digest"] = plan_.store.content_digest();
    return all;
  }

  const Plan& plan_;
  const StoreSchema& schema_;
  const ExportOptions& options_;
  std::unique_ptr<SearchSpace> space_;  ///< only for numbers in other orders
  zarr::GroupWriter group_;
  ArrayWriter *features_ = nullptr, *index_ = nullptr, *keys_ = nullptr, *row_divisor_ = nullptr, *adjacency_ = nullptr;
  std::vector<ArrayWriter*> sides_, numbers_;
  Digest digest_;
  std::vector<std::byte> rows_, chosen_;
};

}  // namespace

void export_zarr(const StoreReader& store, const std::filesystem::path& target, const std::vector<ValueReader::Column>& columns, const ExportOptions& options) {
  const Plan plan(store, columns, options);
  ZarrExport group(plan, target, options);
  try {
    group.write();
  } catch (const DiskFull& full) {
    throw DiskFull(full.what() + room_text(target, group.bytes_written()));
  }
}

}  // namespace cartograf
