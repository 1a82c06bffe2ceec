#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "kernels/base/dtype.hpp"
#include "kernels/features/codec.hpp"
#include "kernels/features/signal/signal_plan.hpp"
#include "tests/signal/naive_signal.hpp"

/// Cells and architectures for the tests, as the project takes them and as the oracle does.
namespace signal_testing {

/// skip, none, 3 x 3, 1 x 1, pool on the six edges of four nodes; all groups.
cartograf::SignalView nasbench201_view();
/// A plan of all columns of the view's groups.
cartograf::SignalPlan plan_of_all(const cartograf::SignalView& view);
/// Operations of NAS-Bench-201 by edge, "(0, 1, ...)", to the words of the cell.
std::vector<std::uint64_t> nasbench201_words(const std::vector<int>& ops);

/// Every edge of `n_nodes` nodes, with the eight operations of the random cells; all groups.
cartograf::SignalView complete_view(int n_nodes);

/// One architecture of a random cell.
struct Subject {
  cartograf::SignalView view;
  std::vector<std::uint64_t> words;
  naive_signal::Cell cell;
};

/// 3 to 8 nodes, at most 16 edges, one or two inputs, fixed edges into the output or none, strided edges, edges that carry nothing; skips,
/// pools, convolutions of all kinds. At most `most_convolutions` of those, after expansion.
Subject random_subject(std::mt19937_64& random, int most_convolutions);

/// The same architecture with its nodes and edges in another order, as far as the cell's rules allow.
Subject reordered(const Subject& subject, std::mt19937_64& random);

/// Words as a source of rows.
struct PackedRows {
  cartograf::Codec codec{};
  std::vector<std::uint64_t> words;
  std::uint64_t n_rows = 0;

  PackedRows(const cartograf::SignalView& view, std::vector<std::uint64_t> all_words);
  cartograf::ArchitectureSource source() const;
};

/// What SignalRows writes for them, [n_rows x columns].
std::vector<double> rows_of(const cartograf::SignalPlan& plan, const PackedRows& rows, int threads = 2);
/// All columns of one subject.
std::vector<double> features_of(const Subject& subject);

}  // namespace signal_testing
