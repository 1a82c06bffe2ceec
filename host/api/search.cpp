#include <cartograf/search.hpp>

#include "host/api/conversions.hpp"
#include "host/api/predictor_state.hpp"
#include "host/search/acquire.hpp"
#include "host/search/search.hpp"

namespace cartograf {
namespace {

Direction direction_of(bool smallest) { return smallest ? Direction::minimize : Direction::maximize; }

Acquisition acquisition_of(NextBy by) {
  switch (by) {
    case NextBy::expected_improvement: return Acquisition::expected_improvement;
    case NextBy::upper_confidence_bound: return Acquisition::upper_confidence_bound;
    case NextBy::thompson: break;
  }
  return Acquisition::thompson;
}

}  // namespace

std::vector<Found> best_architectures(const ArchitectureList& architectures, const Predictor& predictor, const BestOptions& options) {
  Predictor::State& state = predictor.state();
  const Space& space = architectures.space();
  require_indices(space, options.exclude, "excluded position ");
  SearchOptions how;
  how.top = options.n;
  how.direction = direction_of(options.smallest);
  how.architectures = architectures.implementation();
  if (!options.disconnected) how.architectures->filter.exclude_disconnected(space.implementation());
  how.exclude = options.exclude;
  how.features = state.features_for(space);
  how.execution = state.execution(options.progress);
  std::vector<std::uint64_t> best;
  for (const Scored& scored : state.use([&] { return search(space.implementation(), state.model, how).best; })) best.push_back(scored.index);
  const std::vector<double> scores = predictor.predict(ArchitectureList::of_indices(space, best));
  std::vector<Found> found;
  for (std::size_t i = 0; i < best.size(); ++i) found.push_back({best[i], space.key(best[i]), scores[i]});
  return found;
}

std::vector<Found> next_architectures(const ArchitectureList& architectures, const Predictor& predictor, const NextOptions& options) {
  Predictor::State& state = predictor.state();
  const Space& space = architectures.space();
  require_indices(space, options.exclude, "excluded position ");
  AcquireOptions how;
  how.how = acquisition_of(options.by);
  how.n = options.n;
  how.direction = direction_of(options.smallest);
  how.kappa = options.kappa;
  how.seed = options.seed;
  how.architectures = architectures.implementation();
  how.features = state.features_for(space);
  if (!options.disconnected) how.architectures->filter.exclude_disconnected(space.implementation());
  how.exclude = options.exclude;
  how.execution = state.execution(options.progress);
  std::vector<Found> found;
  for (const Acquired& chosen : state.use([&] { return acquire(space.implementation(), state.model, how).chosen; })) {
    found.push_back({chosen.index, space.key(chosen.index), chosen.prediction});
  }
  return found;
}

}  // namespace cartograf
