#pragma once

#include "host/notation/notation.hpp"

namespace cartograf {

/// {"module_adjacency": [[0, 1], [0, 0]], "module_operations": ["input", "output"]}, as NAS-Bench-101 (Ying et al., ICML 2019)
/// has its graphs; also ModelSpec(matrix=..., ops=...), and with operations one-hot.
extern const Notation kNasBench101;

/// Reads such a dictionary, or a key, takes out the nodes that lie on no path from the input to the output, and finds the
/// graph that is left. Throws KeyError.
EncodedKey read_pruned_graph(const SearchSpace& space, std::string_view text);

}  // namespace cartograf
