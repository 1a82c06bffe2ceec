#include "host/model/predictor.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/digest.hpp"
#include "io/suggest.hpp"
#include "io/text_output.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr const char* kAttribute = "cartograf";
constexpr int kModelFormat = 1;

struct NamedPredictor {
  const char* name;
  BoosterParameters parameters;
};

const std::vector<NamedPredictor>& predictors() {
  static const std::vector<NamedPredictor> all = {
      // 100 unpruned trees, each on 63.2 % of the rows (as many as a bootstrap has distinct ones), averaged. A leaf needs
      // 3 rows: without that the trees, which never see a row twice, fit noise more than those of a bootstrap do.
      {"rf",
       {{{"booster", "gbtree"}, {"objective", "reg:squarederror"}, {"tree_method", "hist"}, {"num_parallel_tree", "100"},
         {"learning_rate", "1"}, {"subsample", "0.632"}, {"min_child_weight", "3"}, {"max_depth", "0"}, {"lambda", "0"}},
        1}},
      {"xgb", {{{"booster", "gbtree"}, {"objective", "reg:squarederror"}, {"tree_method", "hist"}}, 100}},
      {"xgb+",
       {{{"booster", "gbtree"}, {"objective", "reg:squarederror"}, {"tree_method", "hist"}, {"subsample", "0.9"},
         {"learning_rate", "0.01"}},
        10'000}},
  };
  return all;
}

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
  Digest digest;
  digest.update(bytes.data(), bytes.size());
  return digest.text().substr(std::string_view("xxh3-128:").size());
}

void check_checksum(const std::string& bytes, const std::string& name) {
  const std::size_t position = checksum_position(bytes);
  if (position == std::string::npos) throw InputError(name + ": expected a model of cartograf, found another kind of file");
  if (bytes.compare(position, kChecksumDigits, checksum_digits(bytes, position)) != 0) {
    throw InputError(name + ": expected a model of cartograf, found a damaged one: its checksum is wrong");
  }
}

std::string to_json(const ModelInfo& info) {
  nlohmann::ordered_json json;
  json["format"] = kModelFormat;
  json["checksum"] = "xxh3-128:" + std::string(kChecksumDigits, '0');  // save() fills it in
  json["predictor"] = info.predictor;
  json["target"] = info.target;
  json["space"] = info.space;
  json["convention"] = info.convention;
  json["dtype"] = to_string(info.dtype);
  json["representation"] = info.representation == Representation::numerators ? "numerators" : "values";
  if (!info.families.empty()) json["families"] = info.families;
  json["train_size"] = info.train_size;
  json["data_seed"] = info.data_seed;
  json["model_seed"] = info.model_seed;
  for (const FeatureColumn& column : info.columns) json["columns"].push_back({column.name, column.divisor});
  return json.dump();
}

Representation parse_representation(const std::string& text) {
  if (text == "numerators") return Representation::numerators;
  if (text == "values") return Representation::values;
  throw InputError("representation: expected numerators or values, found '" + text + "'");
}

ModelInfo from_json(const std::string& text, const std::string& name) {
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("format").get<int>() > kModelFormat) throw InputError("it is of a newer version of cartograf");
    ModelInfo info;
    info.predictor = json.at("predictor");
    info.target = json.at("target");
    info.space = json.at("space");
    info.convention = json.at("convention");
    info.dtype = parse_dtype(json.at("dtype").get<std::string>());
    info.representation = parse_representation(json.at("representation").get<std::string>());
    if (json.contains("families")) info.families = json.at("families");
    info.train_size = json.at("train_size");
    info.data_seed = json.at("data_seed");
    info.model_seed = json.at("model_seed");
    for (const auto& column : json.at("columns")) {
      info.columns.push_back({column.at(0), column.at(1)});
      if (info.columns.back().divisor < 0) throw InputError("a divisor is negative");
    }
    return info;
  } catch (const nlohmann::json::exception& error) {
    throw InputError(name + ": the description inside the model is damaged: " + error.what());
  } catch (const InputError& error) {
    throw InputError(name + ": the description inside the model is damaged: " + error.what());
  }
}

