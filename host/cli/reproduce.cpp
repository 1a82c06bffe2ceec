#include "host/reproduce/reproduce.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/json_text.hpp"
#include "host/cli/page_run.hpp"
#include "host/cli/progress_bar.hpp"
#include "host/report/reproduction_page.hpp"

namespace cartograf::cli {
namespace {

struct ReproduceArguments {
  CommonOptions common;
  DeviceOption device;
  std::string table, data, html;
  std::vector<std::string> models;
  bool json = false, overwrite = false;
};

/// Empty when the environment names none.
std::string data_folder_of_environment() {
  const char* folder = std::getenv("CARTOGRAF_DATA");
  return folder != nullptr ? folder : "";
}

/// Whether a figure with a tolerance is as good as the published one.
bool reached(const ReproducedRow& row) {
  const double worse = row.lower_is_better ? row.difference() : -row.difference();
  return worse <= *row.tolerance;
}

nlohmann::ordered_json to_json(const ReproducedRow& row) {
  nlohmann::ordered_json json = {{"row", row.row}, {"ours", row.ours}, {"reference", nullptr}, {"difference", nullptr}};
  if (row.reference) json["reference"] = *row.reference;
  if (row.reference) json["difference"] = row.difference();
  json["std"] = row.deviation;
  json["runs"] = row.runs;
  json["tolerance"] = nullptr;
  json["reached"] = nullptr;
  if (row.tolerance) json["tolerance"] = *row.tolerance;
  if (row.tolerance) json["reached"] = reached(row);
  return json;
}

void print_table(const Reproduction& result) {
  std::size_t width = 3;
  for (const ReproducedRow& row : result.rows) width = std::max(width, row.row.size());
  print("{}: {}\n\n", result.table, result.title);
  show_header(fmt::format("{:<{}}{:>9}{:>9}{:>11}{:>12}", "row", width, "ours", "+-", "reference", "difference"));
  std::size_t judged = 0, good = 0;
  for (const ReproducedRow& row : result.rows) {
    const std::string reference = row.reference ? fmt::format("{:.3f}", *row.reference) : "";
    const std::string difference = row.reference ? fmt::format("{:+.4f}", row.difference()) : "";
    const std::string spread = std::isnan(row.deviation) ? "" : fmt::format("{:.3f}", row.deviation);
    const bool missed = row.tolerance && !reached(row);
    print("{:<{}}{:>9.4f}{:>9}{:>11}{:>12}{}\n", row.row, width, row.ours, spread, reference, difference, missed ? "  MISSED" : "");
    judged += row.tolerance ? 1 : 0;
    good += row.tolerance && !missed ? 1 : 0;
  }
  if (judged > 0) print("\n{} of {} figures reproduced (docs/results.md says what counts)\n", good, judged);
}

std::string table_list() {
  std::string text = "one of:";
  for (const TableInfo& table : reproducible_tables()) text += fmt::format("\n  {:<17}{}", table.name, table.title);
  return text;
}

void run(const ReproduceArguments& options) {
  if (!options.html.empty()) check_page(options.html, options.overwrite);
  require_one_standard_output({options.html}, options.json ? "--json" : "");
  say_if_waiting_is_active();
  ReproduceOptions how;
  how.data = options.data.empty() ? data_folder_of_environment() : options.data;
  how.models = options.models;
  how.execution.device = options.device.resolve();
  how.execution.threads = options.common.threads;
  Reproduction result;
  {
    ProgressBar bar("reproduce " + options.table, "trainings");
    how.execution.progress = bar.progress();
    result = reproduce(options.table, how);
  }
  for (const std::string& note : result.notes) say("{}\n", note);
  if (!options.html.empty()) write_page(reproduction_page(result, facts_of(page_run())), options.html, options.overwrite);
  say_written(options.html, "a page of charts");
  if (takes_standard_output(options.html)) return;
  if (!options.json) return print_table(result);
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const ReproducedRow& row : result.rows) json.push_back(to_json(row));
  print("{}\n", json_text(json));
}

}  // namespace

void add_reproduce(CLI::App& app) {
  auto options = std::make_shared<ReproduceArguments>();
  CLI::App* command = app.add_subcommand("reproduce", "Repeat a published table and print its figures beside ours")->group(kMeasure);
  begin_group(*command, kInput);
  command->add_option("TABLE", options->table, table_list())->type_name("TABLE")->required();
  command->add_option("--data", options->data, "folder of the benchmark data (default: $CARTOGRAF_DATA)")->type_name("FOLDER");
  begin_group(*command, kTraining);
  command->add_option("--models", options->models, "only these predictors of the table")->type_name(kListType)->delimiter(',')->allow_extra_args(false);
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  command->add_option("--html", options->html, "also write a page of interactive charts")->type_name("FILE.html");
  command->add_flag("--overwrite", options->overwrite, "replace an existing page");
  options->device.add_to(*command);
  add_threads(*command, options->common);
  add_progress(*command);
  add_examples(*command,
               "  cartograf reproduce graf-nb201 --models rf,xgb\n"
               "  CARTOGRAF_DATA=benchmarks cartograf reproduce naap440 --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
