#pragma once

#include <cstdint>
#include <limits>

#include "kernels/base/macros.hpp"
#include "kernels/features/signal/signal_view.hpp"

namespace cartograf {

/// Limits of cells with operations on edges. why_no_signal() says which of them a space exceeds; the cells of the
/// built-in spaces are within (NASNet: 10 edges of at most 2 convolutions each).
inline constexpr int kMaxSignalInputs = 2;
inline constexpr int kMaxSignalNodes = 16;
inline constexpr int kMaxConvolutions = 32;
/// A GPU has a second set of kernels for cells of this size (NAS-Bench-201: 6), whose forms take less memory.
inline constexpr int kFewConvolutions = 8;
/// Ways from one node to another, and from the inputs to the output: a coefficient is a byte.
inline constexpr int kMaxSignalPaths = 255;

/// What columns hold that are not defined.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A polynomial in the pooling operator P: byte k is the coefficient of P^k, k = 0 ... 3, where P^3 stands for three or
/// more poolings. Polynomials are added as integers.
using PoolTerms = std::uint32_t;
inline constexpr PoolTerms kIdentityTerm = 1;

CARTOGRAF_HD inline int coefficient(PoolTerms terms, int power) { return static_cast<int>(terms >> (8 * power) & 0xff); }
CARTOGRAF_HD inline int pooled_terms(PoolTerms terms) { return coefficient(terms, 1) + coefficient(terms, 2) + coefficient(terms, 3); }
/// P times the polynomial.
CARTOGRAF_HD inline PoolTerms pooled(PoolTerms terms) { return (terms << 8) + (terms & 0xff000000u); }
/// The highest power that it has; 0 for none.
CARTOGRAF_HD inline int highest_power(PoolTerms terms) { return terms >> 24 != 0 ? 3 : terms >> 16 != 0 ? 2
                                                                                   : terms >> 8 != 0    ? 1
                                                                                                        : 0; }

/// The canonical form of a cell. Sources are the inputs, then the live convolutions in canonical order. Row c < n_convs
/// is what convolution c is applied to, row n_convs the output: entries (source, polynomial), with larger coefficients
/// first (of the lowest power, then of the next, ...), then ascending by source. Whoever sums over a row does so in this
/// order: then the rounding of the reference definition is met almost everywhere where a difference that should be 0
/// brings it to light.
///
/// The same struct holds the form that the mean field is a function of (mean_field_form.hpp); a source may then occur
/// several times in a row, and types do not matter.
template <int kMaxConvs>
struct BasicSignalForm {
  static constexpr int kConvs = kMaxConvs;
  static constexpr int kSources = kMaxSignalInputs + kConvs;
  /// Convolution c has entries of the inputs and of the c convolutions before it at most, the output of all sources.
  static constexpr int kEntries = kSources + kConvs * (2 * kMaxSignalInputs + kConvs - 1) / 2;

  std::uint8_t n_inputs = 1;
  std::uint8_t n_convs = 0;
  std::uint8_t kernel[kConvs] = {};
  std::uint8_t dilation[kConvs] = {};
  std::uint16_t begin[kConvs + 2] = {};
  std::uint8_t source[kEntries] = {};
  PoolTerms terms[kEntries] = {};

  CARTOGRAF_HD int first_entry(int row) const { return begin[row]; }
  CARTOGRAF_HD int end_entry(int row) const { return begin[row + 1]; }
  CARTOGRAF_HD int output_row() const { return n_convs; }
  /// Whether anything reaches the output.
  CARTOGRAF_HD bool connected() const { return begin[n_convs] != begin[n_convs + 1]; }
  CARTOGRAF_HD bool is_input(int at) const { return at < n_inputs; }

  CARTOGRAF_HD bool is_large(int conv) const { return kernel[conv] > 1; }
  CARTOGRAF_HD int reach(int conv) const { return (kernel[conv] - 1) / 2 * dilation[conv]; }
};

using SignalForm = BasicSignalForm<kMaxConvolutions>;
using SmallSignalForm = BasicSignalForm<kFewConvolutions>;

/// Bytes of a form's key at most: counts, types, and for each row its count and entries of 5 bytes.
inline constexpr int kMaxFormKey = 2 + 2 * kMaxConvolutions + kMaxConvolutions + 1 + 5 * SignalForm::kEntries;

/// Writes the form as bytes: equal forms have equal bytes. key: [kMaxFormKey]; returns how many were written.
template <class Form>
CARTOGRAF_HD int write_key(const Form& form, std::uint8_t* key) {
  int n = 0;
  key[n++] = form.n_inputs;
  key[n++] = form.n_convs;
  for (int conv = 0; conv < form.n_convs; ++conv) {
    key[n++] = form.kernel[conv];
    key[n++] = form.dilation[conv];
  }
  for (int row = 0; row <= form.n_convs; ++row) {
    key[n++] = static_cast<std::uint8_t>(form.end_entry(row) - form.first_entry(row));
    for (int entry = form.first_entry(row); entry < form.end_entry(row); ++entry) {
      key[n++] = form.source[entry];
      for (int power = 0; power < 4; ++power) key[n++] = static_cast<std::uint8_t>(coefficient(form.terms[entry], power));
    }
  }
  return n;
}

/// The form that write_key() wrote.
template <class Form>
CARTOGRAF_HD void read_key(const std::uint8_t* key, Form& form) {
  form.n_inputs = *key++;
  form.n_convs = *key++;
  for (int conv = 0; conv < form.n_convs; ++conv) {
    form.kernel[conv] = *key++;
    form.dilation[conv] = *key++;
  }
  int entry = 0;
  for (int row = 0; row <= form.n_convs; ++row) {
    form.begin[row] = static_cast<std::uint16_t>(entry);
    for (int left = *key++; left > 0; --left, ++entry) {
      form.source[entry] = *key++;
      form.terms[entry] = 0;
      for (int power = 0; power < 4; ++power) form.terms[entry] |= PoolTerms{*key++} << (8 * power);
    }
  }
  form.begin[form.n_convs + 1] = static_cast<std::uint16_t>(entry);
}

}  // namespace cartograf
