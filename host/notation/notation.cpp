#include "host/notation/notation.hpp"

#include <algorithm>

#include "host/notation/genotypes.hpp"
#include "host/notation/graph_dictionary.hpp"
#include "host/notation/literal.hpp"
#include "host/notation/nats_order.hpp"
#include "host/notation/strings.hpp"
#include "host/space/tuple_key.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

/// Whether a text has what no space's own key has: a square bracket, or a name before a bracket.
bool is_of_another_writer(std::string_view text) {
  if (text.find('[') != text.npos) return true;
  const std::size_t comma = text.rfind(',');
  if (comma != text.npos && text.find_first_not_of(" )", comma + 1) == text.npos) return true;  // "(1, 2,)"
  for (std::size_t at = text.find('(', 1); at != text.npos; at = text.find('(', at + 1)) {
    const char before = text[at - 1];
    if ((before >= 'a' && before <= 'z') || before == '_' || (before >= '0' && before <= '9')) return true;
  }
  return false;
}

/// The space's own key, also as a list in brackets, and with numbers as NumPy prints them.
EncodedKey read_net(const SearchSpace& space, std::string_view text) {
  if (!is_of_another_writer(text)) return space.encode(text);
  const Literal literal = parse_literal(text);
  if (!literal.is_list()) KeyParser(text).fail(literal.position, "a tuple or a list of numbers");
  const TupleText key = tuple_text_of(literal);
  try {
    return space.encode(key.text);
  } catch (const KeyError& error) {
    throw KeyError(key.origin[std::min(error.position(), key.text.size())], error.what());
  }
}

std::string write_net(const SearchSpace& space, const EncodedKey& architecture) { return space.key(architecture.index, architecture.words.data()); }

const Notation kNet = {"net", "the key of cartograf's tables and stores", [](const SearchSpace&) { return true; }, [](std::string_view) { return true; },
                       read_net, write_net};

// A new notation is one file and one line here. The first that recognises a text reads it.
constexpr const Notation* kOthers[] = {&kNatsTopology, &kNatsSize, &kTransNasMicro, &kTransNasMacro, &kGenotype, &kNasBench301, &kNasBench101};

/// Whether a cell is one of NATS-Bench's, however its operations and edges are numbered.
bool has_nats_cells(const SearchSpace& space) {
  return kNatsTopology.is_of(space) && space.cell().n_nodes == 4 && std::ranges::is_permutation(space.traits().ops.names, kNatsOperations);
}

/// The place of a cell before the shuffle, and back.
std::uint64_t nats_place_of(const SearchSpace& space, std::uint64_t index) {
  const EncodedKey architecture{words_of(space, index), index};
  std::uint64_t place = 0;
  for (int target = 1; target < space.cell().n_nodes; ++target) {
    for (int source = 0; source < target; ++source) {
      const std::string& op = space.traits().ops.names[static_cast<std::size_t>(op_on_edge(space, architecture, source, target))];
      place = place * kNatsOperations.size() + static_cast<std::uint64_t>(std::ranges::find(kNatsOperations, op) - kNatsOperations.begin());
    }
  }
  return place;
}

std::uint64_t index_of_nats_place(const SearchSpace& space, std::uint64_t place) {
  const int n_nodes = space.cell().n_nodes;
  std::vector<std::int64_t> matrix(static_cast<std::size_t>(n_nodes * n_nodes), -1);
  for (int target = n_nodes - 1; target > 0; --target) {
    for (int source = target - 1; source >= 0; --source) {
      const std::string& op = kNatsOperations[place % kNatsOperations.size()];
      matrix[static_cast<std::size_t>(source * n_nodes + target)] = std::ranges::find(space.traits().ops.names, op) - space.traits().ops.names.begin();
      place /= kNatsOperations.size();
    }
  }
  return space.encode_words(space.words_of_matrix(matrix)).index;
}

