#include "host/report/reproduction_page.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "host/report/evaluation_page.hpp"
#include "host/report/figures.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

PageTable figures_table(const Reproduction& result) {
  PageTable table;
  table.title = "Our figures beside the published ones";
  table.note = "Ours: mean ± standard deviation over the splits. Difference: ours less the published figure.";
  std::vector<double> ours, deviations, references, differences;
  for (const ReproducedRow& row : result.rows) {
    ours.push_back(row.ours);
    deviations.push_back(row.deviation);
    references.push_back(row.reference.value_or(std::nan("")));
    differences.push_back(row.reference ? row.difference() : std::nan(""));
  }
  const auto numbers = [](const std::string& name, int exponent) { return PageTable::Column{name + scale_text(exponent), PageTable::Kind::number}; };
  const FigureColumn ours_text = figure_column(ours, deviations), reference_text = figure_column(references), difference_text = figure_column(differences);
  table.columns = {{"figure"}, numbers("ours", ours_text.exponent), numbers("runs", 0), numbers("published", reference_text.exponent), numbers("difference", difference_text.exponent)};
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    const ReproducedRow& row = result.rows[i];
    table.rows.push_back({row.row, ours_text.texts[i], grouped(row.runs), row.reference ? reference_text.texts[i] : "", row.reference ? difference_text.texts[i] : ""});
  }
  return table;
}

/// Figures of one kind, published against ours: on the diagonal they are equal.
ScatterChart figures_chart(const Reproduction& result) {
  ScatterChart chart;
  chart.title = "Published figures against ours";
  chart.note = "Each point is a figure of the table below. On the dashed line both are equal; above it ours is larger.";
  chart.x_label = "published";
  chart.y_label = "ours";
  chart.diagonal = true;
  PointSeries points{result.table, {}, {}, {}};
  for (const ReproducedRow& row : result.rows) {
    if (!row.reference) continue;
    points.x.push_back(*row.reference);
    points.y.push_back(row.ours);
    points.labels.push_back(row.row);
  }
  chart.series = {std::move(points)};
  return chart;
}

/// "TARGET: FEATURES" -> both; without a target the first is empty.
std::pair<std::string, std::string> split_name(const std::string& features) {
  const auto end = features.rfind(": ");
  if (end == std::string::npos) return {"", features};
  return {features.substr(0, end), features.substr(end + 2)};
}

/// Summaries of each target, with the names of the features alone.
std::vector<std::pair<std::string, std::vector<EvaluationSummary>>> by_target(const std::vector<Evaluation>& evaluations) {
  std::vector<std::pair<std::string, std::vector<EvaluationSummary>>> groups;
  for (EvaluationSummary& summary : summarise(evaluations)) {
    const auto [target, features] = split_name(summary.features);
    auto group = std::find_if(groups.begin(), groups.end(), [&, name = target](const auto& known) { return known.first == name; });
    if (group == groups.end()) group = groups.insert(group, {target, {}});
    summary.features = features;
    group->second.push_back(std::move(summary));
  }
  return groups;
}

void add_evaluations(const Reproduction& result, ChartPage& page) {
  PageTab curves{"Kendall tau", {}}, predictions{"Predicted against true", {}};
  for (const auto& [target, summaries] : by_target(result.evaluations)) {
    LineChart chart = tau_chart(summaries);
    PageTable table = tau_table(summaries);
    if (!target.empty()) {
      chart.title += ": " + target;
      table.title += ": " + target;
    }
    curves.parts.emplace_back(std::move(chart));
    curves.parts.emplace_back(std::move(table));
  }
  for (const PredictedRun& example : result.examples) {
    ScatterChart chart = predicted_chart({&example, 1}, split_name(example.title).first);
    chart.title += ": " + example.title;
    predictions.parts.emplace_back(std::move(chart));
  }
  for (PageTab* tab : {&curves, &predictions}) {
    if (!tab->parts.empty()) page.tabs.push_back(std::move(*tab));
  }
}

/// "42 to 46", "42, 50": numbers as people list them.
std::string listed(const std::set<std::uint64_t>& numbers) {
  std::string text;
  for (auto at = numbers.begin(); at != numbers.end();) {
    auto last = at;
    while (std::next(last) != numbers.end() && *std::next(last) == *last + 1) ++last;
    text += (text.empty() ? "" : ", ") + std::to_string(*at) + (last == at ? "" : " to " + std::to_string(*last));
    at = std::next(last);
  }
  return text;
}

/// What the evaluations of a table say of their rows and seeds.
std::vector<PageFact> facts_of(const Reproduction& result) {
  std::set<std::uint64_t> seeds, model_seeds, sizes;
  for (const Evaluation& evaluation : result.evaluations) {
    seeds.insert(evaluation.seed);
    model_seeds.insert(evaluation.model_seed);
    sizes.insert(evaluation.train_size);
  }
  std::vector<PageFact> facts = {{"table", result.table}};
  if (result.evaluations.empty()) return facts;
  append(facts, {{"rows trained on", listed(sizes) + " architectures of a split; docs/results.md has the protocol of each table, and which list of splits it takes"},
                 {"seeds of the splits", listed(seeds)},
                 {"seeds of the predictors", listed(model_seeds)}});
  return facts;
}

}  // namespace

ChartPage reproduction_page(const Reproduction& result, std::vector<PageFact> provenance) {
  ChartPage page{"A published table, repeated: " + result.table, result.title, {}};
  PageTab figures{"Figures", {}};
  bool compared = false;
  for (const ReproducedRow& row : result.rows) compared = compared || row.reference;
  if (compared) figures.parts.emplace_back(figures_chart(result));
  figures.parts.emplace_back(figures_table(result));
  page.tabs.push_back(std::move(figures));
  if (result.preferences) page.tabs.push_back({"Tasks", {share_map(*result.preferences), drop_map(*result.preferences)}});
  add_evaluations(result, page);
  page.provenance = std::move(provenance);
  append(page.provenance, facts_of(result));
  return page;
}

}  // namespace cartograf
