#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

std::unique_ptr<SearchSpace> make_nasbench201();
std::unique_ptr<SearchSpace> make_nasbench101();
std::unique_ptr<SearchSpace> make_transnasbench101_micro();
std::unique_ptr<SearchSpace> make_transnasbench101_macro();
std::unique_ptr<SearchSpace> make_darts();
std::unique_ptr<SearchSpace> make_darts_cell();
std::unique_ptr<SearchSpace> make_darts_none();
std::unique_ptr<SearchSpace> make_darts_none_cell();
std::unique_ptr<SearchSpace> make_nasnet();
std::unique_ptr<SearchSpace> make_nasnet_cell();
std::unique_ptr<SearchSpace> make_amoebanet();
std::unique_ptr<SearchSpace> make_amoebanet_cell();
std::unique_ptr<SearchSpace> make_pnas();
std::unique_ptr<SearchSpace> make_pnas_cell();
std::unique_ptr<SearchSpace> make_enas();
std::unique_ptr<SearchSpace> make_enas_cell();
std::unique_ptr<SearchSpace> make_nasbench_macro();
std::unique_ptr<SearchSpace> make_naap440();

/// Names of the built-in spaces, in the order in which they are listed.
std::vector<std::string> space_names();

/// The name of the built-in space that a text names: as it is, in any case, with hyphens, underscores and blanks or without
/// (NAS-Bench-201), or by a short name (nb201).
std::optional<std::string> known_space(std::string_view name);

/// The short names of a built-in space, in the order in which they are listed.
std::vector<std::string> short_names(std::string_view space);

/// The built-in space of exactly this name. Throws InputError for an unknown name, with the nearest ones.
std::unique_ptr<SearchSpace> find_space(std::string_view name);

}  // namespace cartograf
