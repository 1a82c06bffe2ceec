#include "host/space/space_document.hpp"

#include <algorithm>
#include <bit>
#include <cctype>
#include <cmath>
#include <fstream>
#include <functional>
#include <system_error>

#include "host/space/catalog.hpp"
#include "host/space/edge_space.hpp"
#include "host/space/graph_space.hpp"
#include "host/space/json_place.hpp"
#include "host/space/layer_space.hpp"
#include "host/space/predecessor_space.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"
#include "io/files/stream_name.hpp"
#include "io/files/text_input.hpp"
#include "kernels/features/signal/node_signal_columns.hpp"
#include "kernels/features/signal/signal_limits.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kMaxColumns = 100'000;
constexpr std::size_t kMaxNameLength = 64;
constexpr std::size_t kMaxSummaryLength = 1'000;
constexpr std::size_t kMaxCosts = 64;
constexpr std::size_t kMaxCells = 4;
constexpr std::size_t kMaxDefinitionSize = 60'000;  // bytes; an attribute of HDF5 holds less than 64 KiB
constexpr std::int64_t kMaxKernel = 31, kMaxDilation = 8, kMaxLayers = 3;
constexpr std::int64_t kMaxCost = std::int64_t{1} << 50;  // 64 elements of it still fit 63 bits

constexpr const char* kNameRule = "a name of 1 to 64 letters, digits, '_', '-' and '.'";

bool is_name(const std::string& text) {
  return !text.empty() && text.size() <= kMaxNameLength && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; });
}

std::string read_name(const JsonPlace& place) {
  const std::string name = place.text();
  if (!is_name(name)) place.fail(kNameRule);
  return name;
}

std::string read_space_name(const JsonPlace& document) {
  const JsonPlace place = document.at("name");
  const std::string name = read_name(place);
  const std::vector<std::string> built_in = space_names();
  if (std::find(built_in.begin(), built_in.end(), name) != built_in.end()) place.refuse("\"" + name + "\" is the name of a built-in space; choose another");
  return name;
}

