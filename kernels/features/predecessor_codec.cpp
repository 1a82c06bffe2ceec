#include "kernels/features/predecessor_codec.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kMostArchitectures = std::uint64_t{1} << 62;
constexpr std::uint64_t kMostChoices = std::uint64_t{1} << 31;

void check(int number, int least, int most, const std::string& what) {
  if (number >= least && number <= most) return;
  throw InputError(what + ": expected " + std::to_string(least) + " to " + std::to_string(most) + ", found " + std::to_string(number));
}

/// ceil(2^(63 + bits) / divisor), bit by bit: the dividend has more than 64.
std::uint64_t reciprocal(std::uint64_t divisor, int bits) {
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 1;
  for (int bit = 0; bit < 63 + bits; ++bit) {
    remainder *= 2;  // below 2^63, as the divisor is at most 2^62
    quotient = 2 * quotient + (remainder >= divisor ? 1 : 0);
    if (remainder >= divisor) remainder -= divisor;
  }
  return quotient + (remainder != 0 ? 1 : 0);
}

}  // namespace

KnownDivisor::KnownDivisor(std::uint64_t divisor_) : divisor(divisor_) {
  if (divisor == 1) return;
  const auto bits = static_cast<int>(std::bit_width(divisor - 1));
  factor = reciprocal(divisor, bits);
  shift = static_cast<std::uint8_t>(bits - 1);
}

PredecessorCodec::PredecessorCodec(const PredecessorParameters& parameters) : parameters_(parameters) {
  check(parameters.n_inputs, 1, kMaxTerminals, "inputs of a cell");
  check(parameters.n_intermediates, 1, kMaxIntermediates, "intermediate nodes of a cell");
  check(n_nodes() - 1, 1, kMaxPredecessors, "nodes before the last intermediate one");
  check(parameters.n_sources, 1, kMaxSources, "sources of a node");
  check(parameters.n_ops, 1, kMaxOps - (parameters.loose_ends ? 1 : 0), "operations of a cell");
  is_plain_ = parameters.n_sources == 2 && parameters.n_ops > 1 && !parameters.none && !parameters.repeats;
  op_factor_ = static_cast<std::uint32_t>(((std::uint64_t{1} << 32) + parameters.n_ops - 1u) / parameters.n_ops);

  int next = 0;
  for (int source = 0; source < n_nodes(); ++source) {
    const int first_node = source < parameters.n_inputs ? parameters.n_inputs : source + 1;
    first_edge_[source] = static_cast<std::int8_t>(next - first_node);
    next += n_nodes() - first_node;
  }
  check(n_elements(), 1, kMaxElements, "candidate edges of a cell");

  for (int left = 0; left <= parameters.n_sources; ++left) n_ways_[0][left] = left == 0 || parameters.none ? 1 : 0;
  for (int n_last = 1; n_last < n_nodes(); ++n_last) {
    for (int left = 0; left <= parameters.n_sources; ++left) {
      std::uint64_t ways = 0;
      for (int n = 0; n <= std::min(left, n_copies()); ++n) ways += std::uint64_t{multisets(parameters.n_ops, n)} * n_ways_[n_last - 1][left - n];
      if (ways > kMostChoices) throw InputError("choices of a node: expected at most 2^31, found more");
      n_ways_[n_last][left] = static_cast<std::uint32_t>(ways);
    }
  }
  std::uint64_t size = 1;
  for (int i = 0; i < parameters.n_intermediates; ++i) {
    const std::uint64_t n_choices = n_ways_[parameters.n_inputs + i][parameters.n_sources];
    if (n_choices == 0) throw InputError("node " + std::to_string(parameters.n_inputs + i) + ": expected " + std::to_string(parameters.n_sources) + " nodes before it");
    if (size > kMostArchitectures / n_choices) throw InputError("architectures of a cell: expected at most 2^62, found more");
    size *= n_choices;
    n_choices_[i] = KnownDivisor(n_choices);
  }
  size_ = KnownDivisor(size);
}

}  // namespace cartograf
