#pragma once

#include <cmath>

#include "kernels/features/signal/signal_form.hpp"

/// The groups `lin` and `x`: what can be read off the canonical form. Of the names, "3" or "2" after a c or "chain" is a
/// convolution with a kernel above 1, "1" or "3" after a c or "chain" one with kernel 1 (as the operation ids of
/// NAS-Bench-201), "x" the inputs, over which all is summed.
namespace cartograf {

inline constexpr int kLinColumns = 37;
inline constexpr int kXColumns = 18;

/// Convolutions of a form by how many lie on the longest and the shortest way from an input to them, themselves
/// included; and of the ways how far they reach and how many convolutions with a kernel above 1 are on them at most.
/// By source: the inputs have 0.
template <class Form>
struct SourceDepths {
  std::int16_t longest[Form::kSources];
  std::int16_t shortest[Form::kSources];
  std::int16_t reach[Form::kSources];
  std::int16_t large[Form::kSources];
};

CARTOGRAF_HD inline int larger(int a, int b) { return a > b ? a : b; }
CARTOGRAF_HD inline int smaller(int a, int b) { return a < b ? a : b; }

/// Of a row of the form, over its sources; a pool reaches 1. `none` where the row is empty.
template <class Form>
struct RowDepths {
  int longest, shortest, reach, large;

  CARTOGRAF_HD RowDepths(const Form& form, const SourceDepths<Form>& depths, int row, int none, int none_shortest)
      : longest(none), shortest(none_shortest), reach(none), large(none) {
    for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
      const int source = form.source[entry];
      longest = larger(longest, depths.longest[source]);
      shortest = entry == form.first_entry(row) ? depths.shortest[source] : smaller(shortest, depths.shortest[source]);
      reach = larger(reach, depths.reach[source] + highest_power(form.terms[entry]));
      large = larger(large, depths.large[source]);
    }
  }
};

template <class Form>
CARTOGRAF_HD void find_depths(const Form& form, SourceDepths<Form>& depths) {
  for (int input = 0; input < form.n_inputs; ++input) {
    depths.longest[input] = depths.shortest[input] = depths.reach[input] = depths.large[input] = 0;
  }
  for (int conv = 0; conv < form.n_convs; ++conv) {
    const RowDepths<Form> row(form, depths, conv, 0, 0);
    const int source = form.n_inputs + conv;
    depths.longest[source] = static_cast<std::int16_t>(row.longest + 1);
    depths.shortest[source] = static_cast<std::int16_t>(row.shortest + 1);
    depths.reach[source] = static_cast<std::int16_t>(row.reach + form.reach(conv));
    depths.large[source] = static_cast<std::int16_t>(row.large + (form.is_large(conv) ? 1 : 0));
  }
}

/// The coefficients of the output by power, summed over its sources.
struct OutputTerms {
  int of_inputs[4] = {};
  int of_large[4] = {};  ///< convolutions with a kernel above 1
  int of_small[4] = {};
  int n_inputs = 0;  ///< sources
  int n_large = 0;
  int n_small = 0;

  template <class Form>
  CARTOGRAF_HD explicit OutputTerms(const Form& form) {
    for (int entry = form.first_entry(form.output_row()); entry < form.end_entry(form.output_row()); ++entry) {
      const int source = form.source[entry];
      const bool input = form.is_input(source);
      const bool is_large = !input && form.is_large(source - form.n_inputs);
      int* const sums = input ? of_inputs : is_large ? of_large
                                                     : of_small;
      ++(input ? n_inputs : is_large ? n_large
                                     : n_small);
      for (int power = 0; power < 4; ++power) sums[power] += coefficient(form.terms[entry], power);
    }
  }

