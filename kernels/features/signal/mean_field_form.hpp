#pragma once

#include "kernels/features/signal/signal_form.hpp"

namespace cartograf {

/// Builds what the mean field of a form depends on, as a form too: types are left out (all 1 x 1), convolutions that read
/// the same are one, which then occurs several times in a row. Entries are sorted by source and polynomial, convolutions
/// by depth and row; so equal mean fields by this rule have equal forms.
template <class Form>
class MeanFieldFormBuilder {
 public:
  CARTOGRAF_HD void build(const Form& form, Form& out) {
    for (int input = 0; input < form.n_inputs; ++input) {
      class_of_[input] = static_cast<std::uint8_t>(input);
      depth_[input] = 0;
    }
    n_classes_ = 0;
    mapped_.begin[0] = 0;
    // A form is sorted by depth: its convolutions come level by level.
    for (int first = 0, end = 0; first < form.n_convs; first = end) {
      const int depth = map_row(form, first);
      end = first + 1;
      while (end < form.n_convs && map_row(form, end) == depth) ++end;
      add_level(form, first, end);
    }
    map_row(form, form.output_row());
    write(form, out);
  }

 private:
  /// Writes the row with classes for sources, sorted; returns the depth of a convolution that reads it.
  CARTOGRAF_HD int map_row(const Form& form, int row) {
    const int first = mapped_.begin[row];
    int end = first;
    int depth = 0;
    for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
      const int source = form.source[entry];
      if (depth_[source] > depth) depth = depth_[source];
      // A source of the level that is being collected has no class yet; then the row is mapped again later.
      const std::uint8_t mapped = class_of_[source];
      const PoolTerms terms = form.terms[entry];
      int to = end++;
      for (; to > first && (mapped < mapped_.source[to - 1] || (mapped == mapped_.source[to - 1] && terms < mapped_.terms[to - 1])); --to) {
        mapped_.source[to] = mapped_.source[to - 1];
        mapped_.terms[to] = mapped_.terms[to - 1];
      }
      mapped_.source[to] = mapped;
      mapped_.terms[to] = terms;
    }
    mapped_.begin[row + 1] = static_cast<std::uint16_t>(end);
    if (row < form.n_convs) {
      depth_[form.n_inputs + row] = static_cast<std::uint8_t>(depth + 1);
      class_of_[form.n_inputs + row] = 0;
    }
    return depth + 1;
  }

  /// Negative, 0 or positive: how rows a and b compare.
  CARTOGRAF_HD int compare(int a, int b) const {
    const int size_a = mapped_.end_entry(a) - mapped_.first_entry(a);
    const int size_b = mapped_.end_entry(b) - mapped_.first_entry(b);
    if (size_a != size_b) return size_a - size_b;
    for (int i = 0; i < size_a; ++i) {
      const int at_a = mapped_.first_entry(a) + i;
      const int at_b = mapped_.first_entry(b) + i;
      if (mapped_.source[at_a] != mapped_.source[at_b]) return mapped_.source[at_a] < mapped_.source[at_b] ? -1 : 1;
      if (mapped_.terms[at_a] != mapped_.terms[at_b]) return mapped_.terms[at_a] < mapped_.terms[at_b] ? -1 : 1;
    }
    return 0;
  }

  /// Gives the convolutions first ... end - 1 their classes.
  CARTOGRAF_HD void add_level(const Form& form, int first, int end) {
    const int first_class = n_classes_;
    for (int conv = first; conv < end; ++conv) {
      int to = n_classes_;
      while (to > first_class && compare(conv, member_[to - 1]) < 0) --to;
      if (to > first_class && compare(conv, member_[to - 1]) == 0) continue;
      for (int move = n_classes_; move > to; --move) member_[move] = member_[move - 1];
      member_[to] = static_cast<std::uint8_t>(conv);
      ++n_classes_;
    }
    for (int conv = first; conv < end; ++conv) {
      int of = first_class;
      while (compare(conv, member_[of]) != 0) ++of;
      class_of_[form.n_inputs + conv] = static_cast<std::uint8_t>(form.n_inputs + of);
    }
  }

  CARTOGRAF_HD void write(const Form& form, Form& out) const {
    out.n_inputs = form.n_inputs;
    out.n_convs = static_cast<std::uint8_t>(n_classes_);
    int to = 0;
    for (int row = 0; row <= n_classes_; ++row) {
      const int from = row < n_classes_ ? member_[row] : form.output_row();
      out.begin[row] = static_cast<std::uint16_t>(to);
      for (int entry = mapped_.first_entry(from); entry < mapped_.end_entry(from); ++entry, ++to) {
        out.source[to] = mapped_.source[entry];
        out.terms[to] = mapped_.terms[entry];
      }
      if (row < n_classes_) out.kernel[row] = out.dilation[row] = 1;
    }
    out.begin[n_classes_ + 1] = static_cast<std::uint16_t>(to);
  }

  int n_classes_;
  Form mapped_;
  std::uint8_t class_of_[Form::kSources];
  std::uint8_t depth_[Form::kSources];
  std::uint8_t member_[Form::kConvs];  ///< a convolution of each class
};

}  // namespace cartograf
