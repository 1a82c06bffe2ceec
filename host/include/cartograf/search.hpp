#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <cartograf/predictor.hpp>

/// @file
/// Whole spaces scored by a predictor: the best architectures, and those to train next.

namespace cartograf {

/// An architecture that a search found.
struct Found {
  std::uint64_t index = 0;  ///< in the space
  std::string key;          ///< as the published tables of the space write it
  double score = 0;         ///< predicted, in the unit of the target: what Predictor::predict() says
};

/// How the best are sought.
struct BestOptions {
  std::uint64_t n = 100;                 ///< how many
  bool smallest = false;                 ///< whether small predictions are the good ones
  std::vector<std::uint64_t> exclude{};  ///< indices that are left out, such as those already trained
  bool disconnected = false;             ///< also those in which no path leads from input to output, which cannot be trained
  Progress progress{};                   ///< empty = nobody listens; the predictor says where and how all runs
};

/// The best architectures of a list by a predictor, the best one first, by predictions rounded to float32; of equal ones that
/// of the smaller index. Features
/// and scores are streamed: memory holds a batch and the best, whatever the size of the space. Throws InputError for a
/// predictor that is not for this space, and for an excluded index beyond it.
CARTOGRAF_API std::vector<Found> best_architectures(const ArchitectureList& architectures, const Predictor& predictor,
                                                    const BestOptions& options = {});

/// By what the next architectures to train are chosen.
enum class NextBy {
  expected_improvement,    ///< over the best training row (Jones et al., J. of Global Optimization 13, 1998)
  upper_confidence_bound,  ///< mean + kappa deviations (Srinivas et al., ICML 2010)
  thompson,                ///< the best of a function drawn from the posterior, a new one for each
};

/// How the next ones are chosen.
struct NextOptions {
  std::uint64_t n = 100;                     ///< how many, at most 1,000
  NextBy by = NextBy::expected_improvement;  ///< what is as large as possible
  bool smallest = false;                     ///< whether small targets are the good ones
  double kappa = 2;                          ///< of upper_confidence_bound
  std::uint64_t seed = 0;                    ///< of thompson
  std::vector<std::uint64_t> exclude{};      ///< indices that are left out, such as those already trained
  bool disconnected = false;                 ///< also those in which no path leads from input to output, which cannot be trained
  Progress progress{};                       ///< empty = nobody listens; the predictor says where and how all runs
};

/// The next architectures to train, by a predictor that knows how sure it is, in the order of choice; fewer than asked for
/// when there are no more whose features are new. Those in which no path leads from input to output, which cannot be trained,
/// are left out unless they are asked for. Throws InputError for a predictor that does not know how sure it is or
/// is not for this space, and for an excluded index beyond it.
CARTOGRAF_API std::vector<Found> next_architectures(const ArchitectureList& architectures, const Predictor& predictor,
                                                    const NextOptions& options = {});

}  // namespace cartograf
