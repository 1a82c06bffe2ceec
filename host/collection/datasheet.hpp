#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/collection/manifest.hpp"
#include "host/space/search_space.hpp"

namespace cartograf {

inline constexpr const char* kDatasheetFile = "datasheet.md";
/// How it begins: by that an own one is known.
inline constexpr const char* kDatasheetTitle = "# Datasheet: graph features of neural architecture search spaces\n";

/// What a collection is, how it was made, how it may be used and cited, as Markdown: the questions of "Datasheets for Datasets" (Gebru et al.,
/// Communications of the ACM 64(12), 2021) that have an answer for computed data. `spaces`: those of the stores.
std::string datasheet(const Manifest& manifest, const std::vector<std::shared_ptr<const SearchSpace>>& spaces);

/// How cartograf and the features are cited, as BibTeX.
std::string citation(const std::string& cartograf_version);

}  // namespace cartograf
