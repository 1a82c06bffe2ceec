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
  SearchOptions how;
  how.top = options.n;
  how.direction = direction_of(options.smallest);
  how.architectures = architectures.implementation();
  how.execution = execution_of(options.run);
  const Space& space = architectures.space();
  std::vector<Found> found;
  const std::lock_guard lock(predictor.state().in_use);
  for (const Scored& scored : search(space.implementation(), predictor.implementation(), how).best) {
    found.push_back({scored.index, space.key(scored.index), static_cast<double>(scored.score)});
  }
  return found;
}

std::vector<Found> next_architectures(const ArchitectureList& architectures, const Predictor& predictor, const NextOptions& options) {
  AcquireOptions how;
  how.how = acquisition_of(options.by);
  how.n = options.n;
  how.direction = direction_of(options.smallest);
  how.kappa = options.kappa;
  how.seed = options.seed;
  how.architectures = architectures.implementation();
  how.exclude = options.exclude;
  how.execution = execution_of(options.run);
  const Space& space = architectures.space();
  std::vector<Found> found;
  const std::lock_guard lock(predictor.state().in_use);
  for (const Acquired& chosen : acquire(space.implementation(), predictor.implementation(), how).chosen) {
    found.push_back({chosen.index, space.key(chosen.index), chosen.prediction});
  }
  return found;
}

}  // namespace cartograf
