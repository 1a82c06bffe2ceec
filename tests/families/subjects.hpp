#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "host/engine/feature_engine.hpp"
#include "host/space/search_space.hpp"
#include "tests/families/naive_families.hpp"

/// Keys of spaces and the oracle's cells for them, and what the project computes.
namespace families_testing {

inline const std::vector<std::string> kFamilies = {"all_pairs", "all_degrees", "op_on_position", "adjacency",
                                                   "path_encoding", "path_counts", "effective"};

/// An architecture: its key, and what the oracle takes.
struct Subject {
  std::string key;
  std::vector<naive::Cell> cells;
};

/// All keys of NAS-Bench-201 and of TransNAS-Bench-101 micro, by index.
std::vector<Subject> nasbench201_subjects();
std::vector<Subject> micro_subjects();
/// Random pairs (`n_cells` 2) or single cells.
std::vector<Subject> darts_subjects(int n_cells, int n, std::mt19937_64& random);
/// The cell that a key of NAS-Bench-101 (or of a space with `capacity` nodes and `n_ops` operations) describes.
naive::Cell node_cell(const std::string& key, int capacity, int n_ops);
/// The key with its inner nodes in another topological order, at random.
std::string relabelled(const std::string& key, std::mt19937_64& random);

/// "(1, 2, 3)" -> 1, 2, 3 and back.
std::vector<int> numbers_of(const std::string& key);
std::string key_of(const std::vector<int>& numbers);

/// Values that the project computes for the family, [n_rows][columns of /features, then of /wide].
std::vector<std::vector<std::int64_t>> computed(const cartograf::SearchSpace& space, const std::string& family, const std::vector<Subject>& subjects);

/// Every value of the family by ==, and the same bits for both strategies, 1, 2 and 7 threads and all dtypes. The wide
/// columns `effective_COST` are not compared.
void expect_equal_to_oracle(const cartograf::SearchSpace& space, const std::string& family, const std::vector<Subject>& subjects);

}  // namespace families_testing