std::string read_summary(const JsonPlace& document) {
  const auto place = document.find("summary");
  if (!place) return "a space of the user's own";
  std::string summary = place->text();
  const bool one_line = std::none_of(summary.begin(), summary.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (!one_line || summary.size() > kMaxSummaryLength) place->fail("one line of at most " + std::to_string(kMaxSummaryLength) + " bytes");
  return summary;
}

/// The whole document, as stores keep it.
std::string read_definition(const JsonPlace& document) {
  if (const auto schema = document.find("$schema")) schema->text();
  std::string definition = document.value().dump();
  if (definition.size() > kMaxDefinitionSize) {
    document.refuse("expected at most " + std::to_string(kMaxDefinitionSize) + " bytes without blanks, as stores keep the document, found " +
                    std::to_string(definition.size()));
  }
  return definition;
}

std::vector<std::string> read_operations(const JsonPlace& place) {
  std::vector<std::string> names;
  for (const JsonPlace& item : place.items(1, kMaxOps)) {
    names.push_back(read_name(item));
    if (std::find(names.begin(), names.end() - 1, names.back()) != names.end() - 1) item.refuse("the operation \"" + names.back() + "\" stands there twice");
  }
  return names;
}

/// Position of an operation that a member names; -1 without the member.
int read_role(const JsonPlace& document, const std::string& member, const std::vector<std::string>& operations) {
  const auto place = document.find(member);
  if (!place) return -1;
  const auto found = std::find(operations.begin(), operations.end(), place->text());
  if (found == operations.end()) place->refuse("unknown operation" + did_you_mean(place->text(), operations));
  return static_cast<int>(found - operations.begin());
}

/// Costs become datasets of a store, beside those of the family `effective`.
void check_cost_name(const std::string& name, const JsonPlace& costs, const JsonPlace& cost) {
  if (!is_name(name) || name == "." || name == "..") cost.refuse(std::string("expected the cost under ") + kNameRule + ", other than '.' and '..'");
  const std::string prefix = "effective_";
  if (name.starts_with(prefix) && costs.find(name.substr(prefix.size()))) {
    cost.refuse("the family `effective` has a column of this name, for the cost \"" + name.substr(prefix.size()) + "\"");
  }
}

SignalOp read_signal_op(const JsonPlace& place) {
  place.only({"role", "kernel", "dilation", "depth"});
  const std::vector<std::string> roles = {"none", "skip", "pool", "conv"};
  const JsonPlace role = place.at("role");
  const auto found = std::find(roles.begin(), roles.end(), role.text());
  if (found == roles.end()) role.fail("\"none\", \"skip\", \"pool\" or \"conv\"");
  SignalOp op{static_cast<OpRole>(found - roles.begin())};
  if (op.role != OpRole::conv) {
    for (const char* const member : {"kernel", "dilation"}) {
      if (const auto given = place.find(member)) given->refuse(std::string("only an operation of the role \"conv\" has a ") + member);
    }
  }
  if (const auto depth = place.find("depth")) {
    if (op.role != OpRole::conv && op.role != OpRole::pool) depth->refuse("only an operation of the role \"conv\" or \"pool\" has a depth");
    op.depth = static_cast<std::uint8_t>(depth->integer(1, kMaxLayers));
  }
  if (op.role != OpRole::conv) return op;
  const JsonPlace kernel = place.at("kernel");
  op.kernel = static_cast<std::uint8_t>(kernel.integer(1, kMaxKernel));
  if (op.kernel % 2 == 0) kernel.fail("an odd side of the window");
  if (const auto dilation = place.find("dilation")) op.dilation = static_cast<std::uint8_t>(dilation->integer(1, kMaxDilation));
  return op;
}

/// What each operation does to a signal, for the family `signal`; empty without the member.
std::vector<SignalOp> read_signal(const JsonPlace& document, const std::vector<std::string>& operations) {
  const auto place = document.find("signal");
  if (!place) return {};
  place->only(operations);
  std::vector<SignalOp> ops;
  for (const std::string& operation : operations) ops.push_back(read_signal_op(place->at(operation)));
  return ops;
}

/// Refuses a member `signal` of a space whose cells are beyond what the family can be computed of.
void check_signal(const JsonPlace& document, const SearchSpace& space) {
  if (space.traits().signal_ops.empty()) return;
  const SignalView view = make_signal_view(space.cell(), space.traits().signal_ops);
  const std::string why = space.cell().kind == CellKind::nodes ? why_no_node_signal(view) : why_no_signal(view);
  if (!why.empty()) document.at("signal").refuse("the family `signal` cannot be computed of this space: " + why);
}

/// Of architectures of so many cells, with `words_between` words that carry none of the operations behind each.
std::vector<WideColumn> read_costs(const JsonPlace& document, const std::vector<std::string>& operations, std::size_t n_cells = 1,
                                   std::size_t words_between = 0) {
  std::vector<WideColumn> costs;
  const auto place = document.find("costs");
  if (!place) return costs;
  const auto members = place->members();
  if (members.size() > kMaxCosts) place->refuse("expected at most " + std::to_string(kMaxCosts) + " costs, found " + std::to_string(members.size()));
  for (const auto& [name, cost] : members) {
    check_cost_name(name, *place, cost);
    if (name.starts_with("effective_")) cost.refuse("a cost may not be called \"effective_...\", as the family `effective` gives such columns");
    cost.only({"constant", "per_operation"});
    const auto constant = cost.find("constant");
    std::vector<std::int64_t> per_op(operations.size());
    for (const auto& [op, value] : cost.at("per_operation").members()) {
      const auto found = std::find(operations.begin(), operations.end(), op);
      if (found == operations.end()) value.refuse("unknown operation" + did_you_mean(op, operations));
      per_op[static_cast<std::size_t>(found - operations.begin())] = value.integer(-kMaxCost, kMaxCost);
    }
    std::vector<std::int64_t> per_word;
    for (std::size_t cell = 0; cell < n_cells; ++cell) {
      per_word.insert(per_word.end(), per_op.begin(), per_op.end());
      per_word.resize(per_word.size() + words_between);
    }
    costs.push_back(linear_cost(name, constant ? constant->integer(-kMaxCost, kMaxCost) : 0, std::move(per_word)));
  }
  return costs;
}

void check_column_count(const JsonPlace& place, std::size_t n_ops, std::uint64_t columns_per_subset) {
  const std::uint64_t subsets = n_ops < 40 ? (std::uint64_t{1} << n_ops) - 1 : kMaxColumns;
  if (subsets * columns_per_subset <= kMaxColumns) return;
  place.refuse(std::to_string(n_ops) + " operations have " + std::to_string(subsets) + " subsets of " + std::to_string(columns_per_subset) +
               " columns each, more than the " + std::to_string(kMaxColumns) + " that a store may have");
}

/// Names that stand next to each other in `names`, in their order: the place of the first and how many they are. `one` and
/// `some` say what is expected: "an operation", "operations".
std::pair<int, int> read_neighbours(const JsonPlace& place, const std::vector<std::string>& names, const std::string& one, const std::string& some,
                                    const std::function<std::string(const JsonPlace&)>& name_of) {
  int first = 0, n = 0;
  for (const JsonPlace& item : place.items(1, names.size())) {
    const auto found = std::find(names.begin(), names.end(), name_of(item));
    if (found == names.end()) item.fail(one);
    const auto at = static_cast<int>(found - names.begin());
    if (n == 0) first = at;
    if (at != first + n) item.fail("neighbouring " + some + ", in their order");
    ++n;
  }
  return {first, n};
}

// --- operations on edges

std::pair<int, int> read_node_pair(const JsonPlace& place, int n_nodes) {
  const std::vector<JsonPlace> ends = place.items(2, 2);
  const auto source = static_cast<int>(ends[0].integer(1, n_nodes));
  const auto target = static_cast<int>(ends[1].integer(1, n_nodes));
  if (source >= target) place.fail("a pair of nodes [source, target] with source < target, as nodes are numbered in topological order");
  return {source, target};
}

std::vector<std::pair<int, int>> read_node_pairs(const std::vector<JsonPlace>& items, int n_nodes) {
  std::vector<std::pair<int, int>> pairs;
  for (const JsonPlace& item : items) {
    pairs.push_back(read_node_pair(item, n_nodes));
    if (std::find(pairs.begin(), pairs.end() - 1, pairs.back()) != pairs.end() - 1) item.refuse("the pair of nodes stands there twice");
  }
  return pairs;
}

/// An edge is a pair of nodes, or an object of such a pair and the operations that it chooses among. Edges of the same pair
/// choose among different ones.
void read_edges(const JsonPlace& place, EdgeSpaceDefinition& definition) {
  if (place.value().is_array() && place.value().size() > kMaxElements) {
    place.refuse("a cell has at most " + std::to_string(kMaxElements) + " candidate edges, found " + std::to_string(place.value().size()));
  }
  for (const JsonPlace& item : place.items(1, kMaxElements)) {
    const bool is_object = item.value().is_object();
    if (is_object) item.only({"edge", "operations"});
    const std::pair<int, int> ends = read_node_pair(is_object ? item.at("edge") : item, definition.n_nodes);
    EdgeChoices choices{0, static_cast<int>(definition.operations.size())};
    if (is_object) {
      const auto [first, n] =
          read_neighbours(item.at("operations"), definition.operations, "an operation", "operations", [](const JsonPlace& name) { return name.text(); });
      choices = {first, n};
    }
    for (std::size_t before = 0; before < definition.key_edges.size(); ++before) {
      if (definition.key_edges[before] == ends && definition.choices[before] == choices) {
        item.refuse("the pair of nodes stands there twice, with the same operations");
      }
    }
    definition.key_edges.push_back(ends);
    definition.choices.push_back(choices);
  }
}

void check_size(const JsonPlace& place, const std::vector<EdgeChoices>& edges) {
  std::uint64_t size = 1;
  for (const EdgeChoices& choices : edges) {
    const auto n = static_cast<std::uint64_t>(choices.n_ops);
    if (size > kMaxArchitectures / n) place.refuse("the space has more than 2^62 architectures, so that they cannot be numbered");
    size *= n;
  }
}

std::unique_ptr<SearchSpace> read_edge_space(const JsonPlace& document) {
  document.only({"$schema", "name", "summary", "kind", "operations", "nodes", "edges", "terminals", "zero", "identity", "signal", "costs"});
  EdgeSpaceDefinition definition;
  definition.name = read_space_name(document);
  definition.summary = read_summary(document);
  definition.document = read_definition(document);
  definition.operations = read_operations(document.at("operations"));
  definition.n_nodes = static_cast<int>(document.at("nodes").integer(2, kMaxNodes));
  read_edges(document.at("edges"), definition);
  if (const auto terminals = document.find("terminals")) {
    definition.terminals = read_node_pairs(terminals->items(1, kMaxTerminals), definition.n_nodes);
  }
  definition.zero_op = read_role(document, "zero", definition.operations);
  definition.identity_op = read_role(document, "identity", definition.operations);
  definition.signal_ops = read_signal(document, definition.operations);
  definition.costs = read_costs(document, definition.operations);
  const std::size_t n_terminals = std::max<std::size_t>(1, definition.terminals.size());
  check_column_count(document.at("operations"), definition.operations.size(), 4 * n_terminals + 2);
  check_size(document.at("edges"), definition.choices);
  auto space = std::make_unique<EdgeSpace>(std::move(definition));
  check_signal(document, *space);
  return space;
}

// --- operations on the edges into nodes that choose their sources

/// The operation of edges that are absent; empty without the member.
std::string read_none(const JsonPlace& document, const std::vector<std::string>& operations) {
  const auto place = document.find("none");
  if (!place) return {};
  std::string name = read_name(*place);
  if (std::find(operations.begin(), operations.end(), name) != operations.end()) place->refuse("an edge that carries \"" + name + "\" is absent; it cannot be an operation too");
  return name;
}

std::vector<CellName> read_cells(const JsonPlace& document) {
  const auto place = document.find("cells");
  if (!place) return {CellName{}};
  std::vector<CellName> cells;
  for (const JsonPlace& item : place->items(2, kMaxCells)) {
    const std::string name = read_name(item);
    if (std::any_of(cells.begin(), cells.end(), [&](const CellName& cell) { return cell.title == name; })) item.refuse("the cell \"" + name + "\" stands there twice");
    cells.push_back({name + "_", name});
  }
  return cells;
}

std::unique_ptr<SearchSpace> read_predecessor_space(const JsonPlace& document) {
  document.only({"$schema", "name", "summary", "kind", "operations", "none", "inputs", "intermediate_nodes", "sources", "repeats", "loose_ends", "cells",
                 "identity", "signal", "costs"});
  PredecessorSpaceDefinition definition;
  definition.name = read_space_name(document);
  definition.summary = read_summary(document);
  definition.document = read_definition(document);
  definition.operations = read_operations(document.at("operations"));
  definition.none = read_none(document, definition.operations);
  if (const auto inputs = document.find("inputs")) definition.n_inputs = static_cast<int>(inputs->integer(1, kMaxTerminals));
  const JsonPlace nodes = document.at("intermediate_nodes");
  definition.n_intermediates = static_cast<int>(nodes.integer(1, kMaxIntermediates));
  if (const auto sources = document.find("sources")) definition.n_sources = static_cast<int>(sources->integer(1, kMaxSources));
  if (const auto repeats = document.find("repeats")) definition.repeats = repeats->truth();
  if (const auto loose_ends = document.find("loose_ends")) definition.loose_ends = loose_ends->truth();
  definition.cells = read_cells(document);
  if (!definition.repeats && definition.none.empty() && definition.n_sources > definition.n_inputs) {
    document.refuse("expected \"sources\" of at most the number of \"inputs\", as the first intermediate node has no other nodes before it, or \"repeats\" or \"none\", found " +
                    std::to_string(definition.n_sources));
  }
  definition.identity_op = read_role(document, "identity", definition.operations);
  definition.signal_ops = read_signal(document, definition.operations);
  definition.costs = read_costs(document, definition.operations, definition.cells.size(), definition.loose_ends ? 1 : 0);
  check_column_count(document.at("operations"), definition.operations.size(),
                     definition.cells.size() * static_cast<std::uint64_t>(2 * definition.n_inputs + 2));
  std::unique_ptr<SearchSpace> space;
  try {
    space = std::make_unique<PredecessorSpace>(std::move(definition));
  } catch (const InputError& error) {
    nodes.refuse(error.what());  // all members are right by themselves, but together too many
  }
  check_signal(document, *space);
  return space;
}

// --- operations on nodes

/// A graph is one 64-bit number: its number of nodes, adjacency, and the operation of each inner node.
void check_code_size(const JsonPlace& place, const GraphSpaceDefinition& definition) {
  constexpr int n_count_bits = 4;
  const int n_adjacency_bits = definition.max_nodes * (definition.max_nodes - 1) / 2;
  const int n_op_bits = static_cast<int>(std::bit_width(definition.operations.size() - 1));
  const int n_bits = n_count_bits + n_adjacency_bits + (definition.max_nodes - 2) * n_op_bits;
  if (n_bits <= 64) return;
  place.refuse("graphs of " + std::to_string(definition.max_nodes) + " nodes with " + std::to_string(definition.operations.size()) +
               " operations take " + std::to_string(n_bits) + " bits, more than 64: lower the number of nodes or operations");
}

std::unique_ptr<SearchSpace> read_graph_space(const JsonPlace& document) {
  document.only({"$schema", "name", "summary", "kind", "operations", "max_nodes", "max_edges", "signal", "costs"});
  GraphSpaceDefinition definition;
  definition.name = read_space_name(document);
  definition.summary = read_summary(document);
  definition.document = read_definition(document);
  definition.operations = read_operations(document.at("operations"));
  definition.max_nodes = static_cast<int>(document.at("max_nodes").integer(2, kMaxGraphNodes));
  const int most_edges = definition.max_nodes * (definition.max_nodes - 1) / 2;
  definition.max_edges = static_cast<int>(document.at("max_edges").integer(definition.max_nodes - 1, most_edges));
  definition.signal_ops = read_signal(document, definition.operations);
  definition.costs = read_costs(document, definition.operations);
  check_column_count(document.at("operations"), definition.operations.size(), 6);
  check_code_size(document.at("operations"), definition);
  auto space = std::make_unique<GraphSpace>(std::move(definition));
  check_signal(document, *space);
  return space;
}

// --- layers

int attribute_value(const JsonPlace& place) {
  const nlohmann::json& value = place.value();
  if (value.is_number() && (value.get<double>() != std::floor(value.get<double>()) || std::abs(value.get<double>()) > 128)) {
    place.refuse("expected a whole number from -128 to 127, found " + value.dump() + "; write the values of this attribute as names, such as \"" + value.dump() + "\"");
  }
  return static_cast<int>(place.integer(-128, 127));
}

/// One attribute of the layers (width, heads, ...): its choices become operations NAME_VALUE. Whole numbers keep their
/// value; texts are ordered choices, whose values are their places in the list.
NamedOps read_attribute(const JsonPlace& place, LayerSpaceDefinition& definition) {
  place.only({"name", "values"});
  const std::string name = read_name(place.at("name"));
  NamedOps attribute{name, 0};
  const std::vector<JsonPlace> values = place.at("values").items(1, kMaxOps);
  const bool ordered = std::any_of(values.begin(), values.end(), [](const JsonPlace& value) { return value.value().is_string(); });
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (definition.operations.size() == kMaxOps) values[i].refuse("a space has at most " + std::to_string(kMaxOps) + " choices in all");
    const int value = ordered ? static_cast<int>(i) : attribute_value(values[i]);
    const std::string operation = name + "_" + (ordered ? read_name(values[i]) : std::to_string(value));
    if (std::find(definition.operations.begin(), definition.operations.end(), operation) != definition.operations.end()) {
      values[i].refuse("the choice \"" + operation + "\" stands there twice");
    }
    attribute.ops |= OpSet{1} << definition.operations.size();
    definition.operations.push_back(operation);
    definition.values.push_back(value);
  }
  return attribute;
}

