#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/evaluate/select.hpp"
#include "host/report/chart_page.hpp"
#include "host/table/feature_matrix.hpp"

namespace cartograf {

/// What was selected from, for the texts of the page.
struct SelectedColumns {
  std::string target, predictor;
  std::string by;                ///< how the columns were ranked
  std::uint64_t train_size = 0;  ///< architectures
  std::uint64_t count = 0;       ///< columns that were chosen
  OpNames operations{};          ///< of the space
};

/// Kendall's tau against the number of columns, and the columns that were chosen.
ChartPage selection_page(const Selection& selection, const FeatureMatrix& matrix, const SelectedColumns& chosen, std::vector<PageFact> provenance);

}  // namespace cartograf
