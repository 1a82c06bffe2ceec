#include "host/table/convert.hpp"

#include <fmt/format.h>

#include <memory>

#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/space/space_document.hpp"
#include "io/files/file_ending.hpp"

namespace cartograf::cli {
namespace {

struct ConvertArguments {
  CommonOptions common;
  AddIndexOption indices;
  std::string space, file, notation, output = "-";
  bool overwrite = false;
  ArchitectureOptions architectures;
};

void run(const ConvertArguments& options) {
  options.architectures.require_keys_to_read(!options.file.empty());
  refuse_to_replace_input(options.output, {options.file, options.space});
  require_ending(options.output, {".csv", ".txt", kNoEnding}, "a table or a list is a text");
  const auto space = open_space(options.space);
  const ConvertOptions how{options.notation, options.indices.orders()};
  find_notation(*space, how.notation);
  if (!options.file.empty() && !options.architectures.given().empty()) {
    throw InputError("FILE and " + options.architectures.given() + " both say which architectures; give one of them");
  }
  if (!options.file.empty()) {
    const KeyTable table = KeyTable::read(*space, options.file, Duplicate::none, options.architectures.table_format());
    OutputStream out(options.output, options.overwrite);
    convert_table(*space, table, how, out);
    out.finish();
    return say_written(options.output, counted(table.n_rows(), "row"));
  }
  Execution execution;
  execution.threads = options.common.threads;
  const Architectures architectures = options.architectures.of(*space);
  OutputStream out(options.output, options.overwrite);
  convert_architectures(*space, architectures, how, execution, out);
  out.finish();
  say_written(options.output, "architectures of " + space->name() + " as " + options.notation);
}

}  // namespace

void add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertArguments>();
  CLI::App* command = app.add_subcommand("convert", "Write architectures as other code bases do, and read them from there")->group(kFeatures);
  begin_group(*command, kInput);
  command->add_option("SPACE", options->space, kSpaceHelp)->type_name("SPACE")->required();
  command->add_option("FILE", options->file, "a CSV with a column 'net', or one key a line, in any notation; - for standard input. Without it, architectures of the space")->type_name("FILE");
  options->architectures.add_to(*command, {.lists = true, .where = true, .reachable = true});
  begin_group(*command, kOutput);
  command->add_option("--to", options->notation, "the notation to write, such as net, nats, genotype (docs/keys.md)")->type_name("NOTATION")->required();
  options->indices.add_to(*command);
  command->add_option("-o,--output", options->output, "the file to write; - for standard output (the default)")->type_name("FILE.csv");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf convert nasbench201 accuracy.csv --to nats -o by_string.csv\n"
               "  cartograf convert darts --sample 1000 --to genotype\n"
               "  cartograf convert nasbench201 hw.csv --index nats --key-column arch_index --to net");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
