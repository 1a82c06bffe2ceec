#include "host/predictor/model.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <system_error>
#include <unordered_map>
#include <unordered_set>

#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/table/column_selection.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/stream_name.hpp"
#include "io/hdf5/digest.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/linalg/openblas.hpp"

namespace cartograf {
namespace {

constexpr const char* kAttribute = "cartograf";
/// Versions of the description. Those before 2 know nothing of how columns are prepared.
constexpr int kModelFormat = 2, kPlainModelFormat = 1;

/// XGBoost trusts the bytes of a model file: damaged ones crash it or send it round in circles. So the description holds
/// a checksum of the whole file, taken with its own digits as zeros, and is looked at before XGBoost is.
constexpr std::string_view kChecksum = "\"checksum\":\"xxh3-128:";
constexpr std::size_t kChecksumDigits = 32;

/// Where the digits of the checksum stand in a model file; npos when there are none.
std::size_t checksum_position(const std::string& bytes) {
  const auto found = bytes.find(kChecksum);
  if (found == std::string::npos || bytes.size() - found < kChecksum.size() + kChecksumDigits) return std::string::npos;
  return found + kChecksum.size();
}

std::string checksum_digits(std::string bytes, std::size_t position) {
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(position), kChecksumDigits, '0');
  return digest_of(bytes).substr(std::string_view("xxh3-128:").size());
}

[[noreturn]] void no_model(const std::string& name) { throw InputError(name + ": expected a model of cartograf, found another kind of file"); }

void check_checksum(const std::string& bytes, const std::string& name) {
  const std::size_t position = checksum_position(bytes);
  if (position == std::string::npos) no_model(name);
  if (bytes.compare(position, kChecksumDigits, checksum_digits(bytes, position)) != 0) {
    throw InputError(name + ": expected a model of cartograf, found a damaged one: its checksum is wrong");
  }
}

/// JSON has no infinities, so that missing values are texts.
nlohmann::ordered_json to_json(const ColumnPreparation& preparation) {
  nlohmann::ordered_json json = {{"joined", preparation.joined}, {"log", preparation.logarithms}, {"missing", nlohmann::ordered_json::array()}};
  for (const double value : preparation.missing_values) json["missing"].push_back(shortest(value));
  return json;
}

ColumnPreparation preparation_from_json(const nlohmann::json& json) {
  ColumnPreparation preparation{json.at("joined"), json.at("log"), {}};
  for (const std::string text : json.at("missing")) {
    const std::optional<double> value = parse_number<double>(text);
    if (!value) throw InputError("preparation: expected numbers, found " + in_quotes(text));
    preparation.missing_values.push_back(*value);
  }
  return preparation;
}

/// `in_ubjson`: for a model that is a file of XGBoost, not of ours.
std::string to_json(const ModelInfo& info, bool in_ubjson) {
  nlohmann::ordered_json json;
  json["format"] = info.features.preparation.empty() ? kPlainModelFormat : kModelFormat;
  if (in_ubjson) json["checksum"] = "xxh3-128:" + std::string(kChecksumDigits, '0');  // save() fills it in
  json["predictor"] = info.predictor;
  for (const auto& [name, value] : info.parameters) json["parameters"][name] = value;
  json["target"] = info.target;
  json["space"] = info.features.space;
  json["convention"] = info.features.convention;
  json["dtype"] = to_string(info.features.dtype);
  json["representation"] = info.features.representation == Representation::numerators ? "numerators" : "values";
  if (!info.features.families.empty()) json["families"] = info.features.families;
  if (!info.features.preparation.empty()) json["preparation"] = to_json(info.features.preparation);
  if (!info.choice.empty()) json["choice"] = info.choice;
  json["train_size"] = info.train_size;
  json["data_seed"] = info.data_seed;
  json["model_seed"] = info.model_seed;
  if (!info.blas.empty()) json["blas"] = info.blas;
  for (const FeatureColumn& column : info.features.columns) json["columns"].push_back({column.name, column.divisor});
  return json.dump();
}

Representation parse_representation(const std::string& text) {
  if (text == "numerators") return Representation::numerators;
  if (text == "values") return Representation::values;
  throw InputError("representation: expected numerators or values, found " + in_quotes(text));
}

/// A description is flat. What is made of it, and messages about it, call themselves for each level.
nlohmann::json parsed_description(const std::string& text) {
  constexpr int most_levels = 16;
  return nlohmann::json::parse(text, [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > most_levels) throw InputError("expected at most " + std::to_string(most_levels) + " levels of lists and objects, found more");
    return true;
  });
}

