#include "host/space/edge_space.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>

#include "host/space/subsets.hpp"
#include "host/space/tuple_key.hpp"
#include "io/suggest.hpp"

namespace cartograf {
namespace {

constexpr const char* kCost = "cost";

/// The edges by source, then target: the order that EdgeCell asks for. Returns positions in `key_edges`.
std::vector<std::size_t> topological_order(const std::vector<std::pair<int, int>>& key_edges) {
  std::vector<std::size_t> order(key_edges.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key_edges[a] < key_edges[b]; });
  return order;
}

EdgeCell make_cell(const EdgeSpaceDefinition& definition) {
  EdgeCell cell;
  cell.n_nodes = static_cast<std::uint8_t>(definition.n_nodes);
  cell.n_edges = static_cast<std::uint8_t>(definition.key_edges.size());
  cell.input = 0;
  cell.output = static_cast<std::uint8_t>(definition.n_nodes - 1);
  int edge = 0;
  for (const std::size_t position : topological_order(definition.key_edges)) {
    cell.source[edge] = static_cast<std::uint8_t>(definition.key_edges[position].first - 1);
    cell.target[edge] = static_cast<std::uint8_t>(definition.key_edges[position].second - 1);
    ++edge;
  }
  return cell;
}

EdgeCodec make_codec(const EdgeSpaceDefinition& definition) {
  EdgeCodec codec;
  codec.n_positions = static_cast<std::uint8_t>(definition.key_edges.size());
  codec.n_ops = static_cast<std::uint8_t>(definition.operations.size());
  std::uint8_t edge = 0;
  for (const std::size_t position : topological_order(definition.key_edges)) codec.edge_of_position[position] = edge++;
  return codec;
}

/// Appends the columns of the families of one edge space to a feature set.
class ColumnBuilder {
 public:
  ColumnBuilder(const EdgeSpaceDefinition& definition, FeatureSet& set)
      : definition_(definition), set_(set), n_ops_(static_cast<int>(definition.operations.size())) {}

  void add(Family family) {
    switch (family) {
      case Family::op_count: return op_count();
      case Family::min_path_len: return min_path_len();
      case Family::max_op_on_path: return max_op_on_path();
      case Family::node_degree: return node_degree();
    }
  }

 private:
  bool graf_nas() const { return set_.convention == Convention::graf_nas; }
  OpSet all_ops() const { return static_cast<OpSet>(low_bits(n_ops_)); }

  std::string allowed_name(const std::string& family, OpSet ops) const {
    return graf_nas() ? family + "_" + names_text(ops, definition_.operations) : family + "_allowed_" + ids_text(ops);
  }

  void name(std::string column, std::int32_t divisor = 1) { set_.columns.push_back({std::move(column), divisor}); }

  void op_count() {
    const std::vector<OpSet> singletons = subsets_by_size(n_ops_, 1, 1);
    set_.plan.add_block({Family::op_count, 0}, singletons, std::array{1});
    for (int op = 0; op < n_ops_; ++op) name("op_count_" + std::to_string(op));
  }

  // The released package lists the allowed subsets, the experiment code the banned ones.
  void min_path_len() {
    std::vector<OpSet> allowed = graf_nas() ? subsets_by_size(n_ops_, 1, n_ops_) : subsets_by_size(n_ops_, 0, n_ops_ - 1);
    for (OpSet& ops : allowed) {
      name(graf_nas() ? allowed_name("min_path_len", ops) : "min_path_len_banned_" + ids_text(ops));
      if (!graf_nas()) ops = all_ops() & ~ops;
    }
    const auto unreachable = graf_nas() ? definition_.key_edges.size() : static_cast<std::size_t>(definition_.n_nodes) + 1;
    set_.plan.add_block({Family::min_path_len, static_cast<std::int8_t>(unreachable)}, allowed, std::array{1});
  }

  void max_op_on_path() {
    const std::vector<OpSet> allowed = subsets_by_size(n_ops_, 1, n_ops_);
    for (const OpSet ops : allowed) name(allowed_name("max_op_on_path", ops));
    const auto unreachable = static_cast<std::int8_t>(graf_nas() ? 0 : -1);
    set_.plan.add_block({Family::max_op_on_path, unreachable}, allowed, std::array{1});
  }

  void node_degree() {
    const std::vector<OpSet> allowed = subsets_by_size(n_ops_, 1, n_ops_);
    const std::array<std::int32_t, 4> divisors = {1, 1, definition_.n_nodes, definition_.n_nodes};
    const char* parts[] = {"_in_degree", "_out_degree", "_avg_in", "_avg_out"};
    for (const OpSet ops : allowed) {
      for (std::size_t part = 0; part < divisors.size(); ++part) name(allowed_name("node_degree", ops) + parts[part], divisors[part]);
    }
    set_.plan.add_block({Family::node_degree, 0}, allowed, divisors);
  }

