#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <system_error>

#include "host/cli/command.hpp"
#include "host/cli/completions.hpp"
#include "host/cli/man_pages.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf::cli {
namespace {

struct GenerateArguments {
  std::string what, folder;
};

void write_text(const std::filesystem::path& target, const std::string& text) {
  OutputStream out(target, true);
  out.write(text);
  out.finish();
}

void write_man_pages(const CLI::App& app, const std::filesystem::path& folder) {
  write_text(folder / "cartograf.1", man_page(app));
  for (const CommandGroup& group : command_groups(app)) {
    for (const CLI::App* command : group.commands) write_text(folder / ("cartograf-" + command->get_name() + ".1"), man_page(*command));
  }
}

void run(const CLI::App& app, const GenerateArguments& options) {
  const std::filesystem::path folder = options.folder;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (!std::filesystem::is_directory(folder)) {
    const bool is_file = std::filesystem::exists(folder);
    if (is_file) throw InputError(in_quotes(options.folder) + ": expected a folder, found a file");
    throw IoError(in_quotes(options.folder) + ": cannot make this folder: " + describe_errno(failed.value()));
  }
  if (options.what == "man") return write_man_pages(app, folder);
  if (options.what == "bash") return write_text(folder / "cartograf", bash_completion(app));
  if (options.what == "zsh") return write_text(folder / "_cartograf", zsh_completion(app));
  write_text(folder / "cartograf.fish", fish_completion(app));
}

}  // namespace

void add_generate(CLI::App& app) {
  auto options = std::make_shared<GenerateArguments>();
  CLI::App* command = app.add_subcommand("generate", "Write the manual pages, or the completions of a shell, into a folder")->group("");
  begin_group(*command, kInput);
  command->add_option("WHAT", options->what, "man, bash, zsh or fish")->type_name("man|bash|zsh|fish")->check(one_of({"man", "bash", "zsh", "fish"}))->required();
  begin_group(*command, kOutput);
  command->add_option("FOLDER", options->folder, "where they go; it is made if it is not there")->type_name("FOLDER")->required();
  command->callback([options, &app] { run(app, *options); });
}

}  // namespace cartograf::cli
