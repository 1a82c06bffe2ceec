#include "host/space/space_document.hpp"

#include <cstddef>
#include <set>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/family/family.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::InputError;
using cartograf::SearchSpace;

// What a document may ask for in minutes is not looked at: docs/limits.md allows it.
constexpr std::uint32_t kMostNodes = 6;  // of graphs, whose classes are enumerated
constexpr int kMostElements = 10;
constexpr std::size_t kMostColumns = 2'000;

std::vector<std::uint64_t> some_indices(const SearchSpace& space) {
  if (!space.numbered()) return space.sample(3, 1);
  const std::uint64_t n = space.size();
  require(n > 0, "a space without architectures");
  const std::set<std::uint64_t> different = {0, n / 3, n - 1};
  return {different.begin(), different.end()};
}

std::vector<float> rows_of(const SearchSpace& space, const cartograf::FeatureSet& features, const std::vector<std::uint64_t>& indices, cartograf::EvaluationStrategy strategy) {
  cartograf::Execution execution;
  execution.threads = 1;
  execution.strategy = strategy;
  cartograf::FeatureEngine engine(space, features, execution);
  std::vector<float> rows(indices.size() * features.columns().size());
  engine.compute(indices, cartograf::Dtype::float32, rows.data());
  return rows;
}

void require_features(const SearchSpace& space, const std::vector<std::uint64_t>& indices) {
  if (space.cell().n_elements > kMostElements) return;
  for (const cartograf::Family& family : cartograf::families_of(space, cartograf::Convention::graf_nas)) {
    if (!family.by_default) continue;
    const auto n = cartograf::n_columns(family);
    if (!n || *n > kMostColumns) return;
  }
  const cartograf::FeatureSet features = cartograf::select_features(space, cartograf::Convention::graf_nas, {});
  if (features.columns().empty() || features.columns().size() > kMostColumns) return;
  require(rows_of(space, features, indices, cartograf::EvaluationStrategy::tabulated) == rows_of(space, features, indices, cartograf::EvaluationStrategy::direct),
          "features from tables differ from those computed one by one");
}

}  // namespace

bool space_document(std::string_view bytes) {
  std::unique_ptr<SearchSpace> space;
  try {
    space = cartograf::space_from_json(std::string(bytes), "space.json");
  } catch (const InputError&) {
    return false;
  }
  const std::unique_ptr<SearchSpace> again = cartograf::space_from_json(space->definition(), "definition");
  require(again->name() == space->name() && again->definition() == space->definition(), "the definition of a space is another space");
  if (space->cell().kind == cartograf::CellKind::nodes && space->cell().n_nodes > kMostNodes) return true;
  std::vector<std::uint64_t> indices;
  try {
    indices = some_indices(*space);
  } catch (const InputError&) {  // it has too many classes
    return true;
  }
  require(again->approximate_size() == space->approximate_size(), "the definition of a space is a space of another size");
  for (const std::uint64_t index : indices) {
    const std::string key = space->key(index);
    require(key.size() <= space->key_width(), "a key longer than the longest: " + key);
    require(space->encode(key).index == index, "the key of an index is another architecture: " + key);
    require(space->encode_words(cartograf::words_of(*space, index)).index == index, "the words of an index are another architecture: " + key);
  }
  require_features(*space, indices);
  return true;
}

}  // namespace fuzz
