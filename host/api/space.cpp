#include <cartograf/space.hpp>

#include "host/api/conversions.hpp"
#include "host/engine/architecture_filter.hpp"
#include "host/engine/architectures.hpp"
#include "host/family/family.hpp"
#include "host/family/function_block.hpp"
#include "host/notation/notation.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

void require_index(const Space& space, std::uint64_t index, const std::string& where) {
  if (index < space.size()) return;
  if (!space.implementation().numbered()) {
    throw InputError(where + std::to_string(index) + ": expected the index of an architecture of " + space.name() +
                     " that was met: its architectures have no numbers of their own");
  }
  throw InputError(where + std::to_string(index) + ": expected an index from 0 to " + std::to_string(space.size() - 1) + ", as " +
                   space.name() + " has them");
}

EncodedKey encode(const Space& space, std::string_view key, const std::string& where) {
  try {
    return read_key(space.implementation(), key);
  } catch (const KeyError& error) {
    throw InputError(where + "key " + in_quotes(key) + " of " + space.name() + ": byte " + std::to_string(error.position()) + ": " +
                     error.what());
  }
}

}  // namespace

void require_indices(const Space& space, std::span<const std::uint64_t> indices, const std::string& what) {
  for (std::size_t i = 0; i < indices.size(); ++i) require_index(space, indices[i], what + std::to_string(i) + ": index ");
}

Space::Space(const std::string& name) : space_(open_space(name)) {}
Space Space::from_json(const std::string& text, const std::string& document) { return Space(space_from_json(text, document)); }
std::vector<std::string> Space::names() { return space_names(); }

const std::string& Space::name() const { return space_->name(); }
const std::string& Space::summary() const { return space_->summary(); }
std::uint64_t Space::size() const { return space_->size(); }
bool Space::numbered() const { return space_->numbered(); }
std::string Space::definition() const { return space_->definition(); }
std::vector<std::string> Space::operations() const { return space_->traits().ops.names; }

std::vector<std::string> Space::families(Convention convention, bool on_request) const {
  std::vector<std::string> names;
  for (const Family& family : families_of(*space_, convention)) {
    if (family.by_default != on_request) names.push_back(family.name);
  }
  return names;
}

std::string Space::key(std::uint64_t index) const {
  require_index(*this, index, "index ");
  return space_->key(index);
}

std::uint64_t Space::index_of(std::string_view key) const { return encode(*this, key, "").index; }

std::vector<CellGraph> Space::cells(std::uint64_t index) const {
  require_index(*this, index, "index ");
  return cell_graphs(space_->cell(), space_->codec().n_cells, words_of(*space_, index).data());
}

ArchitectureList::ArchitectureList(Space space, Architectures architectures)
    : space_(std::move(space)), architectures_(std::make_shared<Architectures>(std::move(architectures))) {}

ArchitectureList::ArchitectureList(Space space) : ArchitectureList(range(space, 0, space.size())) {}

ArchitectureList ArchitectureList::range(Space space, std::uint64_t begin, std::uint64_t end) {
  Architectures architectures = architecture_range(space.implementation(), begin, end);
  return {std::move(space), std::move(architectures)};
}

ArchitectureList ArchitectureList::sample(Space space, std::uint64_t n, std::uint64_t seed) {
  Architectures architectures = architecture_sample(space.implementation(), n, seed);
  return {std::move(space), std::move(architectures)};
}

ArchitectureList ArchitectureList::of_indices(Space space, std::vector<std::uint64_t> indices) {
  Architectures architectures;
  architectures.listed = true;
  architectures.n = indices.size();
  require_indices(space, indices, "position ");
  architectures.indices = std::move(indices);
  return {std::move(space), std::move(architectures)};
}

ArchitectureList ArchitectureList::of_keys(Space space, std::vector<std::string> keys) {
  Architectures architectures;
  architectures.listed = true;
  architectures.n = keys.size();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const EncodedKey encoded = encode(space, keys[i], "position " + std::to_string(i) + ": ");
    architectures.indices.push_back(encoded.index);
    architectures.words.insert(architectures.words.end(), encoded.words.begin(), encoded.words.end());
  }
  architectures.keys = std::move(keys);
  return {std::move(space), std::move(architectures)};
}

ArchitectureList ArchitectureList::of_file(Space space, const std::filesystem::path& file) {
  Architectures architectures = architecture_keys(space.implementation(), file);
  return {std::move(space), std::move(architectures)};
}

ArchitectureList ArchitectureList::filtered(std::vector<std::string> conditions, bool reachable_only) const {
  std::vector<CostCondition> parsed;
  for (const std::string& text : conditions) parsed.push_back(parse_cost_condition(space_.implementation(), text));
  Architectures architectures = *architectures_;
  architectures.filter = ArchitectureFilter(space_.implementation(), std::move(parsed), reachable_only);
  ArchitectureList list(space_, std::move(architectures));
  list.conditions_ = std::move(conditions);
  list.reachable_only_ = reachable_only;
  return list;
}

ArchitectureList ArchitectureList::where(const std::string& condition) const {
  std::vector<std::string> conditions = conditions_;
  conditions.push_back(condition);
  return filtered(std::move(conditions), reachable_only_);
}

ArchitectureList ArchitectureList::reachable_only() const { return filtered(conditions_, true); }

std::uint64_t ArchitectureList::size_before_filters() const { return architectures_->n; }

std::vector<std::uint64_t> ArchitectureList::indices(int threads) const {
  const Architectures passing = all_passing(space_.implementation(), *architectures_, threads);
  std::vector<std::uint64_t> indices(passing.n);
  for (std::uint64_t i = 0; i < passing.n; ++i) indices[i] = passing.index(i);
  return indices;
}

}  // namespace cartograf
