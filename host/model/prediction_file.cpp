#include "host/model/prediction_file.hpp"

#include <cstring>

#include "io/csv_table.hpp"
#include "io/store_writer.hpp"
#include "io/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

void write_csv(const StoreReader& store, const std::string& name, const std::vector<float>& predictions,
               const std::filesystem::path& target, bool overwrite) {
  const bool has_keys = store.schema().key_width > 0;
  const std::vector<std::string> keys = store.read_keys(0, predictions.size());
  const std::vector<std::uint64_t> index = store.read_index(0, predictions.size());
  OutputStream out(target, overwrite);
  out.write((has_keys ? "net," : "index,") + csv_quoted(name) + "\n");
  for (std::size_t row = 0; row < predictions.size(); ++row) {
    out.write((has_keys ? csv_quoted(keys[row]) : std::to_string(index[row])) + "," + shortest(predictions[row]) + "\n");
  }
  out.finish();
}

void write_hdf5(const StoreReader& store, const std::string& name, const std::vector<float>& predictions,
                const std::filesystem::path& target, bool overwrite) {
  if (name.empty() || name.find('/') != std::string::npos || name == ".") {
    throw InputError("target '" + name + "': cannot be the name of a dataset; write a .csv instead");
  }
  StoreSchema schema = store.schema();
  schema.columns.clear();
  schema.families.clear();
  schema.adjacency.reset();
  schema.row_divisor = false;
  schema.sides = {{"predictions/" + name, SideType::float32}};
  const std::size_t width = schema.key_width;
  const std::uint64_t n = predictions.size();
  const std::vector<std::uint64_t> index = store.read_index(0, n);
  std::vector<char> keys(n * width, '\0');
  const std::vector<std::string> texts = store.read_keys(0, n);
  for (std::size_t row = 0; width > 0 && row < n; ++row) std::memcpy(keys.data() + row * width, texts[row].data(), texts[row].size());
  StoreWriter writer(target, schema, {}, overwrite, 1);
  writer.append({n, index.data(), nullptr, keys.data(), nullptr, nullptr, {predictions.data()}});
  writer.finish();
}

}  // namespace

void write_predictions(const StoreReader& store, const std::string& target_name, const std::vector<float>& predictions,
                       const std::filesystem::path& target, bool overwrite) {
  if (target.extension() == ".h5") return write_hdf5(store, target_name, predictions, target, overwrite);
  if (target.extension() != ".csv" && !is_stream(target)) {
    throw InputError(target.string() + ": expected a name that ends in .csv or .h5");
  }
  write_csv(store, target_name, predictions, target, overwrite);
}

}  // namespace cartograf
