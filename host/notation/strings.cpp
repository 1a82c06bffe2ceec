#include "host/notation/strings.hpp"

#include <algorithm>
#include <utility>

#include "host/space/tuple_key.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::string_view kMicroHead = "64-41414-";
constexpr std::string_view kMacroHead = "64-";
constexpr std::string_view kMacroTail = "-basic";

/// One operation on each edge u < v of a cell, with names that do not look like the rest of the string.
bool is_complete_cell(const SearchSpace& space) {
  const Cell& cell = space.cell();
  if (cell.kind != CellKind::edges || !space.complete() || space.traits().cell_parts.size() != 1) return false;
  if (cell.n_elements != cell.n_nodes * (cell.n_nodes - 1) / 2) return false;
  return std::ranges::none_of(space.traits().ops.names, [](const std::string& name) { return name.find_first_of("|~+") != name.npos; });
}

EncodedKey from_op_matrix(const SearchSpace& space, std::span<const std::int64_t> matrix, std::size_t position) {
  try {
    return space.encode_words(space.words_of_matrix(matrix));
  } catch (const InputError& error) {
    throw KeyError(position, error.what());
  }
}

EncodedKey read_topology(const SearchSpace& space, std::string_view text) {
  KeyParser parser(text);
  const int n_nodes = space.cell().n_nodes;
  std::vector<std::int64_t> matrix(static_cast<std::size_t>(n_nodes * n_nodes), -1);
  for (int node = 1; node < n_nodes; ++node) {
    if (node > 1) parser.expect('+', "'+' between nodes");
    parser.expect('|', "'|' before an operation");
    for (int edge = 0; edge < node; ++edge) {
      const int op = parser.one_of(space.traits().ops.names);
      parser.expect('~', "'~' between an operation and its source");
      const std::size_t position = parser.position();
      const int source = parser.number(0, n_nodes - 1);
      std::int64_t* entry = &matrix[static_cast<std::size_t>(source * n_nodes + node)];
      if (source >= node) parser.fail(position, "a source before node " + std::to_string(node));
      if (*entry != -1) parser.fail(position, "each source of node " + std::to_string(node) + " once");
      *entry = op;
      parser.expect('|', "'|' after a source");
    }
  }
  parser.expect_end();
  return from_op_matrix(space, matrix, 0);
}

std::string write_topology(const SearchSpace& space, const EncodedKey& architecture) {
  std::string text;
  for (int node = 1; node < space.cell().n_nodes; ++node) {
    text += node > 1 ? "+|" : "|";
    for (int source = 0; source < node; ++source) {
      const int op = op_on_edge(space, architecture, source, node);
      text += space.traits().ops.names[static_cast<std::size_t>(op)] + "~" + std::to_string(source) + "|";
    }
  }
  return text;
}

/// What stands behind the last underscore of "width_8", where all operations have the same before it, and numbers there;
/// else nothing.
std::vector<std::string> layer_values(const SearchSpace& space) {
  if (space.cell().kind != CellKind::layers || space.matrix_shape().front() != space.cell().n_elements) return {};
  std::vector<std::string> values;
  std::string attribute;
  for (const std::string& name : space.traits().ops.names) {
    const std::size_t underscore = name.rfind('_');
    if (underscore == name.npos || !parse_number<int>(std::string_view(name).substr(underscore + 1))) return {};
    if (!values.empty() && name.substr(0, underscore) != attribute) return {};
    attribute = name.substr(0, underscore);
    values.push_back(name.substr(underscore + 1));
  }
  return values;
}

EncodedKey read_size(const SearchSpace& space, std::string_view text) {
  const std::vector<std::string> values = layer_values(space);
  std::vector<std::int64_t> matrix(space.cell().n_elements, -1);
  std::size_t layer = 0;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (layer == matrix.size()) throw KeyError(begin, "expected at most " + std::to_string(matrix.size()) + " numbers, found more");
    const auto found = std::ranges::find(values, text.substr(begin, end - begin));
    if (found == values.end()) KeyParser(text).fail(begin, "one of " + listed(values));
    matrix[layer++] = found - values.begin();
    begin = end + 1;
  }
  return from_op_matrix(space, matrix, 0);
}

std::string write_size(const SearchSpace& space, const EncodedKey& architecture) {
  const std::vector<std::string> values = layer_values(space);
  std::string text;
  for (int layer = 0; layer < space.cell().n_elements; ++layer) {
    for (std::size_t op = 0; op < values.size(); ++op) {
      if ((architecture.words[op] >> layer & 1) != 0) text += (layer > 0 ? ":" : "") + values[op];
    }
  }
  return text;
}