std::vector<std::string> names_of(const std::vector<FeatureColumn>& columns) {
  std::vector<std::string> names;
  for (const FeatureColumn& column : columns) names.push_back(column.name);
  return names;
}

}  // namespace

std::vector<std::string> predictor_names() {
  std::vector<std::string> names;
  for (const NamedPredictor& predictor : predictors()) names.emplace_back(predictor.name);
  return names;
}

BoosterParameters predictor_parameters(const std::string& name) {
  for (const NamedPredictor& predictor : predictors()) {
    if (predictor.name == name) return predictor.parameters;
  }
  throw InputError("unknown predictor '" + name + "'" + did_you_mean(name, predictor_names()));
}

void require_columns(const std::vector<FeatureColumn>& expected, const std::vector<FeatureColumn>& found, const std::string& name) {
  if (expected == found) return;
  const auto [e, f] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  const auto describe = [](const FeatureColumn& column) { return "'" + column.name + "' (divisor " + std::to_string(column.divisor) + ")"; };
  throw InputError(name + ": these are not the columns that the model was trained on: expected " + std::to_string(expected.size()) +
                   ", found " + std::to_string(found.size()) + "; the first difference is column " +
                   std::to_string(e - expected.begin()) + ", expected " + (e == expected.end() ? "none" : describe(*e)) + ", found " +
                   (f == found.end() ? "none" : describe(*f)));
}

Model Model::train(ModelInfo info, const FeatureMatrix& matrix, const std::vector<std::uint64_t>& rows,
                   const std::vector<double>& targets, Device device, int threads) {
  info.space = matrix.space;
  info.dtype = matrix.dtype;
  info.representation = matrix.representation;
  info.columns = matrix.columns;
  info.families = matrix.families;
  return train(std::move(info), rows_of(matrix.view(), rows), targets, device, threads);
}

Model Model::train(ModelInfo info, const RowSource& rows, const std::vector<double>& targets, Device device, int threads) {
  info.train_size = rows.n_rows;
  const std::vector<float> labels(targets.begin(), targets.end());
  Booster booster = Booster::train(rows, labels, predictor_parameters(info.predictor), {device, threads, info.model_seed});
  booster.set_feature_names(names_of(info.columns));
  booster.set_attribute(kAttribute, to_json(info));
  return {std::move(info), std::move(booster)};
}

Model Model::load(const std::filesystem::path& file, Device device, int threads) {
  const std::string bytes = read_file(file);
  check_checksum(bytes, file.string());
  Booster booster = Booster::load(bytes, file.string(), {device, threads, 0});
  const std::string description = booster.attribute(kAttribute);
  if (description.empty()) throw InputError(file.string() + ": expected a model of cartograf, found another XGBoost model");
  ModelInfo info = from_json(description, file.string());
  if (info.columns.size() != booster.n_features()) {
    throw InputError(file.string() + ": the description inside the model is damaged: it names " + std::to_string(info.columns.size()) +
                     " columns, the trees have " + std::to_string(booster.n_features()));
  }
  return {std::move(info), std::move(booster)};
}

void Model::save(const std::filesystem::path& target, bool overwrite) const {
  OutputStream out(target, overwrite);
  std::string bytes = booster_.save();
  const std::size_t position = checksum_position(bytes);
  bytes.replace(position, kChecksumDigits, checksum_digits(bytes, position));
  out.write(bytes);
  out.finish();
}

std::vector<float> Model::predict(const FeatureMatrix& matrix, const std::string& name) const {
  if (matrix.space != info_.space) {
    throw InputError(name + ": the model was trained on the space " + info_.space + ", these are features of " + matrix.space);
  }
  require_columns(info_.columns, matrix.columns, name);
  if (matrix.representation == info_.representation) return booster_.predict(matrix.view());
  return booster_.predict(converted(matrix, info_.representation).view());
}

}  // namespace cartograf
