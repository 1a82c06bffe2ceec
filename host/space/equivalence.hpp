#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// When two architectures with operations on edges count as the same. docs/features.md defines each precisely.
enum class Equivalence {
  labelled,         ///< isomorphic as they stand: inner nodes renumbered, every edge keeps its operation
  contracted,       ///< isomorphic after dead parts are removed and identities contracted; shared stays shared
  expression,       ///< equal strings as the authors of NAS-Bench-201 print them, zeros as the marker `#`
  expression_skip,  ///< the same with zeros printed like any operation: only identities disappear
  expression_live,  ///< the same with dead terms left out of sums
};

inline constexpr Equivalence kEquivalences[] = {Equivalence::labelled, Equivalence::contracted, Equivalence::expression,
                                                Equivalence::expression_skip, Equivalence::expression_live};

std::string_view to_string(Equivalence equivalence);
/// When two architectures are equal by it, in a few words.
std::string_view meaning(Equivalence equivalence);
/// Throws InputError for an unknown name, with the nearest ones.
Equivalence parse_equivalence(std::string_view text);

/// What the equivalences look at of a space with operations on edges.
struct EdgeGraph {
  Cell cell{};
  int n_cells = 1;
  OpRoles roles;
  std::vector<std::uint8_t> inputs;           ///< nodes; not interchangeable
  std::vector<std::uint8_t> outputs;          ///< nodes; not interchangeable
  std::vector<std::string> op_names;          ///< what the expressions print
  std::vector<std::uint8_t> edges_by_target;  ///< all edges of the cell, by target, then source
};

/// The graph of a cell with operations on edges. Inputs are the nodes that no edge of the cell enters, outputs those that
/// none leaves; replace them where a space has others.
EdgeGraph edge_graph(const Cell& cell, std::vector<std::string> op_names, OpRoles roles);

/// The graph of a space, whose inputs and outputs are those of its terminals. Throws InputError when its operations are not on edges.
EdgeGraph edge_graph(const SearchSpace& space, OpRoles roles);

/// A byte string for an architecture (words: [n_cells * n_ops]) that is equal for two architectures exactly when they
/// are equivalent; the forms of different equivalences or graphs are not comparable. Of one cell and an expression it is
/// the expression itself. Throws InputError when an expression is longer than 1 MiB.
std::string canonical_form(const EdgeGraph& graph, const std::uint64_t* words, Equivalence equivalence);

/// The equivalences that a space has: all where its operations are on edges, else labelled alone, since the architectures of a
/// space of graphs are isomorphism classes already and chains of layers are all different.
std::vector<Equivalence> equivalences_of(const SearchSpace& space);
/// The one that commands compare by unless they are told another: contracted where the space has it.
Equivalence default_equivalence(const SearchSpace& space);

/// Byte strings for the architectures of a space by their indices, equal exactly for equivalent ones. The space must outlive it.
class CanonicalForms {
 public:
  /// Throws InputError for an equivalence that the space does not have.
  CanonicalForms(const SearchSpace& space, Equivalence equivalence);

  std::string of(std::uint64_t index) const;

 private:
  const SearchSpace& space_;
  Equivalence equivalence_;
  std::optional<EdgeGraph> graph_;  ///< none where all architectures differ
};

/// The class of each of `n_rows` architectures, given by its smallest member among them: an index, or the row when the
/// source is packed. [n_rows]. The result does not depend on `threads` (0 = all cores). Memory: 24 bytes a row.
std::vector<std::uint64_t> equivalence_classes(const EdgeGraph& graph, Equivalence equivalence, const ArchitectureSource& source,
                                               std::uint64_t n_rows, int threads = 0);

}  // namespace cartograf
