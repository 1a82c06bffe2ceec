#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/space/equivalence.hpp"

namespace cartograf::naive {

/// The smallest description of a cell over all numberings of its inner nodes: the definition of `labelled`, word by word.
std::string labelled_form(const EdgeGraph& graph, const std::uint64_t* words);

/// The same over all numberings of the operation instances: the definition of `contracted`. A fixed edge is not an
/// instance here: its target is a list of parts, each the value of a node.
std::string contracted_form(const EdgeGraph& graph, const std::uint64_t* words);

/// Instances that contracted_form() would number: their factorial is what it costs.
int n_live_instances(const EdgeGraph& graph, const std::uint64_t* words);

}  // namespace cartograf::naive
