#pragma once

#include <string>
#include <vector>

#include "kernels/features/description.hpp"

namespace cartograf::cli {

/// A group of the family `signal` by its published name, such as signal:g2, and what it is in words.
struct SignalGroupTitle {
  std::string name;
  std::string title;
};

/// The groups of some columns of the family, in the order of the columns.
std::vector<SignalGroupTitle> signal_groups_of(const std::vector<std::string>& column_names);

/// Of the columns of the family `signal` among these; none where none of its families is that one.
std::vector<SignalGroupTitle> signal_groups_of(const FeatureDescription& features);

/// A line for each: the name, and what it is.
std::string signal_group_lines(const std::vector<SignalGroupTitle>& groups);

}  // namespace cartograf::cli
