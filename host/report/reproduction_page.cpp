#include "host/report/reproduction_page.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>

#include "host/report/evaluation_page.hpp"
#include "host/report/figures.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

/// Figures of several kinds stand below each other, so each has digits of its own.
PageTable figures_table(const Reproduction& result) {
  PageTable table;
  table.title = "Our figures beside the published ones";
  table.note = "Ours: mean ± standard deviation over the splits. Published: as printed. Difference: ours less the published figure.";
  table.columns = {{"figure"}, {"ours", PageTable::Kind::number}, {"runs", PageTable::Kind::number}, {"published", PageTable::Kind::number}, {"difference", PageTable::Kind::number}};
  std::vector<std::string> ours, deviations, published, differences;
  for (const ReproducedRow& row : result.rows) {
    const std::optional<int> decimals = allowed_decimals(row.deviation);
    ours.push_back(decimals ? with_decimals(row.ours, *decimals) : rounded(row.ours));
    deviations.push_back(decimals ? " ± " + with_decimals(row.deviation, *decimals) : "");
    published.push_back(row.reference ? shortest(*row.reference) : "");
    differences.push_back(row.reference ? with_decimals(row.difference(), static_cast<int>(std::max(decimals_in(ours.back()), decimals_in(published.back())))) : "");
  }
  for (auto* texts : {&ours, &deviations, &published, &differences}) align_points(*texts);
  for (std::size_t i = 0; i < result.rows.size(); ++i) {
    table.rows.push_back({result.rows[i].row, ours[i] + deviations[i], grouped(result.rows[i].runs), published[i], differences[i]});
  }
  return table;
}

/// "linear regression, 3 epochs, MAE" -> "MAE"; empty where the last word is a number.
std::string kind_of(const std::string& row) {
  const auto end = row.rfind(", ");
  if (end == std::string::npos || parse_number<double>(row.substr(end + 2))) return "";
  return row.substr(end + 2);
}

/// Figures, published against ours: a chart for each kind, since their units differ.
std::vector<ScatterChart> figures_charts(const Reproduction& result) {
  std::vector<ScatterChart> charts;
  std::vector<std::string> kinds;
  for (const ReproducedRow& row : result.rows) {
    if (!row.reference) continue;
    const std::string kind = kind_of(row.row);
    const auto at = static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) - kinds.begin());
    if (at == kinds.size()) {
      kinds.push_back(kind);
      ScatterChart* chart = &charts.emplace_back();
      chart->title = "Published figures against ours" + (kind.empty() ? "" : ": " + kind);
      chart->note = "Each point is a figure of the table below. On the dashed line both are equal; above it ours is larger.";
      chart->x_label = "published";
      chart->y_label = "ours";
      chart->diagonal = true;
      chart->series = {{"", {}, {}, {}}};
    }
    PointSeries& points = charts[at].series.front();
    points.x.push_back(*row.reference);
    points.y.push_back(row.ours);
    points.labels.push_back(row.row);
  }
  return charts;
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
  for (ScatterChart& chart : figures_charts(result)) figures.parts.emplace_back(std::move(chart));
  figures.parts.emplace_back(figures_table(result));
  page.tabs.push_back(std::move(figures));
  if (result.preferences) page.tabs.push_back({"Tasks", {share_map(*result.preferences), drop_map(*result.preferences)}});
  add_evaluations(result, page);
  page.provenance = std::move(provenance);
  append(page.provenance, facts_of(result));
  return page;
}

}  // namespace cartograf
