// The front door's names are its alone: no header behind it declares one of them.
#include <cartograf/cartograf.hpp>

#include <gtest/gtest.h>

#include "host/evaluate/evaluate.hpp"
#include "host/evaluate/explain.hpp"
#include "host/evaluate/select.hpp"
#include "host/family/family.hpp"
#include "host/family/signal_block.hpp"
#include "host/search/acquire.hpp"
#include "host/search/predict_space.hpp"
#include "host/search/search.hpp"
#include "host/store/featurise.hpp"
#include "host/store/statistics.hpp"
#include "host/table/data_set.hpp"
#include "host/table/export.hpp"

namespace cartograf {
namespace {

TEST(Version, IsThatOfItsParts) {
  EXPECT_EQ(std::string(CARTOGRAF_VERSION), std::to_string(CARTOGRAF_VERSION_MAJOR) + "." + std::to_string(CARTOGRAF_VERSION_MINOR) + "." +
                                                std::to_string(CARTOGRAF_VERSION_PATCH));
}

}  // namespace
}  // namespace cartograf
