#include "host/report/explain_page.hpp"

#include <algorithm>

#include "io/files/csv_table.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

struct ShownMeasure {
  bool wanted;
  std::string name, note;
  double Importance::*value;
  double Importance::*deviation;  ///< or null
};

std::vector<ShownMeasure> measures(const ExplainOptions& options) {
  const std::string repeats = std::to_string(options.repeats) + (options.repeats == 1 ? " shuffle." : " shuffles.");
  const std::string spread = options.repeats == 1 ? "" : " Whiskers: standard deviation.";
  return {{options.shap, "mean |SHAP|", "How far the columns move the prediction, in the unit of the target.", &Importance::shap, nullptr},
          {options.permutation, "drop of Kendall tau", "What is lost when the values are shuffled over the rows: mean of " + repeats + spread,
           &Importance::tau_drop, options.repeats == 1 ? nullptr : &Importance::tau_drop_deviation},
          {options.gain, "total gain", "The loss that splits at the columns took away in the training.", &Importance::total_gain, nullptr}};
}

BarChart bars(const std::string& what, const std::vector<ExplainedPart>& parts, const ShownMeasure& measure, std::size_t top) {
  BarChart chart{what + ": " + measure.name, measure.note, measure.name, {}, {}, {}};
  const std::vector<std::size_t> order = ranked(parts, measure.value);
  const std::size_t n = std::min(top, order.size());
  if (n < order.size()) chart.note += " The first " + std::to_string(n) + " of " + std::to_string(order.size()) + ".";
  for (std::size_t i = 0; i < n; ++i) {
    const ExplainedPart& part = parts[order[i]];
    const std::size_t more = part.columns.size() - 1;
    chart.labels.push_back(part.name + (what == "Groups" && more > 0 ? " + " + std::to_string(more) : ""));
    chart.values.push_back(part.importance.*measure.value);
    if (measure.deviation != nullptr) chart.deviations.push_back(part.importance.*measure.deviation);
  }
  return chart;
}

ScatterChart scatter(const Explanation& explanation, const ModelInfo& model, const ExplainedRows& rows) {
  ScatterChart chart{"Predicted against true", "", "true " + model.target, "predicted " + model.target, true, 4000, {}};
  chart.note = "Kendall tau " + rounded(explanation.metrics.tau) + ", R2 " + rounded(explanation.metrics.r2) + ".";
  chart.series.push_back({model.predictor, {rows.targets.begin(), rows.targets.end()}, explanation.predictions, {rows.keys.begin(), rows.keys.end()}});
  return chart;
}

PageTable members(const Explanation& explanation) {
  PageTable table{"Members of the groups", "Groups of several columns; the first column names the group.", {{"group", false}, {"columns", true}, {"members", false}}, {}};
  for (const ExplainedPart& group : explanation.groups) {
    if (group.columns.size() < 2) continue;
    std::string names;
    for (const std::uint64_t column : group.columns) names += (names.empty() ? "" : ", ") + explanation.features[column].name;
    table.rows.push_back({group.name, std::to_string(group.columns.size()), names});
  }
  return table;
}

}  // namespace

ChartPage explain_page(const Explanation& explanation, const ModelInfo& model, const ExplainedRows& rows, const ExplainOptions& options,
                       std::size_t top) {
  ChartPage page;
  page.title = "What " + model.predictor + " goes by: " + model.target;
  page.introduction = "Predictor " + model.predictor + ", trained on " + std::to_string(model.train_size) + " architectures of " + model.features.space +
                      ", explained on " + std::to_string(rows.targets.size()) + " rows of " + rows.name + ".\n\n" +
                      "Groups are columns whose |correlation| is at least " + shortest(options.group_correlation) +
                      ", also by way of others: between such columns a model can choose freely.";
  page.parts.push_back(scatter(explanation, model, rows));
  for (const auto& [what, parts] : {std::pair{"Families", &explanation.families}, std::pair{"Features", &explanation.features},
                                    std::pair{"Groups", &explanation.groups}}) {
    if (parts->empty()) continue;
    for (const ShownMeasure& measure : measures(options)) {
      if (measure.wanted) page.parts.push_back(bars(what, *parts, measure, top));
    }
  }
  page.parts.push_back(members(explanation));
  return page;
}

}  // namespace cartograf
