#include <algorithm>
#include <compare>
#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/layer_space.hpp"

namespace cartograf {
namespace {

constexpr int kFewestLayers = 3, kMostLayers = 4, kMostStages = 3;
constexpr int kImageSide = 32, kImageChannels = 3, kClasses = 10;

/// A convolution without bias, with batch norm and ReLU. The order is that of the enumeration.
struct Convolution {
  int kernel = 0;
  int width = 0;
  int stride = 0;
  bool residual = false;

  auto operator<=>(const Convolution&) const = default;
};

using Scheme = std::vector<Convolution>;

struct LayerChoices {
  std::vector<int> kernels, widths, strides;
  std::vector<bool> residuals;
};

const std::vector<LayerChoices>& choices_of_layers() {
  static const std::vector<LayerChoices> choices = {
      {{3}, {12, 16}, {2}, {false}},
      {{3}, {16, 24}, {2}, {false}},
      {{1, 3}, {16, 24, 32}, {1, 2}, {false, true}},
      {{1, 3}, {32, 40}, {1, 2}, {false, true}},
  };
  return choices;
}

/// All convolutions that a layer chooses from, in order.
std::vector<Convolution> combinations(const LayerChoices& choices) {
  std::vector<Convolution> all;
  for (const int kernel : choices.kernels) {
    for (const int width : choices.widths) {
      for (const int stride : choices.strides) {
        for (const bool residual : choices.residuals) all.push_back({kernel, width, stride, residual});
      }
    }
  }
  return all;
}

bool may_follow(const Scheme& scheme, const Convolution& layer) {
  const auto stages = std::count_if(scheme.begin(), scheme.end(), [](const Convolution& before) { return before.stride == 2; });
  if (layer.stride == 2 && stages == kMostStages) return false;
  return !layer.residual || (layer.stride == 1 && layer.width == scheme.back().width);
}

/// Appends the schemes that start with `scheme`, each before its extensions.
void append_schemes(Scheme& scheme, std::vector<Scheme>& schemes) {
  if (scheme.size() >= kFewestLayers) schemes.push_back(scheme);
  if (scheme.size() == kMostLayers) return;
  for (const Convolution& layer : combinations(choices_of_layers()[scheme.size()])) {
    if (!may_follow(scheme, layer)) continue;
    scheme.push_back(layer);
    append_schemes(scheme, schemes);
    scheme.pop_back();
  }
}

std::vector<Scheme> all_schemes() {
  std::vector<Scheme> schemes;
  Scheme empty;
  append_schemes(empty, schemes);
  return schemes;
}

/// The distinct convolutions of all schemes, sorted: the operations of the space.
std::vector<Convolution> distinct_layers(const std::vector<Scheme>& schemes) {
  std::vector<Convolution> layers;
  for (const Scheme& scheme : schemes) layers.insert(layers.end(), scheme.begin(), scheme.end());
  std::sort(layers.begin(), layers.end());
  layers.erase(std::unique(layers.begin(), layers.end()), layers.end());
  return layers;
}

std::vector<std::uint64_t> words_of_schemes(const std::vector<Scheme>& schemes, const std::vector<Convolution>& operations) {
  std::vector<std::uint64_t> words(schemes.size() * operations.size());
  for (std::size_t i = 0; i < schemes.size(); ++i) {
    for (std::size_t layer = 0; layer < schemes[i].size(); ++layer) {
      const auto op = std::lower_bound(operations.begin(), operations.end(), schemes[i][layer]) - operations.begin();
      words[i * operations.size() + static_cast<std::size_t>(op)] |= ElementMask{1} << layer;
    }
  }
  return words;
}

std::string name_of(const Convolution& layer) {
  const std::string kernel = std::to_string(layer.kernel);
  return "conv" + kernel + "x" + kernel + "_w" + std::to_string(layer.width) + "_s" + std::to_string(layer.stride) + (layer.residual ? "_residual" : "");
}

Scheme scheme_of(const std::vector<Convolution>& operations, const std::uint64_t* words) {
  Scheme scheme;
  for (int layer = 0; layer < kMostLayers; ++layer) {
    for (std::size_t op = 0; op < operations.size(); ++op) {
      if ((words[op] >> layer & 1) != 0) scheme.push_back(operations[op]);
    }
  }
  return scheme;
}

struct Cost {
  std::int64_t params = 0;
  std::int64_t macs = 0;
};

/// Of the network on 3 x 32 x 32 images with global average pooling and a linear layer; the profiler behind the data
/// set charges 4 operations for every element of a batch norm.
Cost cost_of(const Scheme& scheme) {
  Cost cost;
  std::int64_t side = kImageSide;
  std::int64_t channels = kImageChannels;
  for (const Convolution& layer : scheme) {
    side = (side + 2 * (layer.kernel / 2) - layer.kernel) / layer.stride + 1;
    const std::int64_t weights = layer.kernel * layer.kernel * channels * layer.width;
    cost.params += weights + 2 * layer.width;
    cost.macs += (weights + 4 * layer.width) * side * side;
    channels = layer.width;
  }
  cost.params += kClasses * channels + kClasses;
  cost.macs += (side * side + 1) * channels + kClasses * channels;
  return cost;
}

std::vector<WideColumn> cost_columns(const std::vector<Convolution>& operations) {
  return {{"NumParams", [operations](const std::uint64_t* words) { return cost_of(scheme_of(operations, words)).params; }},
          {"NumMACs", [operations](const std::uint64_t* words) { return cost_of(scheme_of(operations, words)).macs; }}};
}

template <class Predicate>
OpSet operations_with(const std::vector<Convolution>& operations, Predicate predicate) {
  OpSet ops = 0;
  for (std::size_t op = 0; op < operations.size(); ++op) ops |= predicate(operations[op]) ? OpSet{1} << op : 0;
  return ops;
}

LayerFeatures scheme_features(const std::vector<Convolution>& operations) {
  const OpSet all = operations_with(operations, [](const Convolution&) { return true; });
  const OpSet strided = operations_with(operations, [](const Convolution& layer) { return layer.stride == 2; });
  const OpSet partial = operations_with(operations, [](const Convolution& layer) { return layer.stride == 2 && layer.kernel == 1; });
  const OpSet residual = operations_with(operations, [](const Convolution& layer) { return layer.residual; });
  LayerFeatures scheme;
  scheme.name = "scheme";
  scheme.columns = {{"NumLayers", {MeasureKind::count}, all},
                    {"NumStages", {MeasureKind::count}, strided},
                    {"FirstLayerWidth", {MeasureKind::first_value}, all},
                    {"LastLayerWidth", {MeasureKind::last_value}, all},
                    {"NumSkipConnections", {MeasureKind::count}, residual},
                    {"NumPartialRFLayers", {MeasureKind::count}, partial}};
  return scheme;
}

}  // namespace

/// Hakim, "NAAP-440 Dataset and Baseline for Neural Architecture Accuracy Prediction", arXiv 2209.06626. Column names
/// are those of the data set.
std::unique_ptr<SearchSpace> make_naap440() {
  const std::vector<Scheme> schemes = all_schemes();
  const std::vector<Convolution> operations = distinct_layers(schemes);
  LayerSpaceDefinition definition;
  definition.name = "naap440";
  definition.summary = "NAAP-440 (Hakim, arXiv 2209.06626): 3 or 4 convolutions with kernel, width, stride and residual";
  for (const Convolution& layer : operations) {
    definition.operations.push_back(name_of(layer));
    definition.values.push_back(layer.width);
  }
  definition.n_layers = kMostLayers;
  for (int layer = 0; layer < kMostLayers; ++layer) definition.positions.push_back({layer, 0, static_cast<int>(operations.size())});
  for (int length = kFewestLayers; length <= kMostLayers; ++length) definition.lengths.push_back(length);
  definition.listed = words_of_schemes(schemes, operations);
  definition.rule =
      "the depth-first enumeration, in the order kernel, width, stride, residual, of: layer 1 kernel 3, width 12 or 16, stride 2; layer 2 kernel 3, "
      "width 16 or 24, stride 2; layer 3 kernel 1 or 3, width 16, 24 or 32, stride 1 or 2; layer 4 kernel 1 or 3, width 32 or 40, stride 1 or 2; "
      "3 or 4 layers; at most 3 of stride 2; in layers 3 and 4 also a residual, with stride 1 and the width of the layer before";
  definition.key_style = LayerKeyStyle::number;
  definition.key_column = "ModelId";
  definition.families = {scheme_features(operations)};
  definition.costs = cost_columns(operations);
  definition.costs_by_default = true;
  return std::make_unique<LayerSpace>(std::move(definition));
}

}  // namespace cartograf