  const EdgeSpaceDefinition& definition_;
  FeatureSet& set_;
  int n_ops_;
};

struct NamedFamily {
  const char* name;
  Family family;
};
constexpr NamedFamily kFamilies[] = {{"op_count", Family::op_count},
                                     {"min_path_len", Family::min_path_len},
                                     {"max_op_on_path", Family::max_op_on_path},
                                     {"node_degree", Family::node_degree}};

void check_families(const std::vector<FamilyInfo>& known, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const FamilyInfo& family : known) names.push_back(family.name);
  for (const std::string& name : asked) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw InputError("unknown feature family '" + name + "'" + did_you_mean(name, names));
    }
  }
}

}  // namespace

EdgeSpace::EdgeSpace(EdgeSpaceDefinition definition)
    : definition_(std::move(definition)), cell_(make_cell(definition_)), codec_(make_codec(definition_)) {
  size_ = 1;
  for (std::size_t i = 0; i < definition_.key_edges.size(); ++i) size_ *= definition_.operations.size();
}

std::string EdgeSpace::definition() const {
  nlohmann::ordered_json json;
  json["name"] = definition_.name;
  json["kind"] = "edges";
  json["operations"] = definition_.operations;
  json["nodes"] = definition_.n_nodes;
  json["edges"] = definition_.key_edges;
  json["input"] = 1;
  json["output"] = definition_.n_nodes;
  for (const CostColumn& cost : definition_.costs) json["costs"][cost.name] = {{"constant", cost.constant}, {"per_operation", cost.per_op}};
  return json.dump();
}

std::string EdgeSpace::key(std::uint64_t index) const {
  CARTOGRAF_EXPECTS(index < size_);
  const std::uint64_t n_ops = definition_.operations.size();
  std::vector<int> digits(definition_.key_edges.size());
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    *digit = static_cast<int>(index % n_ops);
    index /= n_ops;
  }
  return tuple_text(digits);
}

std::size_t EdgeSpace::key_width() const {
  return key(size_ - 1).size();  // the largest op id in every place
}

std::uint64_t EdgeSpace::index_of(std::string_view key) const {
  const std::uint64_t n_ops = definition_.operations.size();
  std::uint64_t index = 0;
  for (const int digit : parse_tuple(key, definition_.key_edges.size(), static_cast<int>(n_ops))) {
    index = index * n_ops + static_cast<std::uint64_t>(digit);
  }
  return index;
}

std::vector<FamilyInfo> EdgeSpace::families(Convention convention) const {
  std::vector<FamilyInfo> infos;
  for (const NamedFamily& named : kFamilies) {
    FeatureSet alone{convention, {}, FeaturePlan(cell_), {}, {}};
    ColumnBuilder(definition_, alone).add(named.family);
    infos.push_back({named.name, alone.plan.n_columns(), true});
  }
  if (!definition_.costs.empty()) infos.push_back({kCost, static_cast<std::uint32_t>(definition_.costs.size()), false});
  return infos;
}

FeatureSet EdgeSpace::features(Convention convention, const std::vector<std::string>& asked) const {
  const std::vector<FamilyInfo> known = families(convention);
  check_families(known, asked);
  const auto selected = [&](const std::string& name, bool by_default) {
    return asked.empty() ? by_default : std::find(asked.begin(), asked.end(), name) != asked.end();
  };
  FeatureSet set{convention, {}, FeaturePlan(cell_), {}, {}};
  ColumnBuilder builder(definition_, set);
  for (const NamedFamily& named : kFamilies) {
    if (!selected(named.name, true)) continue;
    set.families.emplace_back(named.name);
    builder.add(named.family);
  }
  if (!definition_.costs.empty() && selected(kCost, false)) {
    set.families.emplace_back(kCost);
    set.costs = definition_.costs;
  }
  return set;
}

AdjacencyBits EdgeSpace::adjacency_bits() const {
  AdjacencyBits bits{definition_.operations, {}};
  for (int edge = 0; edge < cell_.n_edges; ++edge) {
    bits.edges.push_back(std::to_string(cell_.source[edge] + 1) + "->" + std::to_string(cell_.target[edge] + 1));
  }
  return bits;
}

std::int64_t evaluate_cost(const CostColumn& cost, const EdgeCodec& codec, std::uint64_t index) {
  EdgeMask masks[kMaxOps];
  codec.decode(index, masks);
  std::int64_t value = cost.constant;
  for (std::size_t op = 0; op < cost.per_op.size(); ++op) value += cost.per_op[op] * popcount(masks[op]);
  return value;
}

std::string_view to_string(Convention convention) {
  return convention == Convention::graf_nas ? "graf_nas" : "zc_combine";
}

Convention parse_convention(std::string_view text) {
  const std::vector<std::string> names = {"graf_nas", "zc_combine"};
  if (text == names[0]) return Convention::graf_nas;
  if (text == names[1]) return Convention::zc_combine;
  throw InputError("unknown convention '" + std::string(text) + "'" + did_you_mean(text, names));
}

}  // namespace cartograf
