#include "host/table/export.hpp"

#include <memory>

#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"

namespace cartograf::cli {
namespace {

struct ExportArguments {
  std::string file, output, rows;
  std::vector<std::string> columns;
  ExportOptions how;
};

void run(ExportArguments& options) {
  options.how.columns = split_columns("--columns", options.columns);
  std::vector<std::string> inputs = files_of_selectors(options.how.columns);
  inputs.push_back(options.file);
  refuse_to_replace_input(options.output, inputs);
  if (!options.rows.empty()) std::tie(options.how.first_row, options.how.end_row) = parse_interval("--rows", options.rows);
  export_store(StoreReader(options.file), options.output, options.how);
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write a feature store as CSV or as a NumPy array");
  command->add_option("FILE", options->file, "a feature store")->required();
  command->add_option("-o,--output", options->output, "the file to write: .csv or .npy, or - for CSV on standard output")->required();
  command->add_option("--columns", options->columns,
                      "only these columns, in this order: names, globs, family:GLOB or @FILE, or ! and one of these to take out, separated by commas");
  command->add_option("--rows", options->rows, "rows A:B, B excluded");
  command->add_flag("--overwrite", options->how.overwrite, "replace an existing file");
  add_examples(*command,
               "  cartograf export nasbench201.h5 -o nasbench201.csv\n"
               "  cartograf export nasbench201.h5 -o counts.npy --columns 'op_count_*' --rows 0:1000");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
