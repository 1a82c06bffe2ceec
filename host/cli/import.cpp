#include "host/import/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/space/space_document.hpp"
#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/files/stream_name.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

struct ImportArguments {
  TableArguments tables;
  std::string file, space, output = "-";
  std::vector<std::string> datasets;
  bool times = false, overwrite = false;
};

/// Whether train takes every value beside the keys as a target.
bool holds_finite_numbers(const SourceTable& table) {
  const std::size_t n_columns = table.columns().size();
  return std::all_of(table.rows().begin(), table.rows().end(), [&](const SourceTable::Row& row) {
    return row.values.size() == n_columns && std::all_of(row.values.begin(), row.values.end(), [](const std::string& text) {
             const std::optional<double> number = parse_number<double>(trimmed(text));
             return number && std::isfinite(*number);
           });
  });
}

void run(const ImportArguments& arguments) {
  refuse_to_replace_input(arguments.output, {arguments.file, arguments.space});
  require_ending(arguments.output, {".csv", ".txt", kNoEnding}, "a table is a text");
  const KeyTableFormat format = arguments.tables.format();
  const ImportOptions options{arguments.datasets, arguments.times, format.key_column, format.reading, format.note};
  const SourceTable table = read_source(arguments.file, options);
  const std::unique_ptr<SearchSpace> space = arguments.space.empty() ? space_of(table, options.reading) : open_space(arguments.space);
  OutputStream out(arguments.output, arguments.overwrite);
  write_imported(*space, table, options, out);
  out.finish();
  if (table.form() == "CSV" && arguments.tables.key_column.empty() && arguments.tables.index.empty() && !arguments.tables.prune && holds_finite_numbers(table)) {
    say_note(input_name(arguments.file) + ": train and all other commands read this table as it is");
  }
  say_written(arguments.output, fmt::format("{} of {}, {}, from {}", counted(table.rows().size(), "row"), space->name(), counted(table.columns().size(), "column"), table.form()));
}

}  // namespace

void add_import(CLI::App& app) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command = app.add_subcommand("import", "Make a table of what others publish: JSON of NASLib, texts of NATS-Bench, CSV")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("FILE", arguments->file, "JSON of NASLib, the text that NATS-Bench prints, or a CSV with a column of keys; - for standard input")->type_name("FILE")->required();
  command->add_option("--space", arguments->space, "the search space, built in or FILE.json (default: the one that reads all keys)")->type_name("SPACE");
  arguments->tables.add_to(*command);
  begin_group(*command, kOutput);
  command->add_option("--dataset", arguments->datasets, "only these datasets of a file that has several; may be repeated")->type_name(kListType)->delimiter(',')->allow_extra_args(false);
  command->add_flag("--times", arguments->times, "also the seconds that each score of NASLib took");
  command->add_option("-o,--output", arguments->output, "the table to write; - for standard output (the default)")->type_name("FILE.csv");
  command->add_flag("--overwrite", arguments->overwrite, "replace an existing file");
  add_examples(*command,
               "  cartograf import zc_nasbench201.json --dataset cifar10 -o proxies.csv\n"
               "  cartograf import printed_by_nats_bench.txt -o accuracies.csv\n"
               "  cartograf import table.csv --key-column arch_index --index nats --space nasbench201 -o table_by_net.csv");
  command->callback([arguments] { run(*arguments); });
}

}  // namespace cartograf::cli
