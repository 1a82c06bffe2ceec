#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/notation/notation.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

/// The built-in spaces that have a benchmark with tables, likeliest first.
const std::vector<std::string>& spaces_with_tables();

/// Those of some built-in spaces that read all of some keys, in their order.
std::vector<std::unique_ptr<SearchSpace>> spaces_that_read(const std::vector<std::string>& names, const std::vector<std::string>& keys,
                                                           const KeyReading& reading);

/// What stands behind the error for keys that `space` does not read: "; it is a key of nasbench201" where other built-in spaces
/// read them all, else nothing.
std::string advice_on_keys(const SearchSpace& space, const std::vector<std::string>& keys, const KeyReading& reading);

}  // namespace cartograf
