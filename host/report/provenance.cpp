#include "host/report/provenance.hpp"

#include "kernels/base/number_text.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {

std::vector<PageFact> facts_of(const PageRun& run) {
  return {{"command", run.command}, {"cartograf", run.version}, {"written (UTC)", run.time}};
}

std::vector<PageFact> facts_of(const FeatureDescription& features) {
  const std::size_t joined = features.preparation.joined.size();
  return {{"search space", features.space},
          {"convention", features.convention.empty() ? "not known" : features.convention},
          {"feature families", features.families.empty() ? "not known" : enumerated(features.families, ", ")},
          {"columns", grouped(features.columns.size()) + (joined == 0 ? "" : ", of these " + grouped(joined) + " of joined tables")}};
}

PageFact fact_of_file(const std::string& what, const std::string& name, const std::string& digest) {
  return {what, digest.empty() ? name : name + " (" + digest + ")"};
}

void append(std::vector<PageFact>& facts, const std::vector<PageFact>& more) { facts.insert(facts.end(), more.begin(), more.end()); }

}  // namespace cartograf
