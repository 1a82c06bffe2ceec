#include "host/report/chart_page.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

std::string data_text(const std::string& html) {
  const std::string open = "<script type=\"application/json\" id=\"charts\">";
  const std::size_t begin = html.find(open) + open.size();
  return html.substr(begin, html.find("</script>", begin) - begin);
}

/// The charts as a browser would read them: up to the first end of a script element.
nlohmann::json data_of(const std::string& html) { return nlohmann::json::parse(data_text(html)); }

ChartPage page_of(std::variant<LineChart, ScatterChart, BarChart, HeatMap, PageTable> part) { return {"A page", "", {std::move(part)}}; }

LineChart one_line() { return {"Lines", "", "x", "y", false, {{"a", {1, 2}, {3, 4}, {2, 3}, {4, 5}}}}; }

TEST(ChartPage, HoldsTheNumbers) {
  const nlohmann::json data = data_of(to_html(page_of(one_line())));
  ASSERT_EQ(data.size(), 1u);
  EXPECT_EQ(data[0]["kind"], "lines");
  EXPECT_EQ(data[0]["series"][0]["x"], (std::vector<double>{1, 2}));
  EXPECT_EQ(data[0]["series"][0]["y"], (std::vector<double>{3, 4}));
  EXPECT_EQ(data[0]["series"][0]["low"], (std::vector<double>{2, 3}));
  EXPECT_EQ(data[0]["series"][0]["high"], (std::vector<double>{4, 5}));
}

TEST(ChartPage, NamesCannotEndTheScript) {
  const std::string evil = "</script><script>alert(1)</script><!-- & \"quoted\" \\ \n";
  const std::string calm = to_html(page_of(one_line()));
  ChartPage page = page_of(BarChart{evil, evil, evil, {evil}, {1}, {}});
  page.title = page.introduction = evil;
  const std::string html = to_html(page);
  EXPECT_EQ(count(html, "<script"), count(calm, "<script"));
  EXPECT_EQ(count(html, "</script"), count(calm, "</script"));
  EXPECT_EQ(count(html, "<!--"), count(calm, "<!--"));
  EXPECT_EQ(data_of(html)[0]["labels"][0], evil);
  EXPECT_EQ(data_of(html)[0]["title"], evil);
  EXPECT_TRUE(contains(html, "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &amp; &quot;quoted&quot; \\ \n</h1>"));
  EXPECT_TRUE(contains(html, "aria-label=\"&lt;/script&gt;"));
}

TEST(ChartPage, CellsOfATableAreText) {
  const std::string html = to_html(page_of(PageTable{"T", "", {{"<i>", false}, {"n", true}}, {{"<b>&", "1"}}}));
  EXPECT_TRUE(contains(html, "<th scope=\"col\">&lt;i&gt;</th><th scope=\"col\" class=\"number\">n</th>"));
  EXPECT_TRUE(contains(html, "<td>&lt;b&gt;&amp;</td><td class=\"number\">1</td>"));
}

TEST(ChartPage, NumbersThatAreNotFiniteAreNull) {
  LineChart chart = one_line();
  chart.series[0].y = {kNaN, -kInfinity};
  const nlohmann::json lines = data_of(to_html(page_of(chart)));
  EXPECT_TRUE(lines[0]["series"][0]["y"][0].is_null());
  EXPECT_TRUE(lines[0]["series"][0]["y"][1].is_null());
  const nlohmann::json map = data_of(to_html(page_of(HeatMap{"H", "", "v", {"r"}, {"a", "b"}, {kInfinity, 2}})));
  EXPECT_TRUE(map[0]["rows"][0][0].is_null());
  EXPECT_EQ(map[0]["rows"][0][1], 2);
}

TEST(ChartPage, TheSamePageGivesTheSameBytes) {
  ScatterChart chart{"S", "", "x", "y", true, 10, {{"a", {}, {}, {}}}};
  for (int i = 0; i < 1000; ++i) {
    chart.series[0].x.push_back(i);
    chart.series[0].y.push_back(1.0 / (i + 1));
  }
  EXPECT_EQ(to_html(page_of(chart)), to_html(page_of(chart)));
}

