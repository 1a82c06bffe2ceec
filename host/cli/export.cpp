#include "host/table/export.hpp"

#include <algorithm>
#include <memory>
#include <tuple>

#include "host/cli/column_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"

namespace cartograf::cli {
namespace {

struct ExportArguments {
  CommonOptions common;
  AddIndexOption indices;
  std::string file, output, rows, compression = "none";
  std::vector<std::string> columns;
  ExportOptions how;
};

void run(ExportArguments& options) {
  options.how.columns = split_columns("--columns", options.columns);
  options.how.orders = options.indices.orders();
  std::vector<std::string> inputs = files_of_selectors(options.how.columns);
  inputs.push_back(options.file);
  refuse_to_replace_input(options.output, inputs);
  options.how.compression = parse_compression(options.compression);
  options.how.threads = options.common.threads;
  check_export_target(options.output, options.how.compression);
  if (!options.rows.empty()) std::tie(options.how.first_row, options.how.end_row) = parse_interval("--rows", options.rows);
  const StoreReader store = open_store(options.file);
  export_store(store, options.output, options.how);
  say_written(options.output, counted(std::min(options.how.end_row, store.schema().n_rows) - options.how.first_row, "row"));
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportArguments>();
  CLI::App* command = app.add_subcommand("export", "Write a feature store as CSV, as a NumPy array or as a Zarr group")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("FILE.h5", options->file, "a feature store")->type_name("FILE.h5")->required();
  command->add_option("--rows", options->rows, "rows A:B, B excluded")->type_name("A:B");
  begin_group(*command, kColumns);
  command->add_option("--columns", options->columns,
                      "only these columns, in this order: names, globs, family:GLOB or @FILE, or ! and one of these to take out")
      ->type_name(kListType)
      ->allow_extra_args(false);
  begin_group(*command, kOutput);
  command->add_option("-o,--output", options->output, "what to write: a table, an array, or a folder of Zarr v3; - for CSV on standard output")->type_name("FILE.csv|FILE.npy|FILE.zarr")->required();
  options->indices.add_to(*command);
  add_compression(*command, options->compression, "of a .zarr: ");
  command->add_flag("--overwrite", options->how.overwrite, "replace an existing file, or a .zarr that cartograf wrote");
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf export nasbench201.h5 -o nasbench201.csv\n"
               "  cartograf export nasbench201.h5 -o counts.npy --columns 'op_count_*' --rows 0:1000\n"
               "  cartograf export nasbench201.h5 -o nasbench201.zarr --compression gzip");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
