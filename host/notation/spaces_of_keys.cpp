#include "host/notation/spaces_of_keys.hpp"

#include <algorithm>

#include "host/space/catalog.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

bool reads(const SearchSpace& space, const std::string& key, const KeyReading& reading) {
  try {
    read_key(space, key, reading);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

const std::vector<std::string>& spaces_with_tables() {
  static const std::vector<std::string> names = {"nasbench201", "nasbench101", "darts", "transnasbench101_micro", "transnasbench101_macro", "nasbench_macro"};
  return names;
}

std::vector<std::unique_ptr<SearchSpace>> spaces_that_read(const std::vector<std::string>& names, const std::vector<std::string>& keys,
                                                           const KeyReading& reading) {
  std::vector<std::unique_ptr<SearchSpace>> spaces;
  for (const std::string& name : names) {
    std::unique_ptr<SearchSpace> space = find_space(name);
    if (std::ranges::all_of(keys, [&](const std::string& key) { return reads(*space, key, reading); })) spaces.push_back(std::move(space));
  }
  return spaces;
}

std::string advice_on_keys(const SearchSpace& space, const std::vector<std::string>& keys, const KeyReading& reading) {
  if (keys.empty() || reading.index != IndexOrder::none || reading.prune) return {};
  std::vector<std::string> others = space_names(), found;
  std::erase(others, space.name());
  for (const auto& other : spaces_that_read(others, keys, reading)) found.push_back(other->name());
  if (found.empty()) return {};
  return (keys.size() == 1 ? "; it is a key of " : "; all " + counted(keys.size(), "key") + " of the table are of ") + enumerated(found, " or ");
}

}  // namespace cartograf