std::vector<NamedOps> read_attributes(const JsonPlace& place, LayerSpaceDefinition& definition) {
  std::vector<NamedOps> attributes;
  for (const JsonPlace& item : place.items(1, kMaxOps)) {
    NamedOps attribute = read_attribute(item, definition);
    const bool twice = std::any_of(attributes.begin(), attributes.end(), [&](const NamedOps& other) { return other.name == attribute.name; });
    if (twice) item.at("name").refuse("the attribute \"" + attribute.name + "\" stands there twice");
    attributes.push_back(std::move(attribute));
  }
  return attributes;
}

/// The choices of one layer for one attribute: neighbouring values of the attribute, in their order.
LayerPosition read_layer_choices(const JsonPlace& place, int layer, const NamedOps& attribute, const LayerSpaceDefinition& definition) {
  const int first = lowest_bit(attribute.ops);
  const std::vector<std::string> names(definition.operations.begin() + first,
                                       definition.operations.begin() + first + popcount(attribute.ops));
  const std::string of_attribute = " of the attribute \"" + attribute.name + "\"";
  const auto [place_of_first, n] = read_neighbours(place, names, "a value" + of_attribute, "values" + of_attribute, [&](const JsonPlace& value) {
    return attribute.name + "_" + (value.value().is_string() ? value.text() : std::to_string(value.integer(-128, 127)));
  });
  return {layer, first + place_of_first, n};
}