/// A whole number of a description. JSON keeps numbers of any size and sign, which a cast would make others of.
std::int64_t whole_number(const nlohmann::json& json, const std::string& what, std::int64_t smallest, std::int64_t largest) {
  const bool fits = json.is_number_integer() && (!json.is_number_unsigned() || json.get<std::uint64_t>() <= static_cast<std::uint64_t>(largest));
  if (fits && json.get<std::int64_t>() >= smallest && json.get<std::int64_t>() <= largest) return json.get<std::int64_t>();
  throw InputError(what + ": expected a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest) + ", found " + in_quotes(json.dump()));
}

std::uint64_t count_or_seed(const nlohmann::json& json, const std::string& what) {
  if (json.is_number_unsigned()) return json.get<std::uint64_t>();
  throw InputError(what + ": expected a whole number of at least 0, found " + in_quotes(json.dump()));
}

/// [[name, divisor], ...]
std::vector<FeatureColumn> columns_from_json(const nlohmann::json& json) {
  constexpr std::size_t most = 1'000'000;
  if (!json.is_array()) throw InputError("columns: expected a list, found " + in_quotes(json.dump()));
  if (json.size() > most) throw InputError("columns: expected at most " + grouped(most) + ", found " + grouped(json.size()));
  std::vector<FeatureColumn> columns;
  std::unordered_set<std::string> names;
  for (const auto& column : json) {
    const std::string place = "column " + std::to_string(columns.size());
    if (!column.is_array() || column.size() != 2) throw InputError(place + ": expected a name and a divisor, found " + in_quotes(column.dump()));
    const auto divisor = whole_number(column[1], "the divisor of " + place, FeatureColumn::kReal, std::numeric_limits<std::int32_t>::max());
    columns.push_back({column[0].get<std::string>(), static_cast<std::int32_t>(divisor)});
    if (!names.insert(columns.back().name).second) throw InputError(place + ": expected names that differ, found " + in_quotes(columns.back().name) + " twice");
  }
  return columns;
}

/// Families of a program's own are known to that program alone, so that a name may be any.
std::vector<std::string> families_from_json(const nlohmann::json& json) {
  const std::vector<std::string> families = json;
  std::unordered_set<std::string> names;
  for (const std::string& family : families) {
    if (family.empty()) throw InputError("families: expected names, found an empty one");
    if (!names.insert(family).second) throw InputError("families: expected names that differ, found " + in_quotes(family) + " twice");
  }
  return families;
}

ModelInfo from_json(const std::string& text, const std::string& name) {
  try {
    const auto json = parsed_description(text);
    const std::int64_t format = whole_number(json.at("format"), "format", kPlainModelFormat, std::numeric_limits<std::int64_t>::max());
    if (format > kModelFormat) throw InputError("it is of a newer version of cartograf");
    ModelInfo info;
    info.predictor = json.at("predictor");
    if (json.contains("parameters")) {
      for (const auto& [key, value] : json.at("parameters").items()) info.parameters.emplace_back(key, value.get<std::string>());
    }
    info.target = json.at("target");
    info.features.space = json.at("space");
    info.features.convention = json.at("convention");
    info.features.dtype = parse_dtype(json.at("dtype").get<std::string>());
    info.features.representation = parse_representation(json.at("representation").get<std::string>());
    if (json.contains("families")) info.features.families = families_from_json(json.at("families"));
    if (json.contains("preparation")) info.features.preparation = preparation_from_json(json.at("preparation"));
    if (json.contains("choice")) info.choice = json.at("choice");
    info.train_size = count_or_seed(json.at("train_size"), "train_size");
    info.data_seed = count_or_seed(json.at("data_seed"), "data_seed");
    info.model_seed = count_or_seed(json.at("model_seed"), "model_seed");
    if (json.contains("blas")) info.blas = json.at("blas");
    info.features.columns = columns_from_json(json.at("columns"));
    return info;
  } catch (const nlohmann::json::exception& error) {
    constexpr std::size_t most = 240;
    throw InputError(name + ": the description inside the model is damaged: " + in_quotes(error.what(), most));
  } catch (const InputError& error) {
    throw InputError(name + ": the description inside the model is damaged: " + error.what());
  }
}

std::vector<std::string> names_of(const std::vector<FeatureColumn>& columns) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : columns) names.push_back(column.name);
  return names;
}