  CARTOGRAF_HD int of(int power) const { return of_inputs[power] + of_large[power] + of_small[power]; }
  CARTOGRAF_HD int pooled() const { return of(1) + of(2) + of(3); }
  CARTOGRAF_HD int all() const { return of(0) + pooled(); }
  CARTOGRAF_HD int all_of_inputs() const { return of_inputs[0] + of_inputs[1] + of_inputs[2] + of_inputs[3]; }
};

/// The live convolutions of one kind, counted in several ways.
struct ConvCounts {
  int all = 0;
  int by_depth[3] = {};    ///< 1, 2, 3 or more
  int reading_inputs = 0;  ///< an input as it is, perhaps among others
  int reading_pools = 0;   ///< anything pooled
  int reading_pools_only = 0;
  int width = 0;  ///< sources they read, summed

  template <class Form>
  CARTOGRAF_HD ConvCounts(const Form& form, const SourceDepths<Form>& depths, bool large) {
    for (int conv = 0; conv < form.n_convs; ++conv) {
      if (form.is_large(conv) != large) continue;
      ++all;
      ++by_depth[smaller(depths.longest[form.n_inputs + conv], 3) - 1];
      bool input = false, pools = false, plain = false;
      for (int entry = form.first_entry(conv); entry < form.end_entry(conv); ++entry) {
        const bool as_it_is = coefficient(form.terms[entry], 0) > 0;
        input |= as_it_is && form.is_input(form.source[entry]);
        plain |= as_it_is;
        pools |= pooled_terms(form.terms[entry]) > 0;
      }
      reading_inputs += input ? 1 : 0;
      reading_pools += pools ? 1 : 0;
      reading_pools_only += plain ? 0 : 1;
      width += form.end_entry(conv) - form.first_entry(conv);
    }
  }
};

CARTOGRAF_HD inline double* write_conv_counts(const ConvCounts& counts, int n_sources, const int* output_terms, double* out) {
  *out++ = n_sources;
  for (int power = 0; power < 3; ++power) *out++ = output_terms[power];
  for (const int n : counts.by_depth) *out++ = n;
  *out++ = counts.reading_inputs;
  *out++ = counts.reading_pools;
  *out++ = counts.reading_pools_only;
  *out++ = counts.width;
  return out;
}

/// out: [kLinColumns].
template <class Form>
CARTOGRAF_HD void lin_features(const Form& form, double* out) {
  SourceDepths<Form> depths;
  find_depths(form, depths);
  const OutputTerms output(form);
  const ConvCounts large(form, depths, true);
  const ConvCounts small(form, depths, false);
  *out++ = large.all;
  *out++ = small.all;
  *out++ = form.n_convs;
  for (const int n : output.of_inputs) *out++ = n;
  out = write_conv_counts(large, output.n_large, output.of_large, out);
  out = write_conv_counts(small, output.n_small, output.of_small, out);
  const RowDepths<Form> row(form, depths, form.output_row(), -1, 5);
  *out++ = row.longest;
  *out++ = row.shortest;
  *out++ = output.n_inputs + output.n_large + output.n_small;
  *out++ = output.all();
  *out++ = output.of_inputs[0] > 0 ? 1 : 0;
  *out++ = output.all_of_inputs() > 0 ? 1 : 0;
  *out++ = form.connected() ? 1 : 0;
  *out++ = output.pooled();
}

/// Classes of convolutions that compute the same of the inputs but for their weights: same type, and read the same
/// polynomials of sources of the same class.
template <class Form>
class ConvClasses {
 public:
  CARTOGRAF_HD explicit ConvClasses(const Form& form) : form_(form) {
    // As many as there can be, a number that compilers know; the first convolution overwrites one that is not there.
    for (int input = 0; input < kMaxSignalInputs; ++input) class_of_[input] = static_cast<std::uint8_t>(input);
    for (int conv = 0; conv < form.n_convs; ++conv) {
      int like = 0;
      while (like < conv && !are_alike(like, conv)) ++like;
      class_of_[form.n_inputs + conv] = class_of_[form.n_inputs + like];
      if (like == conv) class_of_[form.n_inputs + conv] = static_cast<std::uint8_t>(form.n_inputs + n_++);
    }
  }

