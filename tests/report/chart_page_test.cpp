#include "host/report/chart_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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

ChartPage page_of(PagePart part) { return {"A page", "", {std::move(part)}}; }

LineChart one_line() { return {"Lines", "", "x", "y", false, {{"a", {1, 2}, {3, 4}, {2, 3}, {4, 5}}}}; }

SwarmChart one_swarm() { return {"Swarm", "", "effect", {"k1", "k2"}, {{"f", {0.5, -0.25}, {1, 2}, "rises"}}}; }

BarChart bars(const std::vector<std::string>& labels, const std::vector<double>& values, const std::vector<double>& deviations = {}) {
  return {"B", "", "feature", labels, {{"v", values, deviations}}};
}

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
  ChartPage page = page_of(SwarmChart{evil, evil, evil, {evil}, {{evil, {1}, {1}, evil}}});
  page.title = page.introduction = evil;
  page.parts.emplace_back(BarChart{evil, evil, evil, {evil}, {{evil, {1}, {}}}, {{evil, evil}}});
  page.parts.emplace_back(HeatMap{evil, evil, evil, {evil}, {evil}, {1}});
  page.parts.emplace_back(PageTable{evil, evil, {{evil, PageTable::Kind::feature}}, {{evil}}});
  page.tabs = {{evil, {LineChart{evil, evil, evil, evil, false, {{evil, {1}, {1}, {}, {}, evil}, {evil, {1}, {1}, {}, {}, "other"}}}}}};
  page.operations = {{evil}, 0};
  page.provenance = {{"command", evil}, {evil, evil}};
  const std::string html = to_html(page);
  EXPECT_EQ(count(html, "<script"), count(calm, "<script"));
  EXPECT_EQ(count(html, "</script"), count(calm, "</script"));
  EXPECT_EQ(count(html, "<!--"), count(calm, "<!--"));
  EXPECT_EQ(data_of(html)[0]["rows"][0]["label"], evil);
  EXPECT_EQ(data_of(html)[0]["points"][0], evil);
  EXPECT_EQ(data_of(html)[0]["title"], evil);
  EXPECT_TRUE(contains(html, "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &amp; &quot;quoted&quot; \\ \n</h1>"));
  EXPECT_TRUE(contains(html, "aria-label=\"&lt;/script&gt;"));
}

TEST(ChartPage, CellsOfATableAreText) {
  const std::string html = to_html(page_of(PageTable{"T", "", {{"<i>"}, {"n", PageTable::Kind::number}}, {{"<b>&", "1"}}}));
  EXPECT_TRUE(contains(html, "<th scope=\"col\">&lt;i&gt;</th><th scope=\"col\" class=\"number\">n</th>"));
  EXPECT_TRUE(contains(html, "<td>&lt;b&gt;&amp;</td><td class=\"number\">1</td>"));
}

