#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

/// Pages of interactive charts: one HTML file that holds its data and plotly.js and needs no network. Texts are plain
/// text: whatever stands in them is shown, never run; bytes that are no UTF-8 show as U+FFFD. Numbers that are not finite
/// are gaps.
namespace cartograf {

/// One line: y over x, with an optional band around it.
struct LineSeries {
  std::string name;
  std::vector<double> x, y;       ///< [n]
  std::vector<double> low, high;  ///< [n], the edges of the band; or both empty
};

struct LineChart {
  std::string title, note;  ///< `note`: a sentence below the title, may be empty; so for all charts
  std::string x_label, y_label;
  bool log_x = false;  ///< then every x > 0
  std::vector<LineSeries> series;
};

struct PointSeries {
  std::string name;
  std::vector<double> x, y;         ///< [n]
  std::vector<std::string> labels;  ///< [n], shown at the pointer; or empty
};

struct ScatterChart {
  std::string title, note;
  std::string x_label, y_label;
  bool diagonal = false;          ///< draws y = x
  std::size_t max_points = 4000;  ///< of a series, > 0; of more a random part is shown, always the same, and the page says so
  std::vector<PointSeries> series;
};

/// Horizontal bars, the first on top.
struct BarChart {
  std::string title, note;
  std::string value_label;
  std::vector<std::string> labels;  ///< [n]
  std::vector<double> values;       ///< [n]
  std::vector<double> deviations;   ///< [n], drawn as whiskers; or empty
};

struct HeatMap {
  std::string title, note;
  std::string value_label;
  std::vector<std::string> row_names, column_names;  ///< first row on top
  std::vector<double> values;                        ///< [rows x columns], row-major
};

struct PageTable {
  struct Column {
    std::string name;
    bool is_number = false;  ///< set flush right
  };
  std::string title, note;
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;  ///< each of as many cells as columns
};

struct ChartPage {
  std::string title;
  std::string introduction;  ///< paragraphs, with a blank line between them
  std::vector<std::variant<LineChart, ScatterChart, BarChart, HeatMap, PageTable>> parts;
};

/// The page as HTML, about 5 MB. The same page gives the same bytes. Throws InputError when lengths do not fit together,
/// a chart has nothing to draw, or an x is not above 0 on a logarithmic axis.
std::string to_html(const ChartPage& page);

/// Writes the page. Throws InputError as above, for a name that does not end in .html, and when the target exists and
/// `overwrite` is false; IoError when it cannot be written.
void write_page(const ChartPage& page, const std::filesystem::path& target, bool overwrite);

/// Throws what write_page() would throw for this target before it writes anything.
void check_page_target(const std::filesystem::path& target, bool overwrite);

}  // namespace cartograf
