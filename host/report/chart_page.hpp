#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "host/report/provenance.hpp"
#include "host/space/op_names.hpp"

/// Pages of interactive charts: one HTML file that holds its data and plotly.js and needs no network. Texts are plain
/// text: whatever stands in them is shown, never run, and nothing is cut; bytes that are no UTF-8 show as U+FFFD. Numbers
/// that are not finite are gaps.
namespace cartograf {

/// One line: y over x, with an optional band around it.
struct LineSeries {
  std::string name;
  std::vector<double> x, y;       ///< [n]
  std::vector<double> low, high;  ///< [n], the edges of the band; or both empty
  std::string panel{};            ///< lines of one panel are drawn together; all panels have the same axes
};

struct LineChart {
  std::string title, note;  ///< `note`: sentences below the chart that say how to read it, may be empty; so for all charts
  std::string x_label, y_label;
  bool log_x = false;  ///< then every x > 0
  std::vector<LineSeries> series;
  bool backdrop = false;             ///< each panel also shows the lines of the others, in grey
  bool own_x = false;                ///< each panel has an x axis of its own
  bool panels_are_features = false;  ///< panels have names of features
};

struct PointSeries {
  std::string name;
  std::vector<double> x, y;         ///< [n]
  std::vector<std::string> labels;  ///< [n], shown at the pointer; or empty
};

/// Small multiples: a panel for each series, all with the same axes, which show where most points are (Tukey's fences);
/// the page says how many are beyond, and has a switch.
struct ScatterChart {
  std::string title, note;
  std::string x_label, y_label;
  bool diagonal = false;          ///< draws y = x, and both axes have one range
  std::size_t max_points = 4000;  ///< of a series, > 0; of more a random part is shown, always the same, and the page says so
  std::vector<PointSeries> series;
};

/// What bars show of each label.
struct BarMeasure {
  std::string name;
  std::vector<double> values;      ///< [n]
  std::vector<double> deviations;  ///< [n], drawn as whiskers; or empty
};

/// Horizontal bars, the first label on top, with a column for each measure.
struct BarChart {
  std::string title, note;
  std::string label_name;           ///< what the labels are: "feature"
  std::vector<std::string> labels;  ///< [n]; names of features have chips (feature_label)
  std::vector<BarMeasure> measures;
  std::vector<std::vector<std::string>> members{};  ///< [n] what a label stands for, listed below it when asked for; or empty
};

struct HeatMap {
  std::string title, note;
  std::string value_label;
  std::vector<std::string> row_names, column_names;  ///< first row on top
  std::vector<double> values;                        ///< [rows x columns], row-major
};

/// A feature and its effect on each of some rows.
struct SwarmRow {
  std::string label;            ///< a name of a feature
  std::vector<double> effects;  ///< [points] where they are
  std::vector<double> values;   ///< [points] what colours them, from the smallest to the largest of the row
  std::string remark{};         ///< what they show, in words
};

/// Beeswarms below each other on one axis: points that would hide each other stand side by side.
struct SwarmChart {
  std::string title, note;
  std::string effect_label;
  std::vector<std::string> points;  ///< [points] shown at the pointer; or empty
  std::vector<SwarmRow> rows;
};

struct PageCell {
  enum class Mark { none,
                    best,
                    close };  ///< within one deviation of the best

  PageCell(std::string shown, Mark is = Mark::none) : text(std::move(shown)), mark(is) {}
  PageCell(const char* shown) : text(shown) {}
  bool operator==(const PageCell&) const = default;

  std::string text;
  Mark mark = Mark::none;
};

struct PageTable {
  enum class Kind { text,
                    number,     ///< set flush right
                    feature };  ///< a name with chips

  struct Column {
    std::string name;
    Kind kind = Kind::text;
  };
  std::string title, note;
  std::vector<Column> columns;
  std::vector<std::vector<PageCell>> rows;  ///< each of as many cells as columns
  bool grouped = false;                     ///< a line stands above a row whose first cell is another than that of the row before
};

using PagePart = std::variant<LineChart, ScatterChart, BarChart, HeatMap, SwarmChart, PageTable>;

struct PageTab {
  std::string name;
  std::vector<PagePart> parts;
};

struct ChartPage {
  std::string title;
  std::string introduction;     ///< paragraphs, with a blank line between them
  std::vector<PagePart> parts;  ///< above the tabs
  std::vector<PageTab> tabs{};
  OpNames operations{};  ///< of the space, for chips and their legend; none where no feature is named
  std::vector<PageFact> provenance{};
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