/// A text that must stand there.
void expect(std::string_view text, std::size_t position, std::string_view wanted) {
  if (text.substr(std::min(position, text.size()), wanted.size()) == wanted) return;
  KeyParser(text).fail(position, "'" + std::string(wanted) + "'");
}

EncodedKey read_micro(const SearchSpace& space, std::string_view text) {
  expect(text, 0, kMicroHead);
  const int n_nodes = space.cell().n_nodes;
  std::vector<std::int64_t> matrix(static_cast<std::size_t>(n_nodes * n_nodes), -1);
  std::size_t at = kMicroHead.size();
  for (int node = 1; node < n_nodes; ++node) {
    if (node > 1) expect(text, at++, "_");
    for (int source = 0; source < node; ++source, ++at) {
      const char digit = at < text.size() ? text[at] : '\0';
      if (digit < '0' || digit >= '0' + space.cell().n_ops) {
        KeyParser(text).fail(at, "an operation from 0 to " + std::to_string(space.cell().n_ops - 1));
      }
      matrix[static_cast<std::size_t>(source * n_nodes + node)] = digit - '0';
    }
  }
  if (at != text.size()) KeyParser(text).fail(at, "the end of the key");
  return from_op_matrix(space, matrix, 0);
}

std::string write_micro(const SearchSpace& space, const EncodedKey& architecture) {
  std::string text(kMicroHead);
  for (int node = 1; node < space.cell().n_nodes; ++node) {
    if (node > 1) text += '_';
    for (int source = 0; source < node; ++source) text += std::to_string(op_on_edge(space, architecture, source, node));
  }
  return text;
}

EncodedKey read_macro(const SearchSpace& space, std::string_view text) {
  expect(text, 0, kMacroHead);
  std::size_t end = kMacroHead.size();
  std::vector<int> modules;
  while (end < text.size() && text[end] >= '1' && text[end] <= '4') modules.push_back(text[end++] - '0');
  expect(text, end, kMacroTail);
  if (end + kMacroTail.size() != text.size()) KeyParser(text).fail(end + kMacroTail.size(), "the end of the key");
  try {
    return space.encode(tuple_text(modules));
  } catch (const KeyError& error) {
    throw KeyError(kMacroHead.size(), std::string("the modules: ") + error.what());
  }
}

std::string write_macro(const SearchSpace& space, const EncodedKey& architecture) {
  std::string digits;
  for (const char c : space.key(architecture.index)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return std::string(kMacroHead) + digits + std::string(kMacroTail);
}

}  // namespace

int op_on_edge(const SearchSpace& space, const EncodedKey& architecture, int source, int target) {
  const Cell& cell = space.cell();
  int element = 0;
  while (element < cell.n_elements && (cell.source[element] != source || cell.target[element] != target)) ++element;
  int op = 0;
  while (op < cell.n_ops && (architecture.words[static_cast<std::size_t>(op)] >> element & 1) == 0) ++op;
  CARTOGRAF_EXPECTS(element < cell.n_elements && op < cell.n_ops);
  return op;
}

const Notation kNatsTopology = {"nats", "|op~0|+|op~0|op~1|+..., as NAS-Bench-201 and NATS-Bench write cells", is_complete_cell,
                                [](std::string_view text) { return text.starts_with('|'); }, read_topology, write_topology};
const Notation kNatsSize = {"nats", "8:16:24:32:64, as NATS-Bench writes sizes", [](const SearchSpace& space) { return !layer_values(space).empty(); },
                            [](std::string_view text) { return text.find(':') != text.npos; }, read_size, write_size};
const Notation kTransNasMicro = {"transnas", "64-41414-1_02_333, as TransNAS-Bench-101 writes cells",
                                 [](const SearchSpace& space) { return space.name() == "transnasbench101_micro"; },
                                 [](std::string_view text) { return text.starts_with("64-"); }, read_micro, write_micro};
const Notation kTransNasMacro = {"transnas", "64-1234-basic, as TransNAS-Bench-101 writes macro structures",
                                 [](const SearchSpace& space) { return space.name() == "transnasbench101_macro"; },
                                 [](std::string_view text) { return text.starts_with("64-"); }, read_macro, write_macro};

}  // namespace cartograf