/// `layers` is a number, of layers that choose among all values of every attribute, or a list that says for each layer
/// which values of each attribute it chooses among.
void read_layers(const JsonPlace& place, const std::vector<NamedOps>& attributes, LayerSpaceDefinition& definition) {
  std::vector<JsonPlace> layers;
  if (place.value().is_array()) layers = place.items(1, kMaxElements);
  definition.n_layers = layers.empty() ? static_cast<int>(place.integer(1, kMaxElements)) : static_cast<int>(layers.size());
  std::vector<std::string> names;
  for (const NamedOps& attribute : attributes) names.push_back(attribute.name);
  for (int layer = 0; layer < definition.n_layers; ++layer) {
    if (!layers.empty()) layers[static_cast<std::size_t>(layer)].only(names);
    for (const NamedOps& attribute : attributes) {
      definition.positions.push_back(
          layers.empty() ? LayerPosition{layer, lowest_bit(attribute.ops), popcount(attribute.ops)}
                         : read_layer_choices(layers[static_cast<std::size_t>(layer)].at(attribute.name), layer, attribute, definition));
    }
  }
  if (definition.positions.size() > kMaxElements) {
    place.refuse(std::to_string(definition.n_layers) + " layers of " + std::to_string(attributes.size()) + " attributes are more than " +
                 std::to_string(kMaxElements) + " choices");
  }
}

