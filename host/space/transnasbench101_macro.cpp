#include <memory>

#include "host/space/catalog.hpp"
#include "host/space/layer_space.hpp"

namespace cartograf {
namespace {

// Modules, in the order of the key's digits 1 ... 4.
enum Module { kPlain,
              kDoubling,
              kStrided,
              kBoth,
              kModules };

constexpr int kFewest = 4, kMost = 6;

constexpr OpSet one(Module module) { return OpSet{1} << module; }
constexpr OpSet kAllDoubling = one(kDoubling) | one(kBoth);
constexpr OpSet kAllStrided = one(kStrided) | one(kBoth);

using Words = std::vector<std::uint64_t>;

int count(const Words& words, OpSet modules) {
  int n = 0;
  for (int module = 0; module < kModules; ++module) {
    if ((modules >> module & 1) != 0) n += popcount(words[static_cast<std::size_t>(module)]);
  }
  return n;
}

bool is_valid(const Words& words) {
  const int strided = count(words, kAllStrided);
  const int doubling = count(words, kAllDoubling);
  return strided >= 1 && strided <= 4 && doubling >= 1 && doubling <= 3;
}

/// Appends the valid architectures of `length` modules that start with the first `layer` ones of `words`.
void append_architectures(Words& words, int layer, int length, std::vector<std::uint64_t>& listed) {
  if (layer == length) {
    if (is_valid(words)) listed.insert(listed.end(), words.begin(), words.end());
    return;
  }
  for (std::uint64_t& word : words) {
    word |= ElementMask{1} << layer;
    append_architectures(words, layer + 1, length, listed);
    word &= ~(ElementMask{1} << layer);
  }
}

}  // namespace

/// Duan et al., "TransNAS-Bench-101: Improving Transferability and Generalizability of Cross-Task Neural Architecture
/// Search", CVPR 2021: the macro level search space.
std::unique_ptr<SearchSpace> make_transnasbench101_macro() {
  LayerSpaceDefinition definition;
  definition.name = "transnasbench101_macro";
  definition.summary = "TransNAS-Bench-101 macro (Duan et al., CVPR 2021): 4 to 6 modules, each may double the channels and halve the image";
  definition.operations = {"plain", "double_channels", "stride_2", "double_channels_stride_2"};
  definition.n_layers = kMost;
  for (int layer = 0; layer < kMost; ++layer) definition.positions.push_back({layer, 0, kModules});
  Words words(kModules);
  for (int length = kFewest; length <= kMost; ++length) {
    definition.lengths.push_back(length);
    append_architectures(words, 0, length, definition.listed);
  }
  definition.rule = "1 to 4 modules with stride 2 (3, 4) and 1 to 3 modules that double the channels (2, 4)";
  definition.first_choice = 1;
  definition.families = {
      {LayerFamily::count_ops, {{"chTruesTrue", one(kBoth)}, {"chTruesFalse", one(kDoubling)}, {"chFalsesTrue", one(kStrided)}, {"chFalsesFalse", one(kPlain)}}},
      {LayerFamily::pos_state, {{"ch", kAllDoubling}, {"s", kAllStrided}}},
  };
  return std::make_unique<LayerSpace>(std::move(definition));
}

}  // namespace cartograf
