#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"

namespace cartograf {

/// What an operation does to a signal.
enum class OpRole : std::uint8_t { none,
                                   skip,
                                   pool,
                                   conv };

/// An operation as the family `signal` sees it. A convolution of depth d is d convolutions, one behind the other, each
/// with its own activation. Pools are 3 x 3; one of depth d is d of them, as max pooling of side 2d + 1 is.
struct SignalOp {
  OpRole role = OpRole::none;
  std::uint8_t kernel = 1;    ///< conv: side of the window
  std::uint8_t dilation = 1;  ///< conv
  std::uint8_t depth = 1;     ///< conv, pool

  /// How far one application reaches to each side.
  CARTOGRAF_HD int reach() const { return role == OpRole::pool ? 1 : role == OpRole::conv ? (kernel - 1) / 2 * dilation
                                                                                          : 0; }

  bool operator==(const SignalOp&) const = default;
};

/// The groups of columns, in the order of the columns (docs/features.md). Operations on edges: lin ... gr; operations on
/// nodes: n and m.
enum class SignalGroup : std::uint8_t { lin,
                                        x,
                                        pf,
                                        ed,
                                        g2,
                                        mf,
                                        gr,
                                        n,
                                        m };

/// A set of groups: bit g is group g.
using SignalGroups = std::uint16_t;

CARTOGRAF_HD constexpr SignalGroups mask_of(SignalGroup group) { return static_cast<SignalGroups>(1u << static_cast<unsigned>(group)); }

/// The nodes through which a signal comes into a cell with operations on edges: the inputs of its terminals.
CARTOGRAF_HD inline std::uint32_t input_nodes(const Cell& cell) {
  std::uint32_t nodes = 0;
  for (int pair = 0; pair < cell.n_terminals; ++pair) nodes |= std::uint32_t{1} << cell.input[pair];
  return nodes;
}

/// What a kernel needs to know to compute signal features. Trivially copyable, without pointers.
struct SignalView {
  Cell cell{};
  SignalOp ops[kMaxOps] = {};
  SignalGroups groups = 0;  ///< to compute
  /// Operations on edges: elements on which a skip is a 1 x 1 convolution, since it changes the resolution.
  ElementMask strided = 0;
  std::uint8_t n_cells = 1;  ///< of an architecture; their columns follow one another
  std::uint8_t words_per_cell = 0;
};

}  // namespace cartograf