void require_width(const ModelInfo& info, std::uint64_t n_features, const std::string& name) {
  if (info.features.columns.size() == n_features) return;
  throw InputError(name + ": the description inside the model is damaged: it names " + std::to_string(info.features.columns.size()) +
                   " columns, the predictor has " + std::to_string(n_features));
}

/// Calls `read()`, whose errors begin with the name.
template <class Read>
ArrayFile read_model_arrays(const std::string& name, Read read) {
  try {
    return read();
  } catch (const InputError& error) {
    std::string what = error.what();
    const std::string place = name + ": ";
    if (what.starts_with(place)) what.erase(0, place.size());
    throw InputError(place + (what.starts_with("expected a model of cartograf") ? "" : "expected a model of cartograf: ") + what);
  }
}

/// Makes the description of all columns that of the predictor that was chosen.
void take_choice(const RecipeChoice& choice, ModelInfo& info) {
  info.features = description_of_columns(info.features, choice.columns);
  const std::vector<std::string>& of_columns = info.features.column_families;
  // A family, or a group of one: signal:lin.
  std::erase_if(info.features.families, [&](const std::string& name) {
    return !of_columns.empty() && std::find(of_columns.begin(), of_columns.end(), name.substr(0, name.find(':'))) == of_columns.end();
  });
  info.predictor = choice.predictor.name;
  info.parameters = choice.predictor.parameters;
  info.choice = choice.notes;
}

/// Where the wanted columns that are there stand among others.
std::vector<std::size_t> places_of(const std::vector<FeatureColumn>& wanted, const std::vector<FeatureColumn>& all) {
  std::unordered_map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < all.size(); ++i) by_name.emplace(all[i].name, i);
  std::vector<std::size_t> places;
  for (const FeatureColumn& column : wanted) {
    const auto found = by_name.find(column.name);
    if (found != by_name.end() && all[found->second] == column) places.push_back(found->second);
  }
  return places;
}

}  // namespace

Model Model::train(ModelInfo info, const FeatureMatrix& matrix, const std::vector<std::uint64_t>& rows,
                   const std::vector<double>& targets, Device device, int threads) {
  info.features = matrix.features;
  return train(std::move(info), rows_of(matrix.view(), rows), targets, device, threads);
}

Model Model::train(ModelInfo info, const RowSource& rows, const std::vector<double>& targets, Device device, int threads) {
  info.train_size = rows.n_rows;
  TrainedPredictor trained = train_predictor({info.predictor, info.parameters}, {rows, targets, info.features.column_families, info.features.lacks_edges},
                                             {device, threads, info.model_seed});
  if (trained.choice) take_choice(*trained.choice, info);
  if (predictor_kind(info.predictor).by_blas) info.blas = blas_routines();
  if (XgboostModel* model = trained.regressor->xgboost_model()) model->describe(names_of(info.features.columns), kAttribute, to_json(info, true));
  return {std::move(info), std::move(trained.regressor)};
}

Model Model::load(const std::filesystem::path& file, Device device, int threads) { return StoredModel(file).load(device, threads); }

Model Model::of_arrays(const ArrayFile& content, const std::string& name, Device device, int threads) {
  ModelInfo info = from_json(content.description, name);
  const PredictorKind& kind = predictor_kind(info.predictor);
  if (device.backend == Backend::cuda && !kind.on_gpu) {
    throw DeviceError(name + ": predictor " + kind.name + " runs on the CPU only; give --device cpu");
  }
  auto regressor = kind.load(content.arrays, name, {device, threads, 0});
  require_width(info, regressor->n_features(), name);
  return {std::move(info), std::move(regressor)};
}

bool is_model_file(const std::filesystem::path& file) {
  std::error_code ignored;  // reading it says why
  if (input_descriptor(file) || !std::filesystem::is_regular_file(file, ignored)) return false;
  if (is_hdf5_file(file)) return is_array_file(file, kModelFileFormat);
  return std::ifstream(file, std::ios::binary).peek() == '{' && checksum_position(read_file(file)) != std::string::npos;
}

