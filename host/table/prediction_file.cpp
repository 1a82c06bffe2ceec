#include "host/table/prediction_file.hpp"

#include <cstring>

#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/hdf5/store_writer.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {

struct PredictionFile::Format {
  virtual ~Format() = default;
  virtual void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, const std::vector<std::vector<float>>& columns) = 0;
  virtual void finish() = 0;
};

namespace {

class AsCsv final : public PredictionFile::Format {
 public:
  AsCsv(const StoreSchema& rows, const std::vector<std::string>& names, const std::filesystem::path& target, bool overwrite)
      : has_keys_(rows.key_width > 0), out_(target, overwrite) {
    std::string header = has_keys_ ? "net" : "index";
    for (const std::string& name : names) header += "," + csv_quoted_name(name);
    out_.write(header + "\n");
  }

  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, const std::vector<std::vector<float>>& columns) override {
    for (std::size_t row = 0; row < columns.front().size(); ++row) {
      std::string line = has_keys_ ? csv_quoted(keys[row]) : std::to_string(index[row]);
      for (const std::vector<float>& column : columns) line += "," + shortest(column[row]);
      out_.write(line + "\n");
    }
  }
  void finish() override { out_.finish(); }

 private:
  bool has_keys_;
  OutputStream out_;
};

StoreSchema schema_of_predictions(StoreSchema schema, const std::vector<std::string>& names) {
  schema.sides.clear();
  for (const std::string& name : names) {
    if (name.empty() || name.find('/') != std::string::npos || name == ".") {
      throw InputError("target " + in_quotes(name) + ": cannot be the name of a dataset; write a .csv instead");
    }
    schema.sides.push_back({"predictions/" + name, SideType::float32});
  }
  schema.features.columns.clear();
  schema.features.families.clear();
  schema.adjacency.reset();
  schema.row_divisor = false;
  return schema;
}

class AsHdf5 final : public PredictionFile::Format {
 public:
  AsHdf5(const StoreSchema& rows, const std::vector<std::string>& names, const std::filesystem::path& target, bool overwrite)
      : width_(rows.key_width), writer_(target, schema_of_predictions(rows, names), {}, overwrite, 1) {}

  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, const std::vector<std::vector<float>>& columns) override {
    const std::size_t n = columns.front().size();
    std::vector<char> padded(n * width_, '\0');
    for (std::size_t row = 0; width_ > 0 && row < n; ++row) {
      std::memcpy(padded.data() + row * width_, keys[row].data(), keys[row].size());
    }
    std::vector<const void*> sides;
    for (const std::vector<float>& column : columns) sides.push_back(column.data());
    writer_.append({n, index.data(), nullptr, padded.data(), nullptr, nullptr, sides});
  }
  void finish() override { writer_.finish(); }

 private:
  std::size_t width_;
  StoreWriter writer_;
};

}  // namespace

PredictionFile::PredictionFile(const StoreSchema& rows, const std::vector<std::string>& names, const std::filesystem::path& target, bool overwrite) {
  check_prediction_target(target);
  if (target.extension() == ".h5") {
    format_ = std::make_unique<AsHdf5>(rows, names, target, overwrite);
  } else {
    format_ = std::make_unique<AsCsv>(rows, names, target, overwrite);
  }
}

void check_prediction_target(const std::filesystem::path& target) { require_ending(target, {".csv", ".h5"}); }

PredictionFile::~PredictionFile() = default;

void PredictionFile::append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys,
                            const std::vector<std::vector<float>>& columns) {
  format_->append(index, keys, columns);
}

void PredictionFile::finish() { format_->finish(); }

void write_predictions(const StoreReader& store, const std::vector<std::size_t>& rows, const std::vector<PredictedColumn>& columns,
                       const std::filesystem::path& target, bool overwrite) {
  StoreSchema schema = store.schema();
  const std::vector<std::uint64_t> all_indices = schema.numbered ? store.read_index(0, schema.n_rows) : std::vector<std::uint64_t>();
  const std::vector<std::string> all_keys = store.read_keys(0, schema.n_rows);
  std::vector<std::uint64_t> index;
  std::vector<std::string> keys;
  for (const std::size_t row : rows) {
    if (schema.numbered) index.push_back(all_indices[row]);
    keys.push_back(all_keys[row]);
  }
  schema.n_rows = rows.size();
  std::vector<std::string> names;
  std::vector<std::vector<float>> values;
  for (const PredictedColumn& column : columns) {
    names.push_back(column.name);
    values.emplace_back(column.values.begin(), column.values.end());
  }
  PredictionFile file(schema, names, target, overwrite);
  file.append(index, keys, values);
  file.finish();
}

}  // namespace cartograf
