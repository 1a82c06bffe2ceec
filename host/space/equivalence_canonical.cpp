#include "host/space/equivalence_canonical.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace cartograf {
namespace {

/// Set in the colours of all vertices but those told apart by hand, so that no hash is ever equal to one of the latter.
constexpr std::uint64_t kHashed = std::uint64_t{1} << 63;

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
  return bits ^ bits >> 31;
}

using Vertex = std::uint8_t;
using Colours = std::array<std::uint64_t, kMaxDagVertices>;
/// order[i] is the vertex in place i; also used as a permutation, vertex v -> order[v].
using Order = std::array<Vertex, kMaxDagVertices>;
using Description = std::vector<std::uint64_t>;

/// Searches the numberings of one graph. Colours are hashes that depend on the structure alone, never on the numbering:
/// a collision only leaves more ties to break, so that the result stays exact.
class CanonicalSearch {
 public:
  explicit CanonicalSearch(const LabelledDag& dag) : dag_(dag), n_(dag.labels.size()) {
    CARTOGRAF_EXPECTS(n_ <= kMaxDagVertices);
    Colours colours;
    for (std::size_t v = 0; v < n_; ++v) colours[v] = dag.labels[v] | kHashed;
    search(colours, 0);
  }

  const Description& smallest() const { return smallest_; }

 private:
  static std::uint64_t next_colour(std::uint64_t colour, std::uint64_t neighbours) {
    return (colour & kHashed) == 0 ? colour : mix(colour + 0x9e3779b97f4a7c15 + neighbours * 3) | kHashed;
  }

  static std::uint64_t seen_through(std::uint64_t colour, std::uint64_t arc_label) {
    return mix(colour * 5 + arc_label * 0xd1342543de82ef95 + 1);
  }

  /// One sweep along the arcs and one against them: the colour of a vertex takes in all that is before it, then after.
  void sweep(Colours& colours) const {
    std::array<std::uint64_t, kMaxDagVertices> sums{};
    auto arc = dag_.arcs.begin();
    for (std::size_t v = 0; v < n_; ++v) {
      std::uint64_t sum = 0;
      for (; arc != dag_.arcs.end() && arc->to == v; ++arc) sum += seen_through(colours[arc->from], arc->label);
      colours[v] = next_colour(colours[v], sum);
    }
    for (std::size_t v = n_; v-- > 0;) {
      colours[v] = next_colour(colours[v], sums[v]);
      for (; arc != dag_.arcs.begin() && (arc - 1)->to == v; --arc) {
        sums[(arc - 1)->from] += seen_through(colours[v], (arc - 1)->label);
      }
    }
  }

  Order sorted(const Colours& colours) const {
    Order order;
    std::iota(order.begin(), order.end(), Vertex{0});
    std::sort(order.begin(), order.begin() + n_, [&](Vertex a, Vertex b) { return colours[a] < colours[b]; });
    return order;
  }

  std::size_t n_colours(const Colours& colours, const Order& order) const {
    std::size_t n = 1;
    for (std::size_t i = 1; i < n_; ++i) n += colours[order[i]] != colours[order[i - 1]];
    return n;
  }

  /// Sweeps until that separates no more vertices. Returns them sorted by colour.
  Order refine(Colours& colours) const {
    std::size_t before = 0;
    while (true) {
      sweep(colours);
      const Order order = sorted(colours);
      const std::size_t now = n_colours(colours, order);
      if (now == n_ || now <= before) return order;
      before = now;
    }
  }

  /// Tries all ways to break the ties of `colours`, where vertices path_[0 .. depth) have been told apart already.
  /// Returns the depth at which to go on: less than `depth` when the rest of this subtree mirrors what has been seen.
  std::size_t search(Colours colours, std::size_t depth) {
    const Order order = refine(colours);
    std::size_t first = 0;
    while (first + 1 < n_ && colours[order[first]] != colours[order[first + 1]]) ++first;
    if (first + 1 >= n_) return finish(order, depth);
    std::size_t last = first;
    while (last < n_ && colours[order[last]] == colours[order[first]]) ++last;
    for (std::size_t i = first; i < last; ++i) {
      if (mirrors_one_of(order.data() + first, order.data() + i, depth)) continue;
      Colours told_apart = colours;
      told_apart[order[i]] = depth;
      path_[depth] = order[i];
      const std::size_t back = search(told_apart, depth + 1);
      if (back < depth) return back;
    }
    return depth;
  }

