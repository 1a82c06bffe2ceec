// Writes a page with every kind of chart, and names that try to break it: write_sample_page FILE.html

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "host/report/chart_page.hpp"

namespace {

using namespace cartograf;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

LineChart lines() {
  LineChart chart{"Kendall tau by train size", "Mean and standard deviation over 10 seeds.", "train size", "Kendall tau", true, {}};
  const std::vector<double> sizes = {32, 128, 1024};
  const std::pair<const char*, double> models[] = {{"rf, graf", 0.63}, {"xgb, graf", 0.59}, {"rf, </script><b>zcp</b>", 0.52}, {"xgb, zcp", 0.47}};
  for (const auto& [name, start] : models) {
    LineSeries series{name, sizes, {start, start + 0.12, start + 0.2}, {}, {}};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const double deviation = 0.05 / static_cast<double>(i + 1);
      series.low.push_back(series.y[i] - deviation);
      series.high.push_back(series.y[i] + deviation);
    }
    chart.series.push_back(series);
  }
  chart.series.push_back({"one seed", sizes, {0.4, kNaN, 0.7}, {}, {}});
  return chart;
}

ScatterChart points() {
  ScatterChart chart{"Predicted against true accuracy", "", "true accuracy, %", "predicted accuracy, %", true, 2000, {}};
  PointSeries series{"rf", {}, {}, {}};
  for (int i = 0; i < 5000; ++i) {
    series.x.push_back(60 + 35 * (i % 1000) / 1000.0);
    series.y.push_back(series.x.back() + 3 * std::sin(i * 0.7) * std::cos(i * 0.013));
    series.labels.push_back("(" + std::to_string(i) + ")");
  }
  chart.series.push_back(series);
  return chart;
}

BarChart bars() {
  BarChart chart{"Importance of features", "The first 20, by mean |SHAP|.", "feature", {}, {{"mean |SHAP|, % accuracy", {}, {}}, {"drop", {}, {}}}};
  for (int i = 0; i < 20; ++i) {
    chart.labels.push_back(i == 0 ? "<img src=x onerror=alert(1)> & a name that is much longer than any label should be"
                                  : "max_op_on_path_" + std::to_string(i) + "_(0, 2)");
    chart.members.push_back({chart.labels.back(), "node_degree_allowed_(1)_" + std::to_string(i)});
    for (BarMeasure& measure : chart.measures) {
      measure.values.push_back(2.0 / (i + 1) - 0.2);
      measure.deviations.push_back(0.1 / (i + 1));
    }
  }
  return chart;
}

SwarmChart swarm() {
  SwarmChart chart{"Direction of each feature", "Each point is an architecture.", "SHAP value", {}, {}};
  for (int i = 0; i < 100; ++i) chart.points.push_back("(" + std::to_string(i) + ")");
  for (int row = 0; row < 5; ++row) {
    SwarmRow swarm{row == 0 ? "<b>" : "min_path_len_banned_(" + std::to_string(row % 3) + ")_" + std::to_string(row), {}, {}, "larger raises"};
    for (int i = 0; i < 100; ++i) {
      swarm.effects.push_back(i == 3 ? kNaN : i == 4 ? -50
                                                     : std::sin(i * 0.7) / (row + 1));
      swarm.values.push_back(i == 5 ? kNaN : i % 4);
    }
    chart.rows.push_back(std::move(swarm));
  }
  return chart;
}

HeatMap heat_map() {
  HeatMap chart{"Families by task", "", "share of mean |SHAP|", {"class_object", "class_scene", "autoencoder", "normal", "jigsaw"}, {"op_count", "min_path_len", "max_op_on_path", "node_degree"}, {}};
  for (int i = 0; i < 20; ++i) chart.values.push_back(i == 7 ? kNaN : 0.05 * (i % 6));
  return chart;
}

PageTable table() {
  return {"Results", "", {{"model"}, {"tau", PageTable::Kind::number}}, {{"rf", {"0.822", PageCell::Mark::best}}, {"</td></table><script>throw 1</script>", "0.801"}}};
}

/// Lines with long names in panels, more than a legend of one line holds.
LineChart panels() {
  LineChart chart{"Kendall tau by number of training architectures", "", "training architectures", "Kendall tau", true, {}};
  for (int features = 0; features < 3; ++features) {
    for (int model = 0; model < 4; ++model) {
      const std::string panel = "a_choice_of_columns_with_a_name_that_does_not_fit_" + std::to_string(features);
      chart.series.push_back({"predictor_with_a_long_name_" + std::to_string(model) + ", " + panel, {32, 128}, {0.3 + 0.1 * model, 0.5}, {}, {}, panel});
    }
  }
  chart.backdrop = true;
  return chart;
}

ScatterChart clouds() {
  ScatterChart chart = points();
  chart.max_points = 300;
  chart.series[0].x[0] = -1000;
  chart.series.push_back(chart.series[0]);
  chart.series[1].name = "a_predictor_with_a_name_that_is_longer_than_its_panel_is_wide, trained on 1,024";
  return chart;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  ChartPage page{"A sample <page> & \"more\"", "Every kind of chart.\n\nA second paragraph: </p><script>throw 2</script>", {}};
  page.parts = {lines()};
  page.tabs = {{"Points <b>", {points(), clouds(), heat_map(), table()}}, {"Direction", {swarm()}}, {"Importance", {bars(), panels()}}};
  page.operations = {{"skip_connect", "none", "a_long_name_of_an_operation_</dd>"}, 0};
  page.provenance = {{"command", "cartograf evaluate 'a file.h5' --targets " + std::string(300, 'x')}, {"digest", "xxh3-128:" + std::string(32, 'f')}};
  write_page(page, arguments[1], false);
}
