#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "host/cli/json_text.hpp"
#include "host/family/family.hpp"
#include "host/cli/command.hpp"
#include "host/cli/format.hpp"
#include "host/cli/signal_groups.hpp"
#include "host/cli/space_text.hpp"
#include "host/engine/architectures.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf::cli {
namespace {

struct SpacesArguments {
  CommonOptions common;
  std::string name;
  bool json = false;
  bool unique = false;
};

/// Number of different architectures for every notion of equality that the space has.
std::vector<std::pair<Equivalence, std::uint64_t>> unique_counts(const SearchSpace& space, int threads) {
  require_numbered(space, "--unique");
  if (space.size() > kMaxCompared) {
    throw InputError(fmt::format("{}: --unique counts spaces of at most {} architectures, found {}", space.name(), grouped(kMaxCompared),
                                 grouped(space.size())));
  }
  // The architectures of a space of graphs are isomorphism classes already.
  if (space.cell().kind != CellKind::edges) return {{Equivalence::labelled, space.size()}};
  std::vector<std::pair<Equivalence, std::uint64_t>> counts;
  const Architectures all = architecture_range(space, 0, space.size());
  for (const Equivalence equivalence : equivalences_of(space)) {
    counts.emplace_back(equivalence, only_unique(space, all, equivalence, threads).n);
  }
  return counts;
}

/// Of the family `signal`, where the space has it.
std::vector<SignalGroupTitle> signal_groups_in(const SearchSpace& space) {
  const std::vector<Family> families = families_of(space, Convention::graf_nas);
  if (std::none_of(families.begin(), families.end(), [](const Family& family) { return family.name == "signal"; })) return {};
  std::vector<std::string> names;
  const FeatureSet signal = select_features(space, Convention::graf_nas, {"signal"});
  for (const FeatureColumn& column : signal.columns()) names.push_back(column.name);
  return signal_groups_of(names);
}

std::string key_example(const SearchSpace& space) { return space.key(space.numbered() ? space.size() / 2 : space.sample(1, 0)[0]); }

nlohmann::ordered_json to_json(const SearchSpace& space) {
  nlohmann::ordered_json json;
  json["name"] = space.name();
  json["summary"] = space.summary();
  json["also_called"] = short_names(space.name());
  if (space.numbered()) {
    json["size"] = space.size();
  } else {
    json["size"] = space.approximate_size();
  }
  json["numbered"] = space.numbered();
  json["key_example"] = key_example(space);
  for (const Family& family : families_of(space, Convention::graf_nas)) json["families"].push_back(family.name);
  for (const Convention convention : kConventions) {
    for (const Family& family : families_of(space, convention)) {
      const auto n = n_columns(family);
      json["columns"][to_string(convention)][family.name] = n ? nlohmann::ordered_json(*n) : nlohmann::ordered_json();
    }
  }
  for (const SignalGroupTitle& group : signal_groups_in(space)) json["signal_groups"][group.name] = group.title;
  for (const WideColumn& cost : space.costs()) json["costs"].push_back(cost.name);
  return json;
}

/// Where the second column of a description begins.
constexpr std::size_t kColumn = 17;

/// Families and their numbers of columns.
std::string columns_text(const SearchSpace& space, Convention convention) {
  std::vector<std::string> on, off;
  std::uint32_t total = 0;
  for (const Family& family : families_of(space, convention)) {
    const auto n = n_columns(family);
    (family.by_default ? on : off).push_back(fmt::format("{} {}", family.name, n ? grouped(*n) : "(too many)"));
    if (family.by_default) total += n.value_or(0);
  }
  const std::string text = fmt::format("{} columns: {}", grouped(total), joined(on));
  return off.empty() ? text : text + "\n" + std::string(kColumn, ' ') + "on request: " + joined(off);
}

void print_space(const SearchSpace& space) {
  show("{}\n  {}\n", space.name(), space.summary());
  const std::vector<std::string> aliases = short_names(space.name());
  if (!aliases.empty()) show("  also called    {}\n", joined(aliases));
  show("  architectures  {}\n", space.numbered() ? grouped(space.size()) : "about " + rounded(space.approximate_size()) + ", without numbers");
  show("  key            {}\n", key_example(space));
  std::vector<std::pair<std::string, std::vector<std::string>>> alike;  // numbers of columns, conventions that have them
  for (const Convention convention : kConventions) {
    const std::string text = columns_text(space, convention);
    if (alike.empty() || alike.back().first != text) alike.push_back({text, {}});
    alike.back().second.emplace_back(to_string(convention));
  }
  for (const auto& [text, conventions] : alike) {
    const std::string names = joined(conventions);
    show("  {:<13}{}{}\n", names, conventions.size() > 1 ? "\n" + std::string(kColumn, ' ') : "  ", text);
  }
  const std::vector<SignalGroupTitle> groups = signal_groups_in(space);
  if (!groups.empty()) show("  groups of signal:\n{}", signal_group_lines(groups));
}

/// A size of at most 15 characters.
std::string short_size(const SearchSpace& space) {
  constexpr std::uint64_t most_in_full = 999'999'999'999;
  if (space.numbered() && space.size() <= most_in_full) return grouped(space.size());
  return "about " + rounded(space.approximate_size());
}

/// Columns of the terminal behind standard output. Elsewhere each space stands on one line, for programs that read lines.
std::size_t list_width() { return isatty(STDOUT_FILENO) == 1 ? terminal_width(STDOUT_FILENO) : std::numeric_limits<std::size_t>::max(); }

std::string list_entry(const SearchSpace& space) {
  constexpr std::size_t indent = 41, fewest = 20;  // columns that a summary needs beside name and size
  const std::vector<std::string> aliases = short_names(space.name());
  const std::string summary = space.summary() + (aliases.empty() ? "" : "; also " + joined(aliases));
  const std::string begin = fmt::format("{:<24}{:>15}", space.name(), short_size(space));
  const std::size_t width = list_width();
  if (width < indent + fewest) return begin + "\n  " + wrapped(summary, 2, width) + "\n";
  return begin + "  " + wrapped(summary, indent, width) + "\n";
}

void run(const SpacesArguments& options) {
  if (!options.name.empty()) {
    const auto space = open_space(options.name);
    std::vector<std::pair<Equivalence, std::uint64_t>> counts;
    if (options.unique) counts = unique_counts(*space, options.common.threads);
    if (options.json) {
      nlohmann::ordered_json json = to_json(*space);
      for (const auto& [equivalence, count] : counts) json["unique"][to_string(equivalence)] = count;
      print("{}\n", json_text(json));
      return;
    }
    print_space(*space);
    if (!counts.empty()) print("  different networks, where two are the same when\n");
    for (const auto& [equivalence, count] : counts) print("    {:<16}{:>10}  {}\n", to_string(equivalence), grouped(count), meaning(equivalence));
    return;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const std::string& name : space_names()) {
    const auto space = find_space(name);
    if (options.json) {  // counts columns, of which some spaces have many
      list.push_back(to_json(*space));
    } else {
      show("{}", list_entry(*space));
    }
  }
  if (options.json) print("{}\n", json_text(list));
}

}  // namespace

void show_space(const SearchSpace& space, bool json) {
  if (!json) return print_space(space);
  print("{}\n", json_text(to_json(space)));
}

void add_spaces(CLI::App& app) {
  auto options = std::make_shared<SpacesArguments>();
  CLI::App* command = app.add_subcommand("spaces", "List the search spaces, or describe one")->group(kLook);
  begin_group(*command, kInput);
  command->add_option("NAME", options->name, "a search space, or a space of your own: FILE.json")->type_name("SPACE");
  command->add_flag("--unique", options->unique, "count how many architectures are different, by every notion of equality");
  begin_group(*command, kOutput);
  command->add_flag("--json", options->json, "print JSON");
  add_threads(*command, options->common);
  add_examples(*command, "  cartograf spaces\n  cartograf spaces nasbench201 --json");
  command->callback([options] { run(*options); });
}

}  // namespace cartograf::cli
