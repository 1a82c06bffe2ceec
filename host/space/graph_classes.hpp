#pragma once

#include <cstdint>
#include <vector>

#include "kernels/features/codec.hpp"

namespace cartograf {

/// Isomorphism classes that a space may have: their codes then take 128 MiB.
inline constexpr std::uint64_t kMaxGraphClasses = std::uint64_t{1} << 24;
/// Graphs without operations that may be met on the way to one number of nodes.
inline constexpr std::uint64_t kMaxAdjacencies = std::uint64_t{1} << 21;

/// The canonical codes (graph_canonical.hpp), ascending, of all graphs of 2 ... layout.capacity nodes and at most
/// `max_edges` edges in which every node lies on a path from the input (the first node) to the output (the last one),
/// with any of layout.n_ops operations on every inner node: one for each isomorphism class. On `threads` threads (0 = all
/// cores). Throws InputError when the classes, or the labelled graphs they are picked from, are more than `most`,
/// and when the graphs without operations are more than kMaxAdjacencies.
std::vector<std::uint64_t> enumerate_graph_classes(const GraphCode& layout, int max_edges, int threads = 0,
                                                   std::uint64_t most = kMaxGraphClasses);

}  // namespace cartograf
