#include "tests/families/naive_families.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>

namespace naive {
namespace {

constexpr int kLongestSequence = 5;

/// A path of at least one edge.
struct Path {
  int from = 0;
  int to = 0;
  std::vector<std::size_t> edges;
  Ops ops;      ///< in order: of its edges, or of its inner nodes
  Ops all_ops;  ///< with those of both ends, operations on nodes
  unsigned op_set = 0, all_op_set = 0;
};

unsigned set_of(const Ops& ops) {
  unsigned set = 0;
  for (const int op : ops) set |= 1u << op;
  return set;
}

bool contains(const Ops& ops, int op) { return std::find(ops.begin(), ops.end(), op) != ops.end(); }
bool all_in(unsigned ops, unsigned subset) { return (ops & ~subset) == 0; }

void extend(const Cell& cell, const Path& path, std::vector<Path>& paths) {
  for (std::size_t e = 0; e < cell.edges.size(); ++e) {
    const Edge& edge = cell.edges[e];
    if (edge.from != path.to || edge.op == Edge::kAbsent) continue;
    Path longer = path;
    longer.to = edge.to;
    longer.edges.push_back(e);
    if (cell.ops_on_nodes()) {
      const auto op_of = [&](int node) { return cell.node_ops[static_cast<std::size_t>(node)]; };
      if (path.edges.empty() && op_of(path.from) >= 0) longer.all_ops.push_back(op_of(path.from));
      if (!path.edges.empty()) longer.ops.push_back(op_of(path.to));
      if (op_of(edge.to) >= 0) longer.all_ops.push_back(op_of(edge.to));
    } else if (edge.op >= 0) {
      longer.ops.push_back(edge.op);
      longer.all_ops.push_back(edge.op);
    }
    longer.op_set = set_of(longer.ops);
    longer.all_op_set = set_of(longer.all_ops);
    paths.push_back(longer);
    extend(cell, longer, paths);
  }
}

std::vector<Path> all_paths(const Cell& cell) {
  std::vector<Path> paths;
  for (int node = 0; node < cell.n_nodes; ++node) {
    Path start;
    start.from = start.to = node;
    extend(cell, start, paths);
  }
  return paths;
}

bool between(const Path& path, const Terminals& terminals) { return path.from == terminals.first && path.to == terminals.second; }

/// A cell and what is computed of it once.
struct Subject {
  Cell cell;
  std::vector<Path> paths;
};

using Values = std::vector<std::int64_t>;

void all_pairs(const Subject& subject, const Ops& ops, Values& out) {
  struct Lengths {
    std::int64_t shortest = -1, longest = -1;
  };
  std::map<Terminals, Lengths> lengths;
  const unsigned subset = set_of(ops);
  for (const Path& path : subject.paths) {
    if (!all_in(path.op_set, subset)) continue;  // operations on nodes: both ends may carry anything
    const auto length = static_cast<std::int64_t>(path.edges.size());
    Lengths& known = lengths[{path.from, path.to}];
    if (known.shortest < 0 || length < known.shortest) known.shortest = length;
    if (known.longest < 0 || length > known.longest) known.longest = length;
  }
  for (int a = 0; a < subject.cell.n_nodes; ++a) {
    for (int b = a + 1; b < subject.cell.n_nodes; ++b) {
      out.push_back(lengths[{a, b}].shortest);
      out.push_back(lengths[{a, b}].longest);
    }
  }
}

/// Whether the edge counts in the degree of the node at one end of it, by what the other end or the edge carries.
bool counts(const Cell& cell, const Edge& edge, int other_end, const Ops& ops) {
  if (edge.op == Edge::kAbsent) return false;
  return contains(ops, cell.ops_on_nodes() ? cell.node_ops[static_cast<std::size_t>(other_end)] : edge.op);
}

void all_degrees(const Subject& subject, const Ops& ops, Values& out) {
  for (int node = 0; node < subject.cell.n_nodes; ++node) {
    std::int64_t in = 0, out_degree = 0;
    for (const Edge& edge : subject.cell.edges) {
      in += edge.to == node && counts(subject.cell, edge, edge.from, ops);
      out_degree += edge.from == node && counts(subject.cell, edge, edge.to, ops);
    }
    out.push_back(in);
    out.push_back(out_degree);
  }
}

void path_counts(const Subject& subject, const Ops& ops, Values& out) {
  std::int64_t n_paths = 0, n_walks = 0;
  const unsigned subset = set_of(ops);
  for (const Path& path : subject.paths) {
    if (!all_in(path.all_op_set, subset)) continue;
    ++n_walks;
    for (const Terminals& terminals : subject.cell.terminals) n_paths += between(path, terminals);
  }
  out.push_back(n_paths);
  out.push_back(n_walks);
}

std::size_t n_candidates(const Cell& cell) {
  return static_cast<std::size_t>(std::count_if(cell.edges.begin(), cell.edges.end(), [](const Edge& e) { return e.op != Edge::kNoOperation; }));
}

void op_on_position(const Subject& subject, Values& out) {
  const Cell& cell = subject.cell;
  std::vector<Ops> carried;  // by position
  if (cell.ops_on_nodes()) {
    for (int node = 1; node < cell.n_nodes - 1; ++node) {
      carried.push_back({node < static_cast<int>(cell.node_ops.size()) ? cell.node_ops[static_cast<std::size_t>(node)] : -1});
    }
  } else {
    for (std::size_t e = 0; e < n_candidates(cell); ++e) {
      if (e % static_cast<std::size_t>(cell.n_parallel) == 0) carried.emplace_back();
      carried.back().push_back(cell.edges[e].op);
    }
  }
  for (const Ops& ops : carried) {
    for (int o = 0; o < cell.n_ops; ++o) out.push_back(std::count(ops.begin(), ops.end(), o));
  }
}

void adjacency(const Subject& subject, Values& out) {
  const Cell& cell = subject.cell;
  if (!cell.ops_on_nodes()) {
    for (std::size_t e = 0; e < n_candidates(cell); ++e) {
      if (e % static_cast<std::size_t>(cell.n_parallel) == 0) out.push_back(0);
      out.back() += cell.edges[e].op != Edge::kAbsent && cell.edges[e].op != cell.zero_op;
    }
    return;
  }
  for (int a = 0; a < cell.n_nodes; ++a) {
    for (int b = a + 1; b < cell.n_nodes; ++b) {
      out.push_back(std::any_of(cell.edges.begin(), cell.edges.end(), [&](const Edge& e) { return e.from == a && e.to == b; }));
    }
  }
}

void effective(const Subject& subject, Values& out) {
  const Cell& cell = subject.cell;
  const std::vector<bool> is_live = live(cell);
  for (int op = 0; op < cell.n_ops; ++op) {
    std::int64_t n = 0;
    if (cell.ops_on_nodes()) {
      n = std::count(cell.node_ops.begin(), cell.node_ops.end(), op);
    } else {
      for (std::size_t e = 0; e < cell.edges.size(); ++e) n += is_live[e] && cell.edges[e].op == op;
    }
    out.push_back(n);
  }
}

/// All sequences: by length, then lexicographic.
const std::vector<Ops>& sequences(const Cell& cell) {
  Cell full = cell;  // with every candidate edge: the longest path that an architecture can have
  for (std::size_t e = 0; e < full.edges.size(); e += static_cast<std::size_t>(cell.n_parallel)) {
    if (full.edges[e].op == Edge::kAbsent) full.edges[e].op = 0;
  }
  std::size_t longest = static_cast<std::size_t>(std::max(cell.n_nodes - 2, 0));
  if (!cell.ops_on_nodes()) {
    longest = 0;
    for (const Path& path : all_paths(full)) {
      if (between(path, cell.terminals.front())) longest = std::max(longest, path.ops.size());
    }
  }
  longest = std::min<std::size_t>(longest, kLongestSequence);
  static std::map<std::tuple<bool, int, std::size_t>, std::vector<Ops>> known;
  std::vector<Ops>& all = known[{cell.ops_on_nodes(), cell.n_ops, longest}];
  if (!all.empty()) return all;
  std::vector<Ops> last = {{}};
  if (cell.ops_on_nodes()) all = last;
  for (std::size_t length = 1; length <= longest; ++length) {
    std::vector<Ops> longer;
    for (const Ops& sequence : last) {
      for (int op = 0; op < cell.n_ops; ++op) {
        longer.push_back(sequence);
        longer.back().push_back(op);
      }
    }
    all.insert(all.end(), longer.begin(), longer.end());
    last = longer;
  }
  return all;
}

/// [sequence][cell][terminals]
void path_encoding(const std::vector<Subject>& subjects, Values& out) {
  std::vector<std::set<Ops>> occurring;
  for (const Subject& subject : subjects) {
    for (const Terminals& terminals : subject.cell.terminals) {
      occurring.emplace_back();
      for (const Path& path : subject.paths) {
        if (between(path, terminals)) occurring.back().insert(path.ops);
      }
    }
  }
  const std::vector<Ops>& all = sequences(subjects.front().cell);
  const auto base = static_cast<std::size_t>(subjects.front().cell.n_ops);
  out.resize(all.size() * occurring.size());
  for (std::size_t set = 0; set < occurring.size(); ++set) {
    for (const Ops& sequence : occurring[set]) {
      if (sequence.size() > all.back().size()) continue;
      std::size_t place = 0, number = 0, n_such = 1;  // behind the shorter ones, of which there are n_such of each length
      for (std::size_t length = 0; length < sequence.size(); ++length, n_such *= base) {
        if (length >= all.front().size()) place += n_such;
        number = number * base + static_cast<std::size_t>(sequence[length]);
      }
      out[(place + number) * occurring.size() + set] = 1;
    }
  }
}

std::string id_list(const Ops& ops, const Names& names) {
  std::string text;
  for (const int op : ops) text += (text.empty() ? "" : ", ") + std::to_string(op + names.first_id);
  return "(" + text + ")";
}

std::string subset_text(const Ops& ops, const Names& names) {
  if (names.ids_in_subsets) return "allowed_" + id_list(ops, names);
  std::string text;
  for (const int op : ops) text += (text.empty() ? "" : ",") + names.ops[static_cast<std::size_t>(op)];
  return "(" + text + ")";
}

/// The ends of the names of one cell and subset.
std::vector<std::string> subset_parts(const std::string& family, const Cell& cell, const Names& names) {
  if (family == "path_counts") return {"paths", "walks"};
  std::vector<std::string> parts;
  for (int a = 0; a < cell.n_nodes; ++a) {
    const std::string from = std::to_string(a + names.first_node);
    if (family == "all_degrees") {
      parts.push_back(from + "_in");
      parts.push_back(from + "_out");
      continue;
    }
    for (int b = a + 1; b < cell.n_nodes; ++b) {
      for (const char* what : {"_min", "_max"}) parts.push_back(from + "->" + std::to_string(b + names.first_node) + what);
    }
  }
  return parts;
}

/// The ends of the names of one cell, families without subsets.
std::vector<std::string> cell_parts(const std::string& family, const Cell& cell, const Names& names) {
  const auto node = [&](int a) { return std::to_string(a + names.first_node); };
  std::vector<std::string> ends, positions;
  if (cell.ops_on_nodes() && family == "op_on_position") {
    for (int a = 1; a < cell.n_nodes - 1; ++a) positions.push_back(node(a));
  } else if (cell.ops_on_nodes()) {
    for (int a = 0; a < cell.n_nodes; ++a) {
      for (int b = a + 1; b < cell.n_nodes; ++b) positions.push_back(node(a) + "->" + node(b));
    }
  } else {
    for (std::size_t e = 0; e < n_candidates(cell); e += static_cast<std::size_t>(cell.n_parallel)) {
      positions.push_back(node(cell.edges[e].from) + "->" + node(cell.edges[e].to));
    }
  }
  if (family == "adjacency") return positions;
  if (family == "effective") positions = {""};
  for (const std::string& position : positions) {
    for (int op = 0; op < cell.n_ops; ++op) ends.push_back(position + (position.empty() ? "" : "_") + std::to_string(op + names.first_id));
  }
  return ends;
}

std::vector<std::string> sequence_names(const std::vector<Cell>& cells, const Names& names) {
  std::vector<std::string> result;
  for (const Ops& sequence : sequences(cells.front())) {
    for (const std::string& part : names.parts) {
      for (const Terminals& terminals : cells.front().terminals) {
        std::string name = "path_encoding_" + id_list(sequence, names);
        if (!part.empty()) name += "_" + part.substr(0, part.size() - 1);
        if (cells.front().terminals.size() > 1) name += "_" + std::to_string(terminals.first + names.first_node);
        result.push_back(name);
      }
    }
  }
  return result;
}

using SubsetFamily = void (*)(const Subject&, const Ops&, Values&);
using CellFamily = void (*)(const Subject&, Values&);
const std::map<std::string, SubsetFamily> kSubsetFamilies = {{"all_pairs", all_pairs}, {"all_degrees", all_degrees}, {"path_counts", path_counts}};
const std::map<std::string, CellFamily> kCellFamilies = {{"op_on_position", op_on_position}, {"adjacency", adjacency}, {"effective", effective}};

void append_subsets(int n_ops, std::size_t size, const Ops& chosen, std::vector<Ops>& out) {
  if (chosen.size() == size) {
    out.push_back(chosen);
    return;
  }
  for (int op = chosen.empty() ? 0 : chosen.back() + 1; op < n_ops; ++op) {
    Ops more = chosen;
    more.push_back(op);
    append_subsets(n_ops, size, more, out);
  }
}

}  // namespace

std::vector<Ops> non_empty_subsets(int n_ops) {
  std::vector<Ops> subsets;
  for (int size = 1; size <= n_ops; ++size) append_subsets(n_ops, static_cast<std::size_t>(size), {}, subsets);
  return subsets;
}

std::vector<bool> live(const Cell& cell) {
  std::vector<bool> result(cell.edges.size());
  for (const Path& path : all_paths(cell)) {
    const bool through = std::any_of(cell.terminals.begin(), cell.terminals.end(), [&](const Terminals& t) { return between(path, t); });
    if (!through || (cell.zero_op >= 0 && contains(path.ops, cell.zero_op))) continue;
    for (const std::size_t edge : path.edges) result[edge] = true;
  }
  return result;
}

Cell pruned(Cell cell) {
  const std::vector<bool> is_live = live(cell);
  for (std::size_t e = 0; e < cell.edges.size(); ++e) {
    if (!is_live[e]) cell.edges[e].op = cell.zero_op;
  }
  return cell;
}

std::vector<std::int64_t> values(const std::string& family, const std::vector<Cell>& cells) {
  std::vector<Subject> subjects;
  for (const Cell& cell : cells) subjects.push_back({cell, all_paths(cell)});
  Values result;
  if (const auto found = kSubsetFamilies.find(family); found != kSubsetFamilies.end()) {
    static std::map<int, std::vector<Ops>> subsets;
    auto& known = subsets[cells.front().n_ops];
    if (known.empty()) known = non_empty_subsets(cells.front().n_ops);
    for (const Ops& ops : known) {
      for (const Subject& subject : subjects) found->second(subject, ops, result);
    }
  } else if (family == "path_encoding") {
    path_encoding(subjects, result);
  } else {
    for (const Subject& subject : subjects) kCellFamilies.at(family)(subject, result);
  }
  return result;
}

std::vector<std::string> names(const std::string& family, const std::vector<Cell>& cells, const Names& names) {
  if (family == "path_encoding") return sequence_names(cells, names);
  std::vector<std::string> result;
  if (kSubsetFamilies.contains(family)) {
    for (const Ops& ops : non_empty_subsets(cells.front().n_ops)) {
      for (const std::string& part : names.parts) {
        for (const std::string& end : subset_parts(family, cells.front(), names)) result.push_back(family + "_" + subset_text(ops, names) + "_" + part + end);
      }
    }
    return result;
  }
  const std::string prefix = family == "effective" ? "effective_op_count_" : family + "_";
  for (const std::string& part : names.parts) {
    for (const std::string& end : cell_parts(family, cells.front(), names)) result.push_back(prefix + part + end);
  }
  return result;
}

}  // namespace naive
