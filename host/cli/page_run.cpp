#include "host/cli/page_run.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <cartograf/version.hpp>

#include "host/cli/terminal.hpp"
#include "host/report/chart_page.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/utc_time.hpp"

namespace cartograf::cli {
namespace {

std::string& command_line() {
  static std::string line;
  return line;
}

/// A word as a POSIX shell takes it.
std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "_@%+=:,./-";
  const auto is_plain = [&](unsigned char c) { return std::isalnum(c) != 0 || plain.find(static_cast<char>(c)) != std::string_view::npos; };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  return shell_quoted(word);
}

}  // namespace

std::optional<std::time_t> source_date() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr || *text == '\0') return std::nullopt;
  const std::optional<std::int64_t> seconds = parse_number<std::int64_t>(text);
  constexpr std::int64_t year_10000 = 253'402'300'800;
  if (!seconds || *seconds < 0 || *seconds >= year_10000) throw InputError("SOURCE_DATE_EPOCH: expected a number of seconds since 1970, found " + in_quotes(text));
  return static_cast<std::time_t>(*seconds);
}

void keep_command_line(int argc, char** argv) {
  std::string line = "cartograf";  // whatever the path of the program
  for (int i = 1; i < argc; ++i) line += " " + shell_word(argv[i]);
  command_line() = line;
}

PageRun page_run() { return {command_line(), CARTOGRAF_VERSION, utc_time(source_date().value_or(std::time(nullptr)))}; }

void check_page(const std::string& html, bool overwrite) {
  check_page_target(html, overwrite);
  page_run();
}

PageFact fact_of_target(const std::string& column, const std::string& table) {
  return {"target", column + (table.empty() ? ", a cost of the space" : ", of " + table)};
}

}  // namespace cartograf::cli
