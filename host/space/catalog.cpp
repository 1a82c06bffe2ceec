#include "host/space/catalog.hpp"

#include <cctype>

#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

struct Entry {
  const char* name;
  std::unique_ptr<SearchSpace> (*make)();
};

// A new built-in space is one file and one line here.
constexpr Entry kCatalog[] = {
    {"nasbench201", make_nasbench201},
    {"nasbench101", make_nasbench101},
    {"transnasbench101_micro", make_transnasbench101_micro},
    {"transnasbench101_macro", make_transnasbench101_macro},
    {"darts", make_darts},
    {"darts_cell", make_darts_cell},
    {"darts_none", make_darts_none},
    {"darts_none_cell", make_darts_none_cell},
    {"nasnet", make_nasnet},
    {"nasnet_cell", make_nasnet_cell},
    {"amoebanet", make_amoebanet},
    {"amoebanet_cell", make_amoebanet_cell},
    {"pnas", make_pnas},
    {"pnas_cell", make_pnas_cell},
    {"enas", make_enas},
    {"enas_cell", make_enas_cell},
    {"nasbench_macro", make_nasbench_macro},
    {"naap440", make_naap440},
};

struct Alias {
  const char* name;
  const char* space;
};

// What papers and other programs call a space, beside its name.
constexpr Alias kAliases[] = {
    {"nb101", "nasbench101"},
    {"nb201", "nasbench201"},
    {"nb301", "darts"},
    {"nasbench301", "darts"},
    {"tnb101", "transnasbench101_micro"},
    {"transnasbench101", "transnasbench101_micro"},
    {"tnb101_micro", "transnasbench101_micro"},
    {"tnb101_macro", "transnasbench101_macro"},
};

/// Without case, hyphens, underscores and blanks: "NAS-Bench-201" -> "nasbench201".
std::string plain(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return letters;
}

/// Documents of docs/examples that describe spaces of benchmarks, which people take for built-in ones.
constexpr const char* kDocuments[] = {"natsbench_size", "nasbench_asr", "autoformer_tiny"};

std::string advice_on(std::string_view name) {
  const std::string wanted = plain(name);
  for (const char* document : kDocuments) {
    if (wanted == plain(document)) return "; docs/examples/" + std::string(document) + ".json describes it: give that file";
  }
  if (wanted.starts_with("nats")) return "; of NATS-Bench, nasbench201 is the space of topologies, docs/examples/natsbench_size.json that of sizes";
  return did_you_mean(name, space_names());
}

}  // namespace

std::optional<std::string> known_space(std::string_view name) {
  const std::string wanted = plain(name);
  for (const Entry& entry : kCatalog) {
    if (name == entry.name || wanted == plain(entry.name)) return entry.name;
  }
  for (const Alias& alias : kAliases) {
    if (wanted == plain(alias.name)) return alias.space;
  }
  return std::nullopt;
}

std::vector<std::string> short_names(std::string_view space) {
  std::vector<std::string> names;
  for (const Alias& alias : kAliases) {
    if (space == alias.space) names.emplace_back(alias.name);
  }
  return names;
}

std::vector<std::string> space_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kCatalog) names.emplace_back(entry.name);
  return names;
}

std::unique_ptr<SearchSpace> find_space(std::string_view name) {
  for (const Entry& entry : kCatalog) {
    if (name == entry.name) return entry.make();
  }
  throw InputError("unknown search space " + in_quotes(name) + advice_on(name));
}

}  // namespace cartograf
