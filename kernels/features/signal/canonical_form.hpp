#pragma once

#include <cstdint>

#include "kernels/features/bits.hpp"
#include "kernels/features/signal/signal_form.hpp"

namespace cartograf {

/// Builds canonical forms of cells with operations on edges.
///
/// The value of a node is a sum over sources, the inputs and each convolution, each with a polynomial in the pooling
/// operator P. A skip adds the value of the edge's source, a pool of depth d adds P^d times it, `none` adds nothing; a
/// convolution makes a new source whose input is that value, unless it is empty, and one of depth d makes d of them in
/// series. Parallel edges add up. Fixed edges and loose ends are skips, edges without any operation carry nothing, a skip
/// on a strided edge is a convolution 1 x 1. Inputs are the nodes that no edge enters, the output is that of the first
/// pair of terminals. Only the convolutions that reach the output are kept.
///
/// Canonical order: by depth (the most convolutions on a way from an input), kernel, dilation, then by what the
/// convolution is applied to and what is applied to it, directly and through others: by a hash that knows nothing of the
/// order in which convolutions were made (`colour`). Convolutions that it cannot tell apart are interchangeable, or
/// become so when one of them is marked; so they are marked one after the other.
template <class Form>
class FormBuilder {
 public:
  /// words: of the cell. The space must be within the limits (why_no_signal()).
  CARTOGRAF_HD void build(const SignalView& view, const std::uint64_t* words, Form& form) {
    const Cell& cell = view.cell;
    find_inputs(cell);
    n_convs_ = 0;
    clear_nodes(cell);
    for (int edge = 0; edge < cell.n_edges; ++edge) {
      const SignalOp op = op_of(view, words, edge);
      if (op.role != OpRole::none) relax(cell.source[edge], cell.target[edge], op);
    }
    output_ = nodes_[cell.output[0]];
    find_live();
    order_live();
    write(form);
  }

 private:
  struct Conv {
    std::uint8_t kernel;
    std::uint8_t dilation;
    std::uint8_t depth;
  };

