#include <cartograf/store.hpp>

#include "host/api/conversions.hpp"
#include "host/family/convention.hpp"
#include "host/store/featurise.hpp"
#include "host/store/space_of_store.hpp"
#include "io/hdf5/store_reader.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

void require_rows(const Store& store, std::uint64_t begin, std::uint64_t end) {
  if (begin <= end && end <= store.size()) return;
  throw InputError(store.implementation().name() + ": rows " + std::to_string(begin) + ":" + std::to_string(end) +
                   ": expected A:B with 0 <= A <= B <= " + std::to_string(store.size()));
}

Dtype dtype_of(SideType type) {
  switch (type) {
    case SideType::int64: return Dtype::int64;
    case SideType::float32: return Dtype::float32;
    case SideType::float64: break;
  }
  return Dtype::float64;
}

}  // namespace

void write_store(const std::filesystem::path& file, const Features& features, const ArchitectureList& architectures, const StoreOptions& options,
                 const RunOptions& run) {
  require_same_space(features.space(), architectures.space());
  if (options.gzip_level < 0 || options.gzip_level > 9) {
    throw InputError("gzip level " + std::to_string(options.gzip_level) + ": expected 0 (none) to 9");
  }
  FeaturiseOptions how;
  how.dtype = options.dtype.value_or(natural_dtype(features.implementation()));
  how.execution = execution_of(run);
  if (options.gzip_level > 0) how.compression = {CompressionMethod::gzip, options.gzip_level};
  how.keys = options.keys;
  how.adjacency = options.adjacency;
  how.overwrite = options.overwrite;
  if (architectures.size_before_filters() == 0) throw InputError(file.string() + ": expected at least one architecture, found none");
  featurise(features.space().implementation(), features.implementation(), architectures.implementation(), file, how);
}

Store::Store(const std::filesystem::path& file)
    : reader_(std::make_shared<StoreReader>(file)),
      space_(std::shared_ptr<const SearchSpace>(space_of_store(reader_->schema(), reader_->name()))) {
  for (const SideColumn& side : reader_->schema().sides) beside_.push_back({side.path, dtype_of(side.type)});
}

const std::vector<FeatureColumn>& Store::columns() const { return reader_->schema().features.columns; }
Convention Store::convention() const { return parse_convention(reader_->schema().features.convention); }
const std::vector<std::string>& Store::families() const { return reader_->schema().features.families; }
std::uint64_t Store::size() const { return reader_->schema().n_rows; }

FeatureTable Store::rows(std::uint64_t begin, std::uint64_t end) const {
  require_rows(*this, begin, end);
  FeatureTable table{columns(), indices_of_rows(*reader_, space_.implementation(), begin, end - begin), reader_->schema().features.dtype, {}, reader_->read_row_divisor(begin, end - begin)};
  table.data.resize((end - begin) * columns().size() * size_of(table.dtype));
  if (!table.data.empty()) reader_->read_features(begin, end - begin, table.data.data());
  return table;
}

std::size_t Store::place_beside(std::string_view path) const {
  std::vector<std::string> paths;
  for (const ColumnBeside& column : beside_) {
    if (column.path == path) return paths.size();
    paths.push_back(column.path);
  }
  throw InputError(reader_->name() + ": there is no column " + in_quotes(path) + " beside the features" + did_you_mean(path, paths));
}

std::vector<double> Store::beside(std::string_view path, std::uint64_t begin, std::uint64_t end) const {
  require_rows(*this, begin, end);
  return reader_->read_side(place_beside(path), begin, end - begin);
}

std::vector<std::int64_t> Store::integers_beside(std::string_view path, std::uint64_t begin, std::uint64_t end) const {
  require_rows(*this, begin, end);
  return reader_->read_side_integers(place_beside(path), begin, end - begin);
}

std::vector<std::string> Store::keys(std::uint64_t begin, std::uint64_t end) const {
  require_rows(*this, begin, end);
  return reader_->read_keys(begin, end - begin);
}

}  // namespace cartograf