TEST(ChartPage, ShowsARandomPartOfManyPointsAndSaysSo) {
  ScatterChart chart{"S", "A note.", "x", "y", true, 100, {{"few", {}, {}, {}}, {"many", {}, {}, {}}}};
  for (int i = 0; i < 1000; ++i) {
    if (i < 100) chart.series[0].x.push_back(i);
    chart.series[1].x.push_back(i);
    chart.series[1].labels.push_back("p" + std::to_string(i));
  }
  for (PointSeries& series : chart.series) series.y = series.x;
  const std::string html = to_html(page_of(chart));
  EXPECT_TRUE(contains(html, "<p>A note. Shown of many: 100 of 1000 points, a random part.</p>"));
  const nlohmann::json data = data_of(html);
  EXPECT_EQ(data[0]["series"][0]["x"].size(), 100u);
  const auto x = data[0]["series"][1]["x"].get<std::vector<double>>();
  ASSERT_EQ(x.size(), 100u);
  EXPECT_EQ(std::set<double>(x.begin(), x.end()).size(), 100u);
  EXPECT_TRUE(std::is_sorted(x.begin(), x.end()));
  EXPECT_EQ(data[0]["series"][1]["y"], data[0]["series"][1]["x"]);
  EXPECT_EQ(data[0]["series"][1]["total"], 1000);
  std::set<double> last_digits;
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_EQ(data[0]["series"][1]["labels"][i], "p" + std::to_string(static_cast<int>(x[i])));
    last_digits.insert(std::fmod(x[i], 10));
  }
  EXPECT_EQ(last_digits.size(), 10u);
}

TEST(ChartPage, BytesThatAreNoTextAreReplaced) {
  const std::string html = to_html(page_of(BarChart{"B\xff", "", "v", {"\xc3("}, {1}, {}}));
  EXPECT_TRUE(contains(html, "<h2>B\xef\xbf\xbd</h2>"));
  EXPECT_EQ(data_of(html)[0]["labels"][0], "\xef\xbf\xbd(");
}

TEST(ChartPage, AsksTheNetworkForNothing) {
  const std::string html = to_html(page_of(one_line()));
  EXPECT_TRUE(contains(html, "default-src 'none'"));
  EXPECT_FALSE(contains(html, "<script src"));
  EXPECT_FALSE(contains(html, "<link"));
}

TEST(ChartPage, HoldsThePlotlyLicence) {
  EXPECT_TRUE(contains(to_html(page_of(one_line())), "The above copyright notice and this permission notice shall be included"));
}

TEST(ChartPage, RefusesLengthsThatDoNotFit) {
  const auto error = [](auto part) { return message_of<InputError>([&] { to_html(page_of(part)); }); };
  LineChart line = one_line();
  line.series[0].y.pop_back();
  EXPECT_EQ(error(line), "chart 'Lines': expected 2 y of 'a', found 1");
  line = one_line();
  line.series[0].high.pop_back();
  EXPECT_EQ(error(line), "chart 'Lines': expected 2 upper edges of the band of 'a', found 1");
  line = one_line();
  line.log_x = true;
  line.series[0].x[0] = 0;
  EXPECT_EQ(error(line), "chart 'Lines': an x of 'a' is not above 0, but the axis is logarithmic");
  EXPECT_EQ(error(LineChart{"Lines", "", "x", "y", false, {}}), "chart 'Lines': no lines");
  EXPECT_EQ(error(ScatterChart{"S", "", "x", "y", true, 10, {{"a", {1}, {2}, {"k", "l"}}}}), "chart 'S': expected 1 labels of 'a', found 2");
  EXPECT_EQ(error(BarChart{"B", "", "v", {"a", "b"}, {1}, {}}), "chart 'B': expected 2 values, found 1");
  EXPECT_EQ(error(BarChart{"B", "", "v", {"a"}, {1}, {1, 2}}), "chart 'B': expected 1 deviations, found 2");
  EXPECT_EQ(error(HeatMap{"H", "", "v", {"a"}, {"b", "c"}, {1}}), "chart 'H': expected 2 values, found 1");
  EXPECT_EQ(error(HeatMap{"H", "", "v", {}, {"b", "c"}, {}}), "chart 'H': no cells");
  EXPECT_EQ(error(PageTable{"T", "", {{"a", false}}, {{"1", "2"}}}), "table 'T': expected rows of 1 cells, found one of 2");
}

TEST(ChartPage, IsWrittenLikeAnyOtherFile) {
  const TempFolder folder;
  const ChartPage page = page_of(one_line());
  write_page(page, folder / "page.html", false);
  EXPECT_EQ(testing_support::read_bytes(folder / "page.html"), to_html(page));
  EXPECT_THROW(write_page(page, folder / "page.html", false), InputError);
  write_page(page, folder / "page.html", true);
  EXPECT_EQ(message_of<InputError>([&] { write_page(page, folder / "page.txt", false); }),
            (folder / "page.txt").string() + ": expected a name that ends in .html");
  EXPECT_EQ(folder.names(), std::vector<std::string>{"page.html"});
}

}  // namespace
}  // namespace cartograf
