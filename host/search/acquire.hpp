#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/engine/execution.hpp"
#include "host/family/feature_set.hpp"
#include "host/predictor/model.hpp"
#include "kernels/algorithms/top_k.hpp"

namespace cartograf {

/// By what the next architectures to train are chosen.
enum class Acquisition {
  expected_improvement,    ///< over the best of the training rows (Jones et al., J. of Global Optimization 13, 1998)
  upper_confidence_bound,  ///< mean + kappa deviations (Srinivas et al., ICML 2010)
  thompson,                ///< the best of a function drawn from the posterior, a new one for each
};

/// As users write them: ei, ucb, thompson. Throws InputError for another name.
Acquisition parse_acquisition(const std::string& name);

struct AcquireOptions {
  Acquisition how = Acquisition::expected_improvement;
  std::uint64_t n = 100;  ///< architectures to choose, at most 1,000
  Direction direction = Direction::maximize;
  double kappa = 2;                              ///< of upper_confidence_bound
  std::uint64_t seed = 0;                        ///< of thompson
  std::optional<Architectures> architectures{};  ///< with their filter: what does not pass is not looked at; none = the whole space
  std::vector<std::uint64_t> exclude{};          ///< nor are these
  const FeatureSet* features = nullptr;          ///< that hold the columns of the model; null = those that it names
  std::uint64_t batch_rows = 0;                  ///< rows looked at at a time; 0 = a number that suits
  Execution execution{};                         ///< for all but the model, which has its own device and threads
};

/// An architecture to train.
struct Acquired {
  std::uint64_t index = 0;
  double acquisition = 0;  ///< when it was chosen: expected improvement, bound or drawn score, unit of the score, larger is better
  double prediction = 0;   ///< unit of the target
  double deviation = 0;    ///< of the score, given the training rows alone
};

struct AcquireResult {
  std::vector<Acquired> chosen;  ///< in the order of choice; fewer than asked for when there are no more that are new
  std::uint64_t n_looked_at = 0;
  std::uint64_t n_scored = 0;             ///< that passed the filter and are not excluded
  std::vector<std::uint64_t> left_out{};  ///< by the conditions of the filter (Architectures::left_out)
  double seconds = 0;
};

/// The next architectures to train, by a model that knows how sure it is (Uncertainty). Its score is what is improved, towards larger or
/// smaller ones. Architectures whose features are those of a training row, of an excluded one or of one chosen before are
/// left out: the model could learn nothing but noise from them.
/// * expected_improvement, upper_confidence_bound: of all architectures the best few thousand are kept; of these one after
///   another is chosen, and the variances of the others shrink as if it had been trained with the result that is expected
///   (Desautels et al., JMLR 15, 2014), so that the next one is elsewhere.
/// * thompson: as many functions are drawn, and each one's best architecture of all is chosen.
/// The result depends neither on threads nor on batches. Throws InputError for a model that does not say how sure it is or
/// is not for this space, and for a bad range.
AcquireResult acquire(const SearchSpace& space, const Model& model, const AcquireOptions& options);

}  // namespace cartograf
