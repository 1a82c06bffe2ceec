#pragma once

#include <mutex>

#include <cartograf/predictor.hpp>

#include "host/predictor/model.hpp"

namespace cartograf {

/// A model applied by one thread at a time, as its kinds ask for it.
struct Predictor::State {
  Model model;
  RunOptions run;
  std::mutex in_use{};
};

}  // namespace cartograf