TEST(ChartPage, NumbersThatAreNotFiniteAreNull) {
  LineChart chart = one_line();
  chart.series[0].y = {kNaN, -kInfinity};
  const nlohmann::json lines = data_of(to_html(page_of(chart)));
  EXPECT_TRUE(lines[0]["series"][0]["y"][0].is_null());
  EXPECT_TRUE(lines[0]["series"][0]["y"][1].is_null());
  SwarmChart swarm = one_swarm();
  swarm.rows[0].effects = {kInfinity, 2};
  const nlohmann::json rows = data_of(to_html(page_of(swarm)));
  EXPECT_TRUE(rows[0]["rows"][0]["effects"][0].is_null());
  EXPECT_EQ(rows[0]["rows"][0]["effects"][1], 2);
  const std::string map = to_html(page_of(HeatMap{"H", "", "v", {"r"}, {"a", "b"}, {kNaN, 2}}));
  EXPECT_TRUE(contains(map, "<td style=\"--share:0.00%\">undefined</td><td style=\"--share:100.00%\">2.00</td>"));
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
  EXPECT_EQ(count(html, "a random part"), 1u);
  EXPECT_TRUE(contains(html, "<h3>many</h3><p class=\"remark\">Drawn: 100 of 1,000 points, a random part.</p>"));
  EXPECT_TRUE(contains(html, "<p class=\"note\">A note.</p>"));
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
  const std::string html = to_html(page_of(ScatterChart{"B\xff", "", "x", "y", false, 10, {{"a", {1}, {1}, {"\xc3("}}}}));
  EXPECT_TRUE(contains(html, "<h2>B\xef\xbf\xbd</h2>"));
  EXPECT_EQ(data_of(html)[0]["series"][0]["labels"][0], "\xef\xbf\xbd(");
  EXPECT_TRUE(contains(to_html(page_of(bars({"\xc3("}, {1}))), "<span class=\"feature\">\xef\xbf\xbd(</span>"));
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
  EXPECT_EQ(error(bars({"a", "b"}, {1})), "chart 'B': expected 2 values, found 1");
  EXPECT_EQ(error(bars({"a"}, {1}, {1, 2})), "chart 'B': expected 1 deviations, found 2");
  EXPECT_EQ(error(HeatMap{"H", "", "v", {"a"}, {"b", "c"}, {1}}), "chart 'H': expected 2 values, found 1");
  EXPECT_EQ(error(HeatMap{"H", "", "v", {}, {"b", "c"}, {}}), "chart 'H': no cells");
  EXPECT_EQ(error(bars({}, {})), "chart 'B': no bars");
  EXPECT_EQ(error(BarChart{"B", "", "", {"a"}, {}}), "chart 'B': no measures");
  BarChart bar = bars({"a"}, {1});
  bar.members = {{"a"}, {"b"}};
  EXPECT_EQ(error(bar), "chart 'B': expected 1 lists of members, found 2");
  SwarmChart swarm = one_swarm();
  swarm.rows[0].values.pop_back();
  EXPECT_EQ(error(swarm), "chart 'Swarm': expected 2 values of 'f', found 1");
  swarm = one_swarm();
  swarm.points.pop_back();
  EXPECT_EQ(error(swarm), "chart 'Swarm': expected 2 names of points, found 1");
  EXPECT_EQ(error(SwarmChart{"Swarm", "", "e", {}, {}}), "chart 'Swarm': no rows");
  EXPECT_EQ(error(PageTable{"T", "", {{"a"}}, {{"1", "2"}}}), "table 'T': expected rows of 1 cells, found one of 2");
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

TEST(ChartPage, ShowsMostPointsAndCountsTheOthers) {
  // The quartiles of 0, 1, ..., 99 and -1000 are 24 and 74: the fences are -51 and 149.
  ScatterChart chart{"S", "", "x", "y", false, 4000, {{"a", {-1000}, {50}, {}}, {"b", {50}, {60}, {}}}};
  for (int i = 0; i < 100; ++i) {
    chart.series[0].x.push_back(i);
    chart.series[0].y.push_back(50 + i % 3);
  }
  const std::string html = to_html(page_of(chart));
  const nlohmann::json view = data_of(html)[0]["view"];
  EXPECT_NEAR(view["x"][0].get<double>(), -51 - 0.04 * 150, 4);
  EXPECT_NEAR(view["x"][1].get<double>(), 99 + 0.04 * 150, 4);
  EXPECT_TRUE(contains(html, "<h3>a</h3><p class=\"remark\">1 point is outside this view.</p>"));
  EXPECT_TRUE(contains(html, "Show all points</button>"));
  chart.series[0].x[0] = 50;
  chart.series[1].y[0] = 51;
  const std::string all = to_html(page_of(chart));
  EXPECT_FALSE(contains(all, "Show all points</button>"));
  EXPECT_FALSE(contains(all, "outside this view"));
}

TEST(ChartPage, OfADiagonalHasOneRangeForBothAxes) {
  const nlohmann::json data = data_of(to_html(page_of(ScatterChart{"S", "", "x", "y", true, 10, {{"a", {0, 2, 4}, {3, 5, 7}, {}}}})));
  EXPECT_EQ(data[0]["view"]["x"], data[0]["view"]["y"]);
  EXPECT_LT(data[0]["view"]["x"][0].get<double>(), 0);
  EXPECT_GT(data[0]["view"]["x"][1].get<double>(), 7);
}

TEST(ChartPage, PutsLinesIntoPanels) {
  LineChart chart = one_line();
  chart.series[0].panel = "first";
  chart.series.push_back({"b", {1}, {2}, {}, {}, "second"});
  chart.series.push_back({"c", {1}, {2}, {}, {}, "first"});
  const std::string html = to_html(page_of(chart));
  const nlohmann::json data = data_of(html);
  EXPECT_EQ(data[0]["panels"], (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(data[0]["series"][0]["panel"], 0);
  EXPECT_EQ(data[0]["series"][1]["panel"], 1);
  EXPECT_EQ(data[0]["series"][2]["panel"], 0);
  EXPECT_EQ(count(html, "<div class=\"panel\">"), 2u);
  EXPECT_TRUE(contains(html, "<h3>first</h3>"));
}

TEST(ChartPage, PutsTextsBelowChartsAndSaysHowItWasMade) {
  LineChart chart = one_line();
  chart.note = "Higher is better.";
  ChartPage page = page_of(chart);
  page.provenance = {{"command", "cartograf evaluate 'a b.h5'"}, {"seeds", "42"}};
  const std::string html = to_html(page);
  EXPECT_LT(html.find("class=\"chart\""), html.find("<p class=\"note\">Higher is better.</p>"));
  EXPECT_TRUE(contains(html, "<dt>command</dt><dd><code>cartograf evaluate 'a b.h5'</code></dd>"));
  EXPECT_TRUE(contains(html, "<dt>seeds</dt><dd>42</dd>"));
  EXPECT_FALSE(contains(to_html(page_of(one_line())), "<footer>"));
}

TEST(ChartPage, HasTabsThatNameTheirPanels) {
  ChartPage page{"A page", "", {}};
  page.tabs = {{"One", {one_line()}}, {"Two", {one_swarm()}}};
  const std::string html = to_html(page);
  EXPECT_TRUE(contains(html, "role=\"tab\" id=\"tab-1\" aria-controls=\"panel-1\" aria-selected=\"true\" tabindex=\"0\">One</button>"));
  EXPECT_TRUE(contains(html, "role=\"tab\" id=\"tab-2\" aria-controls=\"panel-2\" aria-selected=\"false\" tabindex=\"-1\">Two</button>"));
  EXPECT_TRUE(contains(html, "<div role=\"tabpanel\" id=\"panel-2\" aria-labelledby=\"tab-2\" tabindex=\"0\">"));
  EXPECT_TRUE(contains(html, "data-chart=\"1\""));
  EXPECT_FALSE(contains(to_html(page_of(one_line())), "role=\"tablist\""));
}

TEST(ChartPage, MarksTheBestOfATable) {
  using Mark = PageCell::Mark;
  const PageTable table{"T", "", {{"m"}, {"v", PageTable::Kind::number}}, {{"a", {"1", Mark::best}}, {"b", {"2", Mark::close}}, {"c", "3"}}};
  const std::string html = to_html(page_of(table));
  EXPECT_TRUE(contains(html, "<td class=\"number best\"><span class=\"mark\" role=\"img\" aria-label=\"best\""));
  EXPECT_TRUE(contains(html, "<td class=\"number close\"><span class=\"mark\" role=\"img\" aria-label=\"within one deviation of the best\""));
  EXPECT_TRUE(contains(html, "<td class=\"number\">3</td>"));
}

TEST(ChartPage, DrawsBarsFromZero) {
  const std::string html = to_html(page_of(bars({"a", "b"}, {3, -1}, {0.5, 0.25})));
  EXPECT_TRUE(contains(html, "--from:26.32%;--length:63.16%"));  // 0 and 3 between -1.25 and 3.5
  EXPECT_TRUE(contains(html, "--from:5.26%;--length:21.05%"));   // -1 and 0
  EXPECT_TRUE(contains(html, "--from:78.95%;--length:21.05%"));  // 2.5 to 3.5
}

}  // namespace
}  // namespace cartograf