  CARTOGRAF_HD int size() const { return n_; }

 private:
  CARTOGRAF_HD bool are_alike(int a, int b) const {
    if (form_.kernel[a] != form_.kernel[b] || form_.dilation[a] != form_.dilation[b]) return false;
    if (form_.end_entry(a) - form_.first_entry(a) != form_.end_entry(b) - form_.first_entry(b)) return false;
    for (int entry = form_.first_entry(a); entry < form_.end_entry(a); ++entry) {
      if (times_in(a, entry) != times_in(b, entry)) return false;
    }
    return true;
  }

  /// How often a row reads a source of the class of that of `entry`, by the same polynomial.
  CARTOGRAF_HD int times_in(int row, int entry) const {
    int n = 0;
    for (int other = form_.first_entry(row); other < form_.end_entry(row); ++other) {
      const bool same_class = class_of_[form_.source[other]] == class_of_[form_.source[entry]];
      n += same_class && form_.terms[other] == form_.terms[entry] ? 1 : 0;
    }
    return n;
  }

  const Form& form_;
  int n_ = 0;
  std::uint8_t class_of_[Form::kSources];
};

/// Whether all that a convolution reads are inputs.
template <class Form>
CARTOGRAF_HD bool reads_inputs_only(const Form& form, int conv) {
  for (int entry = form.first_entry(conv); entry < form.end_entry(conv); ++entry) {
    if (!form.is_input(form.source[entry])) return false;
  }
  return true;
}

/// out: [kXColumns].
template <class Form>
CARTOGRAF_HD void x_features(const Form& form, double* out) {
  SourceDepths<Form> depths;
  find_depths(form, depths);
  const OutputTerms output(form);
  const RowDepths<Form> row(form, depths, form.output_row(), -1, -1);
  int chains[2][2] = {};  // [kind of the first][kind of the second]; 0: a kernel above 1
  int parallel[2] = {};   // of the output's sources those that read inputs only
  int n_large = 0;
  long parameters = 0;
  for (int conv = 0; conv < form.n_convs; ++conv) {
    for (int entry = form.first_entry(conv); entry < form.end_entry(conv); ++entry) {
      const int source = form.source[entry];
      if (!form.is_input(source)) ++chains[form.is_large(source - form.n_inputs) ? 0 : 1][form.is_large(conv) ? 0 : 1];
    }
    n_large += form.is_large(conv) ? 1 : 0;
    parameters += long{form.kernel[conv]} * form.kernel[conv];
  }
  for (int entry = form.first_entry(form.output_row()); entry < form.end_entry(form.output_row()); ++entry) {
    const int conv = form.source[entry] - form.n_inputs;
    if (conv >= 0 && reads_inputs_only(form, conv)) ++parallel[form.is_large(conv) ? 0 : 1];
  }
  const bool only_inputs = form.connected() && output.n_large + output.n_small == 0;
  const double all = larger(1, output.all());
  *out++ = row.reach;
  *out++ = row.large;
  for (const auto& of_first : chains) {
    for (const int n : of_first) *out++ = n;
  }
  *out++ = form.n_convs - ConvClasses<Form>(form).size();
  for (const int n : parallel) *out++ = n;
  *out++ = only_inputs ? 1 : 0;
  *out++ = only_inputs && output.of_inputs[0] == 0 ? 1 : 0;
  *out++ = output.n_inputs == 0 ? 1 : 0;
  *out++ = output.pooled() / all;
  *out++ = output.of_inputs[0] / all;
  *out++ = output.all_of_inputs() / all;
  *out++ = n_large > 0 ? 1 : 0;
  *out++ = form.n_convs == 0 ? 1 : 0;
  *out++ = std::log1p(static_cast<double>(parameters));
}

}  // namespace cartograf
