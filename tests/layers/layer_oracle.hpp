#pragma once

#include <string>
#include <vector>

/// A naive oracle for layered spaces: lists of choices and plain loops, written from docs/features.md. It includes
/// nothing of the project, so that a shared mistake is unlikely.
namespace reference {

/// The choice of each layer, first layer first.
using Chain = std::vector<int>;

/// All numbers in a text, such as those of the key "(1, 4, 2)"; with `single_digits` each digit is one.
Chain numbers_in(const std::string& text, bool single_digits);

/// Layers among 0 ... last whose choice is one of `choices`; 0 when there is no layer `last`.
int count_up_to(const Chain& chain, const std::vector<int>& choices, int last);
int count_all(const Chain& chain, const std::vector<int>& choices);

/// Length of the longest stretch of layers that all have the choice.
int longest_stretch(const Chain& chain, int choice);

struct Steps {
  int up = 0;
  int down = 0;
  int level = 0;
};
/// How each value compares with the one before.
Steps steps_of(const std::vector<int>& values);

/// The keys of TransNAS-Bench-101 macro in order, and their 16 values.
std::vector<Chain> transnas_macro_keys();
std::vector<double> transnas_macro_features(const Chain& key);

/// The 27 values of NAS-Bench-Macro.
std::vector<double> nasbench_macro_features(const Chain& key);

}  // namespace reference
