#pragma once

#include <string>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// One choice that an architecture makes: which of `n_choices` consecutive operations layer `layer` carries. A layer
/// with several attributes (heads, MLP ratio) has one position for each, and carries one operation of each.
struct LayerPosition {
  int layer = 0;
  int first_op = 0;
  int n_choices = 0;
};

/// How keys are written.
enum class LayerKeyStyle {
  tuple,   ///< "(1, 3, 2)": the choice at each position
  digits,  ///< "02012100": the same, one digit each
  number,  ///< "17": place in the space, counted from 1
};

/// What makes a space whose architectures are chains of layers.
struct LayerSpaceDefinition {
  std::string name;
  std::string summary;
  std::vector<std::string> operations;
  std::vector<int> values;               ///< [n operations] what each stands for (width, heads), -128 ... 127; empty = nothing
  int n_layers = 0;                      ///< of the longest architecture
  std::vector<LayerPosition> positions;  ///< in the order of the key
  /// Numbers of positions that an architecture may have, ascending: shorter networks leave the last positions out.
  /// Empty: all of them.
  std::vector<int> lengths;
  /// Where not all combinations are architectures: all that are, as words, [size x n operations]; `rule` says which.
  std::vector<std::uint64_t> listed;
  std::string rule;
  LayerKeyStyle key_style = LayerKeyStyle::tuple;
  std::string key_column = kKeyColumn;  ///< of published tables
  int first_choice = 0;                 ///< how keys write the first choice of a position
  std::vector<LayerFeatures> families;  ///< the same in all conventions
  std::vector<WideColumn> costs;
  bool costs_by_default = false;
  std::string document;  ///< of a user's space: what definition() gives
};

/// The families that any layered space can have; those that look at values only when there are values. `attributes`:
/// sets of operations whose values may be compared; empty = all operations.
std::vector<LayerFeatures> general_layer_families(const LayerSpaceDefinition& definition, std::vector<NamedOps> attributes = {});

/// The definition with its lengths written out. Throws InputError when it contradicts itself or is too large.
LayerSpaceDefinition checked(LayerSpaceDefinition definition);

}  // namespace cartograf
