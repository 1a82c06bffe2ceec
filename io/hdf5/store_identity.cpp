#include "io/hdf5/store_identity.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include <cartograf/version.hpp>

#include "io/compress/compression.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/packing.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

std::string columns_text(const FeatureDescription& features) {
  std::string text;
  for (const FeatureColumn& column : features.columns) text += column.name + "/" + std::to_string(column.divisor) + "\n";
  return std::to_string(features.columns.size()) + ", " + digest_of(text);
}

std::string adjacency_text(const AdjacencyBits& bits) {
  hdf5::Packer out;
  out.put(bits.operations);
  out.put(bits.edges);
  return "words of " + std::to_string(8 * mask_size(bits)) + " bits, " + digest_of(out.take());
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

}  // namespace

std::string text_of(const ClassTable& classes) {
  hdf5::Packer out;
  out.put(classes.equivalence);
  out.put(classes.index);
  out.put(classes.representative);
  return classes.equivalence + ", " + digest_of(out.take());
}

StoreFactList identity_of(const StoreSchema& schema, const Compression& compression, const StoreRun& run) {
  const std::uint64_t n_rows = schema.part ? schema.part->n_rows : schema.n_rows, n_parts = schema.part ? schema.part->n_parts : 1;
  StoreFactList facts = {{"cartograf's version", CARTOGRAF_VERSION},
                         {"HDF5's version", hdf5::library_version()},
                         {"the space", schema.features.space},
                         {"the definition of the space", digest_of(schema.space_definition)},
                         {"the number of architectures", std::to_string(n_rows)}};
  facts.insert(facts.end(), run.facts.begin(), run.facts.end());
  std::string sides;
  for (const SideColumn& side : schema.sides) sides += side.path + " ";
  const StoreFactList rest = {{"the number of shards", std::to_string(n_parts)},
                              {"the seed of the sample", schema.seed ? std::to_string(*schema.seed) : "none"},
                              {kClassesFact, schema.classes ? text_of(*schema.classes) : kNoFact},
                              {"the convention", schema.features.convention},
                              {"the families", listed(schema.features.families)},
                              {"the columns", columns_text(schema.features)},
                              {"the type of the features", std::string(to_string(schema.features.dtype))},
                              {"the columns of their own", sides},
                              {"the width of keys", std::to_string(schema.key_width)},
                              {"the adjacency tensor", schema.adjacency ? adjacency_text(*schema.adjacency) : "left out"},
                              {"the divisors of rows", schema.row_divisor ? "written" : "left out"},
                              {"the digest of the content", schema.content_digest ? "taken" : "left out"},
                              {"the compression", with_library(compression)},
                              {"the rows of a batch", std::to_string(run.batch_rows)}};
  facts.insert(facts.end(), rest.begin(), rest.end());
  return facts;
}

std::string text_of(const StoreFactList& facts) { return nlohmann::json(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

StoreFactList facts_of(const std::string& text, const std::string& where) {
  try {
    return nlohmann::json::parse(text).get<StoreFactList>();
  } catch (const nlohmann::json::exception&) {
    throw InputError(where + ": expected what decides the store, as JSON, found " + in_quotes(text));
  }
}

std::string difference(const StoreFactList& here, const StoreFactList& there, const std::string& there_it) {
  for (std::size_t i = 0; i < std::min(here.size(), there.size()); ++i) {
    if (here[i] == there[i]) continue;
    if (here[i].first != there[i].first) break;
    return here[i].first + " is " + in_quotes(here[i].second) + ", " + there_it + " " + in_quotes(there[i].second);
  }
  return here == there ? "" : "it says other things of itself";
}

}  // namespace cartograf