  CARTOGRAF_HD static std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
    std::uint64_t x = a * 0x9e3779b97f4a7c15ull + (b ^ 0xd1b54a32d192ed03ull);
    x = (x ^ (x >> 32)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 29)) * 0x94d049bb133111ebull;
    return x ^ (x >> 32);
  }

  CARTOGRAF_HD int n_sources() const { return n_inputs_ + n_convs_; }

  CARTOGRAF_HD void find_inputs(const Cell& cell) {
    const std::uint32_t inputs = input_nodes(cell);
    n_inputs_ = 0;
    for (int node = 0; node < cell.n_nodes; ++node) {
      input_of_node_[node] = (inputs >> node & 1) != 0 ? static_cast<std::int8_t>(n_inputs_++) : std::int8_t{-1};
    }
  }

  CARTOGRAF_HD void clear_nodes(const Cell& cell) {
    for (int node = 0; node < cell.n_nodes; ++node) {
      has_value_[node] = input_of_node_[node] >= 0;
      for (int at = 0; at < n_inputs_; ++at) nodes_[node][at] = at == input_of_node_[node] ? kIdentityTerm : 0;
    }
    n_nodes_ = cell.n_nodes;
  }

  CARTOGRAF_HD static SignalOp op_of(const SignalView& view, const std::uint64_t* words, int edge) {
    SignalOp op;
    if (edge >= view.cell.n_elements) {
      op.role = OpRole::skip;
      return op;
    }
    for (int candidate = 0; candidate < view.cell.n_ops; ++candidate) {
      if ((words[candidate] >> edge & 1) != 0) op = view.ops[candidate];
    }
    if (op.role == OpRole::skip && (view.strided >> edge & 1) != 0) return {OpRole::conv, 1, 1, 1};
    return op;
  }

  CARTOGRAF_HD void relax(int source, int target, SignalOp op) {
    if (!has_value_[source]) return;
    has_value_[target] = true;
    if (op.role == OpRole::conv) {
      nodes_[target][add_convs(nodes_[source], op)] += kIdentityTerm;
      return;
    }
    const int n_pools = op.role == OpRole::pool ? op.depth : 0;
    for (int at = 0; at < n_sources(); ++at) {
      PoolTerms terms = nodes_[source][at];
      for (int i = 0; i < n_pools; ++i) terms = pooled(terms);
      nodes_[target][at] += terms;
    }
  }

  /// The last of the new sources.
  CARTOGRAF_HD int add_convs(const PoolTerms* input, SignalOp op) {
    for (int i = 0; i < op.depth; ++i) {
      CARTOGRAF_EXPECTS(n_convs_ < Form::kConvs);
      const int conv = n_convs_;
      for (int at = 0; at < n_sources(); ++at) rows_[conv][at] = i == 0 ? input[at] : at == n_sources() - 1 ? kIdentityTerm
                                                                                                            : 0;
      convs_[conv].kernel = op.kernel;
      convs_[conv].dilation = op.kernel > 1 ? op.dilation : std::uint8_t{1};
      ++n_convs_;
      for (int node = 0; node < n_nodes_; ++node) nodes_[node][n_sources() - 1] = 0;
    }
    return n_sources() - 1;
  }

  CARTOGRAF_HD void find_live() {
    live_ = 0;
    for (int conv = 0; conv < n_convs_; ++conv) {
      if (output_[n_inputs_ + conv] != 0) live_ |= 1u << conv;
    }
    for (int conv = n_convs_ - 1; conv >= 0; --conv) {
      if ((live_ >> conv & 1) == 0) continue;
      for (int before = 0; before < conv; ++before) {
        if (rows_[conv][n_inputs_ + before] != 0) live_ |= 1u << before;
      }
    }
    n_live_ = 0;
    for (int conv = 0; conv < n_convs_; ++conv) {
      if ((live_ >> conv & 1) == 0) continue;
      order_[n_live_++] = static_cast<std::uint8_t>(conv);
      int depth = 0;
      for (std::uint64_t left = sources_of(conv); left != 0; left = without_lowest_bit(left)) {
        const int before = convs_[lowest_bit(left)].depth;
        if (before > depth) depth = before;
      }
      convs_[conv].depth = static_cast<std::uint8_t>(depth + 1);
    }
  }

  /// The convolutions that a convolution reads.
  CARTOGRAF_HD std::uint64_t sources_of(int conv) const {
    std::uint64_t sources = 0;
    for (int before = 0; before < conv; ++before) {
      if (rows_[conv][n_inputs_ + before] != 0) sources |= std::uint64_t{1} << before;
    }
    return sources;
  }

  CARTOGRAF_HD void order_live() {
    for (int conv = 0; conv < n_convs_; ++conv) seeds_[conv] = mix(convs_[conv].kernel, convs_[conv].dilation);
    for (int n_colours = 0;;) {
      colour_live();
      sort_live();
      int first = -1;
      const int before = n_colours;
      n_colours = count_colours(first);
      if (first < 0) return;
      for (int i = 0; i < n_live_; ++i) seeds_[order_[i]] = colours_[order_[i]];
      if (n_colours == before) seeds_[order_[first]] = mix(seeds_[order_[first]], 1);
    }
  }

  /// Towards the output, then back: what a convolution is made of, then also what is made of it.
  CARTOGRAF_HD void colour_live() {
    for (int conv = 0; conv < n_convs_; ++conv) {
      if ((live_ >> conv & 1) == 0) continue;
      std::uint64_t sum = 0;
      for (int at = 0; at < n_inputs_ + conv; ++at) {
        const PoolTerms terms = rows_[conv][at];
        if (terms != 0) sum += mix(at < n_inputs_ ? static_cast<std::uint64_t>(at) : colours_[at - n_inputs_], terms);
      }
      colours_[conv] = mix(seeds_[conv], sum);
    }
    std::uint64_t sums[Form::kConvs];
    for (int conv = 0; conv < n_convs_; ++conv) sums[conv] = mix(~std::uint64_t{0}, output_[n_inputs_ + conv]);
    for (int conv = n_convs_ - 1; conv >= 0; --conv) {
      if ((live_ >> conv & 1) == 0) continue;
      colours_[conv] = mix(colours_[conv], sums[conv]);
      for (int before = 0; before < conv; ++before) {
        const PoolTerms terms = rows_[conv][n_inputs_ + before];
        if (terms != 0) sums[before] += mix(colours_[conv], terms);
      }
    }
  }

  CARTOGRAF_HD bool comes_before(int a, int b) const {
    if (convs_[a].depth != convs_[b].depth) return convs_[a].depth < convs_[b].depth;
    if (convs_[a].kernel != convs_[b].kernel) return convs_[a].kernel < convs_[b].kernel;
    if (convs_[a].dilation != convs_[b].dilation) return convs_[a].dilation < convs_[b].dilation;
    return colours_[a] < colours_[b];
  }

  CARTOGRAF_HD void sort_live() {
    for (int i = 1; i < n_live_; ++i) {
      const std::uint8_t conv = order_[i];
      int to = i;
      for (; to > 0 && comes_before(conv, order_[to - 1]); --to) order_[to] = order_[to - 1];
      order_[to] = conv;
    }
  }

  /// How many colours there are; first: the place of a convolution that equals its successor, but may not be exchanged
  /// with it without anything else; unchanged when there is none.
  CARTOGRAF_HD int count_colours(int& first) const {
    int n = n_live_ > 0 ? 1 : 0;
    for (int i = 0; i + 1 < n_live_; ++i) {
      if (comes_before(order_[i], order_[i + 1])) {
        ++n;
      } else if (first < 0 && !are_twins(order_[i], order_[i + 1])) {
        first = i;
      }
    }
    return n;
  }

  /// Whether they read the same and are read alike.
  CARTOGRAF_HD bool are_twins(int a, int b) const {
    const int last = a > b ? a : b;
    const int other = a > b ? b : a;
    for (int at = 0; at < n_inputs_ + last; ++at) {
      if (rows_[last][at] != (at < n_inputs_ + other ? rows_[other][at] : 0)) return false;
    }
    if (output_[n_inputs_ + a] != output_[n_inputs_ + b]) return false;
    for (int conv = last + 1; conv < n_convs_; ++conv) {
      if ((live_ >> conv & 1) != 0 && rows_[conv][n_inputs_ + a] != rows_[conv][n_inputs_ + b]) return false;
    }
    return true;
  }

  CARTOGRAF_HD void write(Form& form) const {
    form.n_inputs = static_cast<std::uint8_t>(n_inputs_);
    form.n_convs = static_cast<std::uint8_t>(n_live_);
    int entry = 0;
    for (int row = 0; row < n_live_; ++row) {
      form.kernel[row] = convs_[order_[row]].kernel;
      form.dilation[row] = convs_[order_[row]].dilation;
      write_row(rows_[order_[row]], order_[row], row, entry, form);
    }
    write_row(output_, n_convs_, n_live_, entry, form);
    form.begin[n_live_ + 1] = static_cast<std::uint16_t>(entry);
  }

  /// `from` has the convolutions made before `conv`; of them only those before `row` in canonical order are read.
  CARTOGRAF_HD void write_row(const PoolTerms* from, int conv, int row, int& entry, Form& form) const {
    form.begin[row] = static_cast<std::uint16_t>(entry);
    for (int at = 0; at < n_inputs_ + row; ++at) {
      const int before = at < n_inputs_ ? -1 : order_[at - n_inputs_];
      const PoolTerms terms = before < 0 ? from[at] : before < conv ? from[n_inputs_ + before]
                                                                    : 0;
      if (terms == 0) continue;
      int to = entry++;
      for (; to > form.begin[row] && goes_before(terms, form.terms[to - 1]); --to) {
        form.source[to] = form.source[to - 1];
        form.terms[to] = form.terms[to - 1];
      }
      form.source[to] = static_cast<std::uint8_t>(at);
      form.terms[to] = terms;
    }
  }

  /// Whether the coefficients of a are larger, the lowest power first.
  CARTOGRAF_HD static bool goes_before(PoolTerms a, PoolTerms b) {
    for (int power = 0; power < 4; ++power) {
      if (coefficient(a, power) != coefficient(b, power)) return coefficient(a, power) > coefficient(b, power);
    }
    return false;
  }

  int n_inputs_;
  int n_nodes_;
  int n_convs_;
  int n_live_;
  std::uint32_t live_;
  const PoolTerms* output_;
  std::int8_t input_of_node_[kMaxSignalNodes];
  bool has_value_[kMaxSignalNodes];
  PoolTerms nodes_[kMaxSignalNodes][Form::kSources];  ///< values, [node][source]; inputs, then convolutions as made
  PoolTerms rows_[Form::kConvs][Form::kSources];      ///< what convolutions are applied to
  Conv convs_[Form::kConvs];
  std::uint8_t order_[Form::kConvs];  ///< the live ones, in canonical order at last
  std::uint64_t seeds_[Form::kConvs];
  std::uint64_t colours_[Form::kConvs];
};

}  // namespace cartograf