  /// Whether a known symmetry that leaves the path alone takes one of [begin, candidate) to *candidate.
  bool mirrors_one_of(const Vertex* begin, const Vertex* candidate, std::size_t depth) const {
    if (symmetries_.empty() || begin == candidate) return false;
    const Order orbits = orbits_at(depth);
    return std::any_of(begin, candidate, [&](Vertex tried) { return orbits[tried] == orbits[*candidate]; });
  }

  /// The orbit of every vertex, named by one of its members, under the known symmetries that leave the path alone.
  Order orbits_at(std::size_t depth) const {
    Order orbit;
    std::iota(orbit.begin(), orbit.end(), Vertex{0});
    for (const Order& image : symmetries_) {
      if (std::any_of(path_.begin(), path_.begin() + depth, [&](Vertex v) { return image[v] != v; })) continue;
      for (std::size_t v = 0; v < n_; ++v) std::replace(orbit.begin(), orbit.begin() + n_, orbit[v], orbit[image[v]]);
    }
    return orbit;
  }

  /// Takes a complete numbering into account; returns as search() does.
  std::size_t finish(const Order& order, std::size_t depth) {
    Description description = describe(order);
    if (!smallest_.empty() && description == smallest_) {
      Order image;
      for (std::size_t i = 0; i < n_; ++i) image[smallest_order_[i]] = order[i];
      symmetries_.push_back(image);
      // The symmetry maps the branch of the smallest numbering, fully searched, to the one that leads here.
      const auto parting = std::mismatch(path_.begin(), path_.begin() + depth, smallest_path_.begin()).first;
      return static_cast<std::size_t>(parting - path_.begin());
    }
    if (smallest_.empty() || description < smallest_) {
      smallest_ = std::move(description);
      smallest_order_ = order;
      smallest_path_ = path_;
    }
    return depth;
  }

  /// The number of vertices, their labels in order, and all arcs in order.
  Description describe(const Order& order) const {
    std::array<std::uint64_t, kMaxDagVertices> place;
    for (std::size_t i = 0; i < n_; ++i) place[order[i]] = i;
    Description description{n_};
    description.reserve(1 + n_ + dag_.arcs.size());
    for (std::size_t i = 0; i < n_; ++i) description.push_back(dag_.labels[order[i]]);
    for (const LabelledDag::Arc& arc : dag_.arcs) description.push_back(place[arc.from] << 56 | place[arc.to] << 48 | arc.label);
    std::sort(description.begin() + 1 + static_cast<std::ptrdiff_t>(n_), description.end());
    return description;
  }

  const LabelledDag& dag_;
  std::size_t n_;
  Description smallest_;
  Order smallest_order_{};
  std::array<Vertex, kMaxDagVertices> path_{};
  std::array<Vertex, kMaxDagVertices> smallest_path_{};
  std::vector<Order> symmetries_;
};

}  // namespace

void append_number(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>(number | 0x80);
  bytes += static_cast<char>(number);
}

std::string canonical_bytes(const LabelledDag& dag) {
  const CanonicalSearch search(dag);
  std::string bytes;
  bytes.reserve(256);
  const Description& description = search.smallest();
  const std::size_t first_arc = 1 + dag.labels.size();
  for (std::size_t i = 0; i < first_arc; ++i) append_number(bytes, description[i]);
  for (std::size_t i = first_arc; i < description.size(); ++i) {
    bytes += static_cast<char>(description[i] >> 56);
    bytes += static_cast<char>(description[i] >> 48);
    append_number(bytes, description[i] & low_bits(48));
  }
  return bytes;
}

}  // namespace cartograf
