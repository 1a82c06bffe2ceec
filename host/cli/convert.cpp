#include "host/table/convert.hpp"

#include <fmt/format.h>

#include <memory>

#include "host/cli/architecture_options.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/space/space_document.hpp"

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
    return;
  }
  Execution execution;
  execution.threads = options.common.threads;
  const Architectures architectures = options.architectures.of(*space);
  OutputStream out(options.output, options.overwrite);
  convert_architectures(*space, architectures, how, execution, out);
  out.finish();
}

}  // namespace

void add_convert(CLI::App& app) {
  auto options = std::make_shared<ConvertArguments>();
  CLI::App* command = app.add_subcommand("convert", "Write architectures as other code bases do, and read them from there");
  command->add_option("SPACE", options->space, kSpaceHelp)->required();
  command->add_option("FILE", options->file, "a CSV with a column 'net', or one key a line, in any notation; - for standard input. Without it, architectures of the space");
  command->add_option("--to", options->notation, "the notation to write, such as net, nats, genotype (docs/keys.md)")->required();
  options->indices.add_to(*command);
  command->add_option("-o,--output", options->output, "the file to write; - for standard output (the default)");
  command->add_flag("--overwrite", options->overwrite, "replace an existing file");
  options->architectures.add_to(*command, {.lists = true, .where = true, .reachable = true});
  add_threads(*command, options->common);
  add_examples(*command,
               "  cartograf convert nasbench201 accuracy.csv --to nats -o by_string.csv\n"
               "  cartograf convert darts --sample 1000 --to genotype\n"
               "  cartograf convert nasbench201 hw.csv --index nats --key-column arch_index --to net");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
