#include "host/cli/architecture_options.hpp"

#include "host/store/architecture_tensor.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::cli {
namespace {

/// A million a second would take twelve days. A range may be as large as anyone likes: it was asked for.
constexpr std::uint64_t kMostUnasked = 1'000'000'000'000;

void require_feasible(const SearchSpace& space, bool has_lists) {
  if (space.size() <= kMostUnasked) return;
  throw InputError(space.name() + " has " + rounded(static_cast<double>(space.size())) + " architectures, more than can be looked at one by one; choose some by --sample N" +
                   (has_lists ? ", --keys FILE" : "") + " or --range A:B");
}

}  // namespace

void ArchitectureOptions::add_to(CLI::App& command, const Offer& offer) {
  begin_group(command, kInput);
  CLI::Option* range = command.add_option("--range", range_text_, "architectures A:B by index, B excluded")->type_name("A:B");
  CLI::Option* sample = command.add_option("--sample", n_sample_, "this many architectures at random, none twice; conditions then leave some of them out")->check(whole_number(1))->type_name("N");
  command.add_option(offer.seed, seed_, "seed of the sample (default: 0)")->check(whole_number())->type_name("N")->needs(sample);
  range->excludes(sample);
  has_lists_ = offer.lists;
  if (offer.lists) {
    CLI::Option* keys = command.add_option("--keys", keys_, "architectures of a CSV with a column 'net', or one key a line")->type_name("FILE");
    CLI::Option* tensor = command.add_option("--adjacency-in", adjacency_in_,
                                             "architectures of a tensor: .npy, or /adjacency of an HDF5 file; operation ids or packed words")
                              ->type_name("FILE");
    for (CLI::Option* chosen : {range, sample}) chosen->excludes(keys)->excludes(tensor);
    keys->excludes(tensor);
    command.add_option("--repeats", repeats_, "of --keys: what is made of a key that stands there several times: error, or first, which takes it once (default: error)")
        ->check(one_of({"error", "first"}))
        ->type_name("error|first")
        ->needs(keys);
    tables_.add_to(command);
    if (offer.arguments) {
      CLI::Option* given = command.add_option("KEY", given_keys_, "keys of architectures, in quotes; not with a choice by options")->type_name("");
      for (CLI::Option* chosen : {range, sample, keys, tensor}) given->excludes(chosen);
    }
  }
  if (offer.where) {
    command.add_option("--max", at_most_, "only architectures of at most this cost, such as params=1e6; may be repeated")->type_name("COST=N")->allow_extra_args(false);
    command.add_option("--min", at_least_, "only architectures of at least this cost; may be repeated")->type_name("COST=N")->allow_extra_args(false);
    command.add_option("--where", where_, "only architectures with this cost, such as 'params<1000000'; may be repeated")->type_name("CONDITION")->allow_extra_args(false);
  }
  if (offer.reachable) command.add_flag("--reachable-only", reachable_only_, "only architectures without operations that no signal passes");
}

CLI::Option* UniqueOptions::add_to(CLI::App& command, const std::string& help) {
  CLI::Option* unique = command.add_flag("--unique", unique_, help);
  command.add_option("--equivalence", equivalence_, "when architectures are the same: labelled, contracted, expression, expression_skip or expression_live (default: contracted; on nodes and layers labelled)")
      ->type_name("NAME")
      ->needs(unique);
  return unique;
}

std::optional<Equivalence> UniqueOptions::of(const SearchSpace& space) const {
  if (!unique_) return std::nullopt;
  return equivalence_.empty() ? default_equivalence(space) : parse_equivalence(equivalence_);
}

std::string ArchitectureOptions::given() const {
  if (!range_text_.empty()) return "--range";
  if (n_sample_ > 0) return "--sample";
  if (!keys_.empty()) return "--keys";
  if (!adjacency_in_.empty()) return "--adjacency-in";
  if (!given_keys_.empty()) return "KEY";
  if (!where_.empty()) return "--where";
  if (!at_most_.empty()) return "--max";
  if (!at_least_.empty()) return "--min";
  return reachable_only_ ? "--reachable-only" : "";
}

void ArchitectureOptions::require_keys_to_read(bool other_tables) const {
  if (other_tables || !keys_.empty()) return;
  if (given_keys_.empty()) tables_.refuse_readings();
  if (!tables_.key_column.empty()) throw InputError("--key-column names a column of a table; keys are given as arguments, and there is no table");
}

Architectures ArchitectureOptions::chosen(const SearchSpace& space) const {
  if (!keys_.empty()) return architecture_keys(space, keys_, tables_.format(), repeats_ == "first");
  if (!given_keys_.empty()) return architecture_list(space, given_keys_, tables_.format().reading);
  if (!adjacency_in_.empty()) return architecture_tensor(space, adjacency_in_);
  if (n_sample_ > 0) return architecture_sample(space, n_sample_, seed_);
  require_numbered(space, "all architectures, or a range of them",
                   has_lists_ ? "name those to look at by --keys, --adjacency-in or --sample" : "draw those to look at by --sample");
  if (range_text_.empty()) {
    require_feasible(space, has_lists_);
    return architecture_range(space, 0, space.size());
  }
  const auto [begin, end] = parse_interval("--range", range_text_);
  return architecture_range(space, begin, end);
}

Architectures ArchitectureOptions::of(const SearchSpace& space) const {
  std::vector<CostCondition> conditions;
  for (const std::string& text : where_) conditions.push_back(parse_cost_condition(space, text));
  for (const std::string& text : at_most_) conditions.push_back(parse_cost_bound(space, "--max", text, Comparison::less_equal));
  for (const std::string& text : at_least_) conditions.push_back(parse_cost_bound(space, "--min", text, Comparison::greater_equal));
  Architectures architectures = chosen(space);
  architectures.filter = ArchitectureFilter(space, std::move(conditions), reachable_only_);
  return architectures;
}

Architectures ArchitectureOptions::passing(const SearchSpace& space, int threads) const {
  const Architectures asked = of(space);
  Architectures passing = all_passing(space, asked, threads);
  if (passing.n == 0) throw InputError(none_passes(space, asked, passing.left_out));
  return passing;
}

}  // namespace cartograf::cli