std::unique_ptr<SearchSpace> read_layer_space(const JsonPlace& document) {
  document.only({"$schema", "name", "summary", "kind", "layers", "depths", "attributes", "costs"});
  LayerSpaceDefinition definition;
  definition.name = read_space_name(document);
  definition.summary = read_summary(document);
  definition.document = read_definition(document);
  const std::vector<NamedOps> attributes = read_attributes(document.at("attributes"), definition);
  read_layers(document.at("layers"), attributes, definition);
  if (const auto depths = document.find("depths")) {
    for (const JsonPlace& depth : depths->items(1, kMaxVariants)) {
      const auto length = static_cast<int>(depth.integer(1, definition.n_layers)) * static_cast<int>(attributes.size());
      if (!definition.lengths.empty() && length <= definition.lengths.back()) depth.fail("depths in ascending order");
      definition.lengths.push_back(length);
    }
    if (definition.lengths.back() != static_cast<int>(definition.positions.size())) depths->refuse("the largest depth must be the number of layers");
  }
  definition.costs = read_costs(document, definition.operations);
  definition.families = general_layer_families(definition, attributes);
  return std::make_unique<LayerSpace>(std::move(definition));
}

}  // namespace

std::unique_ptr<SearchSpace> space_from_json(const std::string& text, const std::string& document) {
  const nlohmann::json json = parse_json(text, document);
  const JsonPlace place(json, document);
  const std::string kind = place.at("kind").text();
  if (kind == "edges") return read_edge_space(place);
  if (kind == "nodes") return read_graph_space(place);
  if (kind == "predecessors") return read_predecessor_space(place);
  if (kind == "layers") return read_layer_space(place);
  place.at("kind").fail("\"edges\", \"nodes\", \"predecessors\" or \"layers\"");
}

