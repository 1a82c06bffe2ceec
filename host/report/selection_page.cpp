#include "host/report/selection_page.hpp"

#include <cmath>

#include "host/report/figures.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

LineChart curve(const Selection& selection, const SelectedColumns& chosen) {
  LineChart chart;
  chart.title = "Kendall tau by number of columns";
  chart.note = "Higher is better: " + chosen.predictor + " trained on " + counted(chosen.train_size, "architecture") + " with the first columns of the ranking (" + chosen.by +
               ") alone. The line is the mean over the splits, the band one standard deviation. Where it becomes flat, more columns add nothing.";
  chart.x_label = "columns";
  chart.y_label = "Kendall tau";
  chart.log_x = true;
  LineSeries line{chosen.predictor, {}, {}, {}, {}};
  for (const SelectionPoint& point : selection.curve) {
    const double spread = std::isnan(point.deviation) ? 0 : point.deviation;
    line.x.push_back(static_cast<double>(point.n_columns));
    line.y.push_back(point.tau);
    line.low.push_back(point.tau - spread);
    line.high.push_back(point.tau + spread);
  }
  chart.series = {std::move(line)};
  return chart;
}

PageTable list(const Selection& selection, const FeatureMatrix& matrix, const SelectedColumns& chosen) {
  PageTable table{"The columns that were chosen", "", {{"rank", PageTable::Kind::number}, {"column", PageTable::Kind::feature}}, {}};
  table.note = chosen.by == "redundancy" ? "Score: the share of the variance of all columns that this column and those above it explain." : "Score: the share of the column in the gain of the trees, mean over the splits.";
  std::vector<double> scores;
  for (std::uint64_t i = 0; i < chosen.count && i < selection.ranking.size(); ++i) scores.push_back(selection.ranking[i].score);
  const FigureColumn figures = figure_column(scores);
  table.columns.push_back({"score" + scale_text(figures.exponent), PageTable::Kind::number});
  for (std::size_t i = 0; i < scores.size(); ++i) {
    table.rows.push_back({std::to_string(i + 1), matrix.features.columns[selection.ranking[i].column].name, figures.texts[i]});
  }
  return table;
}

}  // namespace

ChartPage selection_page(const Selection& selection, const FeatureMatrix& matrix, const SelectedColumns& chosen, std::vector<PageFact> provenance) {
  ChartPage page{"Few columns that predict " + chosen.target, "", {}};
  page.introduction = counted(chosen.count, "column") + " of " + grouped(matrix.features.columns.size()) + " were chosen.";
  page.operations = chosen.operations;
  page.parts = {curve(selection, chosen), list(selection, matrix, chosen)};
  page.provenance = std::move(provenance);
  return page;
}

}  // namespace cartograf
