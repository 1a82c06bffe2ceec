#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/reference/columns.hpp"
#include "tests/reference/graph.hpp"

/// A naive oracle for the features of spaces with operations on the edges of a fixed cell: edge lists and plain recursion
/// over all paths, written from the published definition (docs/features.md). It includes nothing of the project, so that
/// a shared mistake is unlikely.
namespace reference {

/// One op id for each of the six edges, in the order of the space's key.
using Key = std::array<int, 6>;

/// "(0, 1, 2, 3, 4, 0)".
std::string key_text(const Key& key);

inline constexpr std::uint64_t kNasbench201Size = 15625;

/// Key number `index` of the lexicographic order.
Key nasbench201_key(std::uint64_t index);

/// The 191 columns, in the published order.
std::vector<std::string> nasbench201_names(Convention convention);
std::vector<Fraction> nasbench201_features(Convention convention, const Key& key);

/// Parameters of the CIFAR-10 network, counted layer by layer.
std::int64_t nasbench201_params(const Key& key);

/// TransNAS-Bench-101 micro.
inline constexpr std::uint64_t kMicroSize = 4096;

Key micro_key(std::uint64_t index);
/// 95 columns in graf_nas, 94 in the others.
std::vector<std::string> micro_names(Convention convention);
std::vector<Fraction> micro_features(Convention convention, const Key& key);

}  // namespace reference
