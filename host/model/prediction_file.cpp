#include "host/model/prediction_file.hpp"

#include <cstring>

#include "io/csv_table.hpp"
#include "io/store_writer.hpp"
#include "io/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {

struct PredictionFile::Format {
  virtual ~Format() = default;
  virtual void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, std::span<const float> predictions) = 0;
  virtual void finish() = 0;
};

namespace {

class AsCsv final : public PredictionFile::Format {
 public:
  AsCsv(const StoreSchema& rows, const std::string& name, const std::filesystem::path& target, bool overwrite)
      : has_keys_(rows.key_width > 0), out_(target, overwrite) {
    out_.write((has_keys_ ? "net," : "index,") + csv_quoted(name) + "\n");
  }

  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, std::span<const float> predictions) override {
    for (std::size_t row = 0; row < index.size(); ++row) {
      out_.write((has_keys_ ? csv_quoted(keys[row]) : std::to_string(index[row])) + "," + shortest(predictions[row]) + "\n");
    }
  }
  void finish() override { out_.finish(); }

 private:
  bool has_keys_;
  OutputStream out_;
};

StoreSchema schema_of_predictions(StoreSchema schema, const std::string& name) {
  if (name.empty() || name.find('/') != std::string::npos || name == ".") {
    throw InputError("target '" + name + "': cannot be the name of a dataset; write a .csv instead");
  }
  schema.columns.clear();
  schema.families.clear();
  schema.adjacency.reset();
  schema.row_divisor = false;
  schema.sides = {{"predictions/" + name, SideType::float32}};
  return schema;
}

class AsHdf5 final : public PredictionFile::Format {
 public:
  AsHdf5(const StoreSchema& rows, const std::string& name, const std::filesystem::path& target, bool overwrite)
      : width_(rows.key_width), writer_(target, schema_of_predictions(rows, name), {}, overwrite, 1) {}

  void append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, std::span<const float> predictions) override {
    std::vector<char> padded(index.size() * width_, '\0');
    for (std::size_t row = 0; width_ > 0 && row < index.size(); ++row) {
      std::memcpy(padded.data() + row * width_, keys[row].data(), keys[row].size());
    }
    writer_.append({index.size(), index.data(), nullptr, padded.data(), nullptr, nullptr, {predictions.data()}});
  }
  void finish() override { writer_.finish(); }

 private:
  std::size_t width_;
  StoreWriter writer_;
};

}  // namespace

PredictionFile::PredictionFile(const StoreSchema& rows, const std::string& target_name, const std::filesystem::path& target, bool overwrite) {
  if (target.extension() == ".h5") {
    format_ = std::make_unique<AsHdf5>(rows, target_name, target, overwrite);
  } else if (target.extension() == ".csv" || is_stream(target)) {
    format_ = std::make_unique<AsCsv>(rows, target_name, target, overwrite);
  } else {
    throw InputError(target.string() + ": expected a name that ends in .csv or .h5");
  }
}

PredictionFile::~PredictionFile() = default;

void PredictionFile::append(std::span<const std::uint64_t> index, const std::vector<std::string>& keys, std::span<const float> predictions) {
  format_->append(index, keys, predictions);
}

void PredictionFile::finish() { format_->finish(); }

void write_predictions(const StoreReader& store, const std::vector<std::size_t>& rows, const std::string& target_name,
                       const std::vector<double>& predictions, const std::filesystem::path& target, bool overwrite) {
  StoreSchema schema = store.schema();
  const std::vector<std::uint64_t> all_indices = store.read_index(0, schema.n_rows);
  const std::vector<std::string> all_keys = store.read_keys(0, schema.n_rows);
  std::vector<std::uint64_t> index;
  std::vector<std::string> keys;
  for (const std::size_t row : rows) {
    index.push_back(all_indices[row]);
    keys.push_back(all_keys[row]);
  }
  schema.n_rows = rows.size();
  PredictionFile file(schema, target_name, target, overwrite);
  file.append(index, keys, std::vector<float>(predictions.begin(), predictions.end()));
  file.finish();
}

}  // namespace cartograf