namespace {

/// A file in place of the name of a space is called what it is.
void refuse_other_files(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(name, ignored)) require_existing(name);
  if (!std::filesystem::is_regular_file(name, ignored)) return;
  std::string begin(4096, '\0');
  std::ifstream file(name, std::ios::binary);
  begin.resize(static_cast<std::size_t>(file.read(begin.data(), static_cast<std::streamsize>(begin.size())).gcount()));
  const std::optional<ForeignFile> found = foreign_file(begin);
  throw InputError(input_name(name) + ": expected a search space, found " + (found ? found->what : "a text") + "; give the name of a space (see 'cartograf spaces') or a document whose name ends in .json" +
                   (is_hdf5(begin) ? "; 'cartograf inspect " + printable_line(name) + "' says of which space a store is" : ""));
}

}  // namespace

std::unique_ptr<SearchSpace> open_space(const std::string& name) {
  if (!name.ends_with(".json") && !input_descriptor(name)) {
    const std::optional<std::string> known = known_space(name);
    if (!known) refuse_other_files(name);
    return find_space(known.value_or(name));
  }
  constexpr std::size_t most = std::size_t{64} << 20;
  const std::string text = read_file(name, most);
  refuse_hdf5(name, text, "a search space (JSON)");
  return space_from_json(text, input_name(name));
}

}  // namespace cartograf
