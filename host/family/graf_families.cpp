#include "host/family/graf_families.hpp"

#include "host/family/measure_block.hpp"
#include "host/family/subsets.hpp"

namespace cartograf {
namespace {

/// Written once for operations on edges and on nodes. A cell whose inner nodes lead into its output by edges without an
/// operation (DARTS) has its own published variants. Paths use these edges whatever the subset is.
class GrafFamilies {
 public:
  GrafFamilies(const SpaceTraits& traits, Convention convention) : t_(traits), convention_(convention) {}

  ColumnBlocks op_count() const {
    MeasureColumns columns(t_.cell, t_.complete);
    for_each_cell([&](const std::string& part, int cell) {
      const auto constants = [&](bool before) {
        for (const ConstantCount& count : t_.constant_counts) {
          if ((count.id < t_.ops.first_id) != before || (count.released_package_only && !released_package())) continue;
          Measure constant{MeasureKind::constant};
          constant.if_none = static_cast<std::int8_t>(count.value);
          columns.add("op_count_" + part + std::to_string(count.id), constant, 0, 1, cell);
        }
      };
      constants(true);
      if (t_.cell.n_ends != 0) columns.add("op_count_" + part + "0", {MeasureKind::count}, t_.cell.end_op(), 1, cell);
      for (int op = 0; op < t_.ops.n_ops(); ++op) {
        columns.add("op_count_" + part + std::to_string(op + t_.ops.first_id), {MeasureKind::count}, OpSet{1} << op, 1, cell);
      }
      constants(false);
    });
    return std::move(columns).blocks();
  }

  ColumnBlocks min_path_len() const {
    MeasureColumns columns(t_.cell, t_.complete);
    for (const NamedSubset& subset : min_path_len_subsets(convention_, t_.ops)) {
      for_each_path([&](const std::string& suffix, const NamedTerminals& ends, int cell) {
        columns.add(subset.name + suffix, shortest(ends), subset.allowed | t_.cell.end_op(), 1, cell);
      });
    }
    return std::move(columns).blocks();
  }

  ColumnBlocks max_op_on_path() const {
    MeasureColumns columns(t_.cell, t_.complete);
    for (const OpSet ops : all_subsets()) {
      for_each_path([&](const std::string& suffix, const NamedTerminals& ends, int cell) {
        const Measure measure = longest(ends);
        const OpSet usable = measure.kind == MeasureKind::longest_path ? ops | t_.cell.end_op() : ops;
        columns.add(allowed_name("max_op_on_path", convention_, t_.ops, ops) + suffix, measure, usable, 1, cell);
      });
    }
    return std::move(columns).blocks();
  }

  // In and out are swapped against normal usage, as published.
  ColumnBlocks node_degree() const {
    MeasureColumns columns(t_.cell, t_.complete);
    for (const OpSet ops : all_subsets()) {
      for_each_cell([&](const std::string& part, int cell) {
        const std::string name = allowed_name("node_degree", convention_, t_.ops, ops);
        if (on_nodes()) {
          columns.add(name + "_in_degree", {MeasureKind::node_into_output}, ops);
          columns.add(name + "_out_degree", {MeasureKind::node_out_of_input}, ops);
        }
        for (const NamedTerminals& ends : t_.terminals) {
          const Measure leaving{MeasureKind::leaving, ends.input}, entering{MeasureKind::entering, ends.output};
          if (concatenates()) {
            columns.add(name + suffix(part, ends) + "_degree", leaving, ops, 1, cell);
            continue;
          }
          columns.add(name + "_in_degree" + suffix(part, ends), leaving, ops, 1, cell);
          columns.add(name + "_out_degree" + suffix(part, ends), entering, ops, 1, cell);
        }
        const Measure sources{on_nodes() ? MeasureKind::node_sources : MeasureKind::count};
        const Measure targets{on_nodes() ? MeasureKind::node_targets : MeasureKind::count};
        constexpr int node_count = 0;  // the divisor is the architecture's
        const int divisor = on_nodes() ? node_count : t_.cell.n_nodes;
        columns.add(name + "_" + part + "avg_in", sources, ops, divisor, cell);
        columns.add(name + "_" + part + "avg_out", targets, ops, divisor, cell);
      });
    }
    return std::move(columns).blocks();
  }

  bool concatenates() const { return t_.cell.fixed_edges() != 0 || t_.cell.n_ends != 0; }

 private:
  bool on_nodes() const { return t_.cell.kind == CellKind::nodes; }
  bool released_package() const { return convention_ == Convention::graf_nas; }
  std::vector<OpSet> all_subsets() const { return subsets_by_size(t_.ops.n_ops(), 1, t_.ops.n_ops()); }

  Measure shortest(const NamedTerminals& ends) const {
    if (on_nodes()) return {MeasureKind::node_shortest_path, 0, 0, Measure::kNumberOfNodes};
    const int if_none = released_package() ? t_.cell.n_elements : t_.cell.n_nodes + 1;
    return {MeasureKind::shortest_path, ends.input, ends.output, static_cast<std::int8_t>(if_none)};
  }

  Measure longest(const NamedTerminals& ends) const {
    const bool paper = convention_ == Convention::paper;
    // As published, the two terminals are taken off the nodes of the path twice: edges + 1 - 4.
    if (on_nodes()) return paper ? Measure{MeasureKind::node_lightest_path} : Measure{MeasureKind::node_longest_path, 0, 0, -4, -3};
    const int if_none = released_package() && !concatenates() ? 0 : -1;
    return {paper ? MeasureKind::lightest_path : MeasureKind::longest_path, ends.input, ends.output, static_cast<std::int8_t>(if_none)};
  }

  static std::string suffix(const std::string& part, const NamedTerminals& ends) {
    return part.empty() && ends.name.empty() ? "" : "_" + part + ends.name;
  }

  template <class Body>
  void for_each_cell(Body body) const {
    for (std::size_t cell = 0; cell < t_.cell_parts.size(); ++cell) body(t_.cell_parts[cell], static_cast<int>(cell));
  }

  /// body(end of the name, ends, cell) for each pair of terminals of each cell; once for operations on nodes.
  template <class Body>
  void for_each_path(Body body) const {
    for_each_cell([&](const std::string& part, int cell) {
      if (on_nodes()) body("", NamedTerminals{}, cell);
      for (const NamedTerminals& ends : t_.terminals) body(suffix(part, ends), ends, cell);
    });
  }

  SpaceTraits t_;
  Convention convention_;
};

}  // namespace

std::vector<Family> graf_families(const SpaceTraits& traits, Convention convention) {
  if (traits.cell.kind == CellKind::layers) return {};
  const auto make = std::make_shared<const GrafFamilies>(traits, convention);
  const bool concatenates = make->concatenates();
  std::vector<Family> families = {{"op_count", true, [make] { return make->op_count(); }}};
  if (!concatenates) families.push_back({"min_path_len", true, [make] { return make->min_path_len(); }});
  // The released package has no max_op_on_path for DARTS.
  if (!concatenates || convention != Convention::graf_nas) {
    families.push_back({"max_op_on_path", true, [make] { return make->max_op_on_path(); }});
  }
  families.push_back({"node_degree", true, [make] { return make->node_degree(); }});
  return families;
}

}  // namespace cartograf