StoredModel::StoredModel(const std::filesystem::path& file) : name_(input_name(file)), file_(file) {
  if (!input_descriptor(file) && is_hdf5_file(file)) {
    arrays_ = read_model_arrays(name_, [&] { return read_array_file(file, kModelFileFormat); });
    return;
  }
  constexpr std::size_t signature = 8;
  bytes_ = read_file(file, kMostBytes, [&](const std::string& bytes) {  // before all of it is read, which may have no end
    if (bytes.size() >= signature && bytes.front() != '{' && !is_hdf5(bytes)) no_model(name_);
  });
  if (!is_hdf5(bytes_)) return;
  arrays_ = read_model_arrays(name_, [&] { return read_array_file(bytes_, name_, kModelFileFormat); });
  digest_ = digest_of(bytes_);
  bytes_.clear();
}

std::string StoredModel::digest() const {
  if (!digest_.empty()) return digest_;
  return digest_of(arrays_ ? read_file(file_) : bytes_);
}

std::optional<std::string> StoredModel::predictor_in_hdf5() const {
  if (!arrays_) return std::nullopt;
  return predictor_kind(from_json(arrays_->description, name_).predictor).name;
}

Model StoredModel::load(Device device, int threads) const {
  return arrays_ ? Model::of_arrays(*arrays_, name_, device, threads) : load_booster({device, threads, 0});
}

Model StoredModel::load_booster(const PredictorContext& context) const {
  check_checksum(bytes_, name_);
  Booster booster = Booster::load(bytes_, name_, context);
  const std::string description = booster.attribute(kAttribute);
  if (description.empty()) throw InputError(name_ + ": expected a model of cartograf, found another XGBoost model");
  ModelInfo info = from_json(description, name_);
  require_width(info, booster.n_features(), name_);
  return {std::move(info), std::make_unique<BoostedTrees>(std::move(booster))};
}

void Model::save(const std::filesystem::path& target, bool overwrite) const {
  const XgboostModel* model = std::as_const(*regressor_).xgboost_model();
  if (model == nullptr || target.extension() == ".h5") {
    return write_array_file(target, overwrite, {kModelFileFormat, to_json(info_, false), regressor_->save()});
  }
  OutputStream out(target, overwrite);
  std::string bytes = model->file();
  const std::size_t position = checksum_position(bytes);
  bytes.replace(position, kChecksumDigits, checksum_digits(bytes, position));
  out.write(bytes);
  out.finish();
}

template <class Predict>
auto Model::applied(const DescribedRows& rows, const std::string& name, Predict predict) const -> decltype(predict(rows.view)) {
  require_space(info_.features, rows.features.space, name);
  if (rows.view.device.backend == Backend::cpu && rows.features.columns.size() > info_.features.columns.size()) {
    const std::vector<std::size_t> places = places_of(info_.features.columns, rows.features.columns);
    if (places.size() == info_.features.columns.size()) return applied(with_columns(rows, places), name, predict);
  }
  require_columns(info_.features.columns, rows.features.columns, name);
  if (rows.features.preparation != info_.features.preparation) throw InputError(name + ": the columns are not prepared (joined, logarithms) as for the training");
  const bool same = rows.features.representation == info_.features.representation;
  return predict(same ? rows.view : converted(rows, info_.features.representation, name).view());
}

std::vector<double> Model::predict(const DescribedRows& rows, const std::string& name) const {
  std::vector<double> predictions = applied(rows, name, [&](const MatrixView& view) { return regressor_->predict(view); });
  require_finite(predictions, info_.predictor);
  return predictions;
}

UncertainPredictions Model::predict_uncertain(const DescribedRows& rows, const std::string& name) const {
  const Uncertainty& uncertainty = uncertainty_of(*regressor_, info_.predictor);
  UncertainPredictions predictions = applied(rows, name, [&](const MatrixView& view) { return uncertain_predictions(uncertainty, view); });
  require_finite(predictions.prediction, info_.predictor);
  return predictions;
}

std::vector<float> Model::contributions(const DescribedRows& rows, const std::string& name) const {
  const Importances& importances = importances_of(*regressor_, info_.predictor);
  return applied(rows, name, [&](const MatrixView& view) { return importances.contributions(view); });
}

}  // namespace cartograf
