#pragma once

#include <cstdint>
#include <string>

#include "host/space/equivalence_graphs.hpp"

namespace cartograf {

/// A byte string that is equal for two graphs exactly when they are isomorphic with equal labels. Exact for every graph
/// of at most kMaxDagVertices vertices: colours are refined, then ties are broken in all ways that no symmetry found so
/// far makes superfluous (McKay, "Practical graph isomorphism", 1981), and the smallest description wins.
std::string canonical_bytes(const LabelledDag& dag);

/// Appends a number as 7-bit groups, lowest first, the high bit set in all but the last.
void append_number(std::string& bytes, std::uint64_t number);

}  // namespace cartograf