/// NATS-Bench numbers sizes as this space does: lexicographic, the last layer fastest, values ascending.
bool has_nats_sizes(const SearchSpace& space) { return kNatsSize.is_of(space) && space.cell().n_elements == 5 && space.size() == 32'768; }

void require_nats_order(const SearchSpace& space) {
  if (has_nats_cells(space) || has_nats_sizes(space)) return;
  throw InputError(space.name() + ": NATS-Bench numbers no such space; its order is that of nasbench201 and of its sizes");
}

EncodedKey read_number(const SearchSpace& space, std::string_view text, IndexOrder order) {
  require_numbered(space, "indices as keys");
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number >= space.size()) {
    throw KeyError(0, "expected a number from 0 to " + std::to_string(space.size() - 1) + ", the index of an architecture, found " + in_quotes(text));
  }
  const std::uint64_t index = index_of_number(space, order, *number);
  return {words_of(space, index), index};
}

/// Without blanks around it, and without "NAME = " before it, as a line of a Python file has.
std::string_view bare_text(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  text = text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
  const std::size_t equals = text.find('=');
  const bool is_assigned = equals != text.npos && std::ranges::all_of(text.substr(0, equals), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ';
                           });
  if (!is_assigned) return text;
  return text.substr(std::min(text.find_first_not_of(' ', equals + 1), text.size()));
}

}  // namespace

std::vector<const Notation*> notations_of(const SearchSpace& space) {
  std::vector<const Notation*> notations = {&kNet};
  for (const Notation* notation : kOthers) {
    if (notation->is_of(space)) notations.push_back(notation);
  }
  return notations;
}

const Notation& find_notation(const SearchSpace& space, std::string_view name) {
  std::vector<std::string> names;
  for (const Notation* notation : notations_of(space)) {
    if (notation->name == name) return *notation;
    names.emplace_back(notation->name);
  }
  throw InputError(in_quotes(name) + " is no notation of " + space.name() + did_you_mean(name, names));
}

const char* to_string(IndexOrder order) { return order == IndexOrder::nats ? "nats" : order == IndexOrder::cartograf ? "cartograf"
                                                                                                                     : "none"; }

IndexOrder parse_index_order(std::string_view name) {
  std::vector<std::string> names;
  for (const IndexOrder order : kIndexOrders) {
    if (name == to_string(order)) return order;
    names.emplace_back(to_string(order));
  }
  throw InputError("unknown order of indices " + in_quotes(name) + did_you_mean(name, names));
}

std::uint64_t number_of(const SearchSpace& space, IndexOrder order, std::uint64_t index) {
  require_numbered(space, "a column of indices");
  CARTOGRAF_EXPECTS(index < space.size());
  if (order != IndexOrder::nats) return index;
  require_nats_order(space);
  return has_nats_cells(space) ? nats_places()[nats_place_of(space, index)] : index;
}

std::uint64_t index_of_number(const SearchSpace& space, IndexOrder order, std::uint64_t number) {
  require_numbered(space, std::string("the index '") + to_string(order) + "'");
  CARTOGRAF_EXPECTS(number < space.size());
  if (order != IndexOrder::nats) return number;
  require_nats_order(space);
  return has_nats_cells(space) ? index_of_nats_place(space, nats_order()[number]) : number;
}

EncodedKey read_key(const SearchSpace& space, std::string_view text, const KeyReading& reading) {
  const std::string_view stripped = bare_text(text);
  const std::size_t n_blanks = text.empty() ? 0 : static_cast<std::size_t>(stripped.data() - text.data());
  try {
    if (reading.index != IndexOrder::none) return read_number(space, stripped, reading.index);
    if (reading.prune) {
      if (space.cell().kind != CellKind::nodes) throw InputError(space.name() + ": has no operations on nodes, so that no key of it is a graph to be pruned");
      return read_pruned_graph(space, stripped);
    }
    for (const Notation* notation : kOthers) {
      if (notation->recognises(stripped) && notation->is_of(space)) return notation->read(space, stripped);
    }
    return read_net(space, stripped);
  } catch (const KeyError& error) {
    if (n_blanks == 0) throw;
    throw KeyError(error.position() + n_blanks, error.what());
  }
}

}  // namespace cartograf
