#include "host/cli/summary_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>

#include "host/cli/format.hpp"

namespace cartograf::cli {
namespace {

std::string spread_text(double mean, double deviation) {
  if (std::isnan(mean)) return "undefined";
  const bool large = std::abs(mean) >= 1000 || std::abs(deviation) >= 1000;
  if (large) return std::isnan(deviation) ? fmt::format("{:.2g}", mean) : fmt::format("{:.2g} +- {:.2g}", mean, deviation);
  return std::isnan(deviation) ? fmt::format("{:.3f}", mean) : fmt::format("{:.3f} +- {:.3f}", mean, deviation);
}

}  // namespace

SummaryTable::SummaryTable(std::span<const FeatureChoice> features, const EvaluateOptions& how, const std::vector<Split>& splits)
    : several_(features.size() > 1) {
  std::map<std::tuple<std::string, std::string, std::uint64_t>, std::size_t> places;
  for (const FeatureChoice& choice : features) {
    features_width_ = std::max(features_width_, choice.name.size());
    for (const NamedSpec& model : how.models) {
      model_width_ = std::max(model_width_, model.label.size());
      for (const Split& split : splits) {
        const std::size_t row = places.try_emplace({choice.name, model.label, split.train_size}, rows_.size()).first->second;
        if (row == rows_.size()) rows_.emplace_back();
        for (std::size_t i = 0; i < how.model_seeds.size(); ++i) {
          rows_[row].missing.insert(row_of_.size());
          row_of_.push_back(row);
        }
      }
    }
  }
}

void SummaryTable::add(std::size_t place, const Evaluation& evaluation) {
  Row& row = rows_[row_of_[place]];
  row.missing.erase(place);
  row.runs.emplace(place, evaluation);
  for (; n_printed_ < rows_.size() && rows_[n_printed_].missing.empty(); ++n_printed_) {
    if (n_printed_ == 0) print_header();
    print_row(rows_[n_printed_]);
  }
}

std::string SummaryTable::features_cell(const std::string& text) const {
  return several_ ? fmt::format("{:<{}}", text, features_width_ + 1) : std::string();
}

void SummaryTable::print_header() const {
  show_header(fmt::format("{}{:<{}}{:>11}{:>7}{:>17}{:>17}{:>17}{:>11}{:>11}", features_cell("features"), "model", model_width_ + 1, "train size", "seeds",
                          "Kendall tau", "Spearman", "R2", "MSE", "MAE"));
}

void SummaryTable::print_row(Row& row) const {
  std::vector<Evaluation> runs;
  for (auto& [place, evaluation] : row.runs) runs.push_back(std::move(evaluation));
  row.runs.clear();
  const EvaluationSummary s = summarise(runs).front();
  show("{}{:<{}}{:>11}{:>7}{:>17}{:>17}{:>17}{:>11.4g}{:>11.4g}\n", features_cell(s.features), s.model, model_width_ + 1, s.train_size, s.n_seeds,
       spread_text(s.mean.tau, s.standard_deviation.tau), spread_text(s.mean.spearman, s.standard_deviation.spearman),
       spread_text(s.mean.r2, s.standard_deviation.r2), s.mean.mse, s.mean.mae);
}

}  // namespace cartograf::cli
