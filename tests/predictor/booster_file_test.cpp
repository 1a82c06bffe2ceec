// Models that anybody may have made: XGBoost sees none but sound ones.
#include "host/predictor/booster_file.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "host/predictor/booster.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"
#include "tests/support/stores.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;

constexpr std::size_t kFeatures = 5;

FeatureMatrix small_matrix() {
  testing_model::StoreChoice choice;
  choice.families = {"op_count"};
  choice.end = 300;
  choice.dtype = Dtype::float32;
  return testing_model::matrix_of(choice);
}

const std::string& model() {
  static const std::string bytes = [] {
    const auto rows = testing_model::every(1, 300);
    const std::vector<double> targets = testing_model::sample_targets(rows);
    const FeatureMatrix matrix = small_matrix();
    Booster booster = Booster::train(rows_of(matrix.view(), rows), std::vector<float>(targets.begin(), targets.end()),
                                     {{{"tree_method", "hist"}, {"objective", "reg:squarederror"}}, 3}, {Device{}, 1, 0});
    booster.set_attribute("note", "made by a test");
    return booster.save();
  }();
  return bytes;
}

/// Where the values of the `nth` typed array of that name begin: behind "[$t#L" and eight bytes of length.
std::size_t place_of(const std::string& bytes, const std::string& name, int nth = 0) {
  std::size_t at = 0;
  for (int i = 0; i <= nth; ++i) at = bytes.find(name + "[$", at + 1);
  return at + name.size() + 5 + 8;
}

std::string with_int32(std::string bytes, std::size_t at, std::int32_t value) {
  for (int i = 0; i < 4; ++i) bytes[at + static_cast<std::size_t>(i)] = static_cast<char>(static_cast<std::uint32_t>(value) >> (24 - 8 * i));
  return bytes;
}

std::string with_text(std::string bytes, const std::string& from, const std::string& to) {
  const std::size_t at = bytes.find(from);
  EXPECT_NE(at, bytes.npos) << from;
  return bytes.replace(at, from.size(), to);
}

std::string fault(const std::string& bytes) {
  return message_of<InputError>([&] { require_sound_booster(bytes, "m.ubj"); });
}

void is_refused(const std::string& bytes, const std::string& part) {
  const std::string message = fault(bytes);
  EXPECT_TRUE(message.starts_with("m.ubj: expected a model of cartograf (XGBoost, UBJSON): at byte ")) << message;
  EXPECT_TRUE(contains(message, part)) << "'" << part << "' is not in: " << message;
  EXPECT_LE(message.size(), 400u);
}

TEST(BoosterFile, OfXgboostIsSound) { EXPECT_NO_THROW(require_sound_booster(model(), "m.ubj")); }

TEST(BoosterFile, ThatEndsTooSoonIsRefused) {
  for (std::size_t n = 0; n < model().size(); ++n) EXPECT_THROW(require_sound_booster(std::string_view(model()).substr(0, n), "m.ubj"), InputError) << n;
  is_refused(model() + "x", "expected the end of the file, found 1 bytes more");
}

TEST(BoosterFile, LinksMakeOneTree) {
  const std::size_t left = place_of(model(), "left_children"), right = place_of(model(), "right_children"), parents = place_of(model(), "parents");
  is_refused(with_int32(model(), left, 1'000'000), "node 0 has the child 1000000 of");
  is_refused(with_int32(model(), left, -2), "node 0 has the child -2 of");
  is_refused(with_int32(model(), left, 0), "node 0 has the child 0 of");
  is_refused(with_int32(model(), left, 2), "node 2 has two parents");
  is_refused(with_int32(model(), left + 4, 1), "node 1 has two parents");  // round in a circle
  is_refused(with_int32(model(), right, -1), "node 0 has the child -1 of");
  is_refused(with_int32(model(), parents + 4, 7), "node 1 names another parent than the node that has it");
  const std::string cut = with_int32(with_int32(model(), left, -1), right, -1);  // the root becomes a leaf
  is_refused(cut, "nodes are on no path from its root, of which it has deleted 0");
}

TEST(BoosterFile, FeaturesAndNumbersAreThose) {
  is_refused(with_int32(model(), place_of(model(), "split_indices"), 5), "node 0 asks for feature 5 of 5");
  is_refused(with_int32(model(), place_of(model(), "split_indices"), -7), "node 0 asks for feature -7 of 5");
  for (const float value : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const auto bits = std::bit_cast<std::int32_t>(value);
    is_refused(with_int32(model(), place_of(model(), "split_conditions"), bits), "node 0 has a threshold or a weight that is not finite");
    is_refused(with_int32(model(), place_of(model(), "base_weights", 1), bits), "tree 1 to be one, found another: node 0 has a threshold or a weight");
    is_refused(with_int32(model(), place_of(model(), "sum_hessian"), bits), "node 0 has a sum of second derivatives that is not finite");
  }
  std::string categorical = model();
  categorical[place_of(model(), "split_type")] = 1;
  is_refused(categorical, "node 0 is no split of numbers");
}

TEST(BoosterFile, NumbersInTextsAreThoseOfFloat32) {
  const std::string name("base_scoreSL\0\0\0\0\0\0\0", 19);
  std::string large = model();
  const std::size_t at = large.find(name) + name.size();
  ASSERT_LT(at, large.size());
  const auto length = static_cast<std::size_t>(large[at]);
  ASSERT_GE(length, 4u);
  large.replace(at + 1, length, std::string(length - 3, '9') + "E99");
  is_refused(large, "expected a finite number of float32, found '9");
}

TEST(BoosterFile, LengthsAreWithinTheFile) {
  const std::size_t length = place_of(model(), "left_children") - 8;
  is_refused(with_int32(model(), length, 0x7fffffff), "expected a length within the file, found 9223372032559808");
  is_refused(with_int32(model(), length, -1), "expected a length within the file, found -");
  std::string shorter = model();
  shorter[length + 7] = static_cast<char>(shorter[length + 7] - 1);
  EXPECT_FALSE(fault(shorter).empty());
}

TEST(BoosterFile, CountsAgree) {
  const std::string one_byte("SL\0\0\0\0\0\0\0\1", 10);
  is_refused(with_text(model(), "num_trees" + one_byte + "3", "num_trees" + one_byte + "4"), "expected 4 trees as the model says, found 3");
}

TEST(BoosterFile, KindIsTheOneThatWeTrain) {
  is_refused(with_text(model(), "\x06gbtree",
                       "\x06"
                       "dart!!"),
             "expected 'gbtree', found 'dart!!'");
  is_refused(with_text(model(), "reg:squarederror", "reg:absoluteerrr"), "expected 'reg:squarederror', found 'reg:absoluteerrr'");
  is_refused(with_text(model(), "feature_names", "feature_nemas"), "expected a member of a model, found the member 'feature_nemas'");
}

/// What passes is read by XGBoost without harm, which the sanitizers watch.
TEST(BoosterFile, MutationsAreRefusedOrHarmless) {
  const FeatureMatrix matrix = small_matrix();
  std::mt19937 random(1);
  int n_sound = 0, n_refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = model();
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0: bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << random() % 8)); break;
        case 1: bytes[at] = static_cast<char>(random()); break;
        case 2: bytes.erase(at, 1 + random() % 8); break;
        default: bytes.insert(at, 1 + random() % 8, static_cast<char>(random()));
      }
    }
    try {
      const Booster booster = Booster::load(bytes, "m.ubj", {Device{}, 1, 0});
      EXPECT_EQ(booster.n_features(), kFeatures);
      EXPECT_EQ(booster.predict(matrix.view()).size(), 300u);
      ++n_sound;
    } catch (const InputError& error) {
      EXPECT_LE(std::string_view(error.what()).size(), 400u) << error.what();
      ++n_refused;
    }
  }
  EXPECT_GT(n_sound, 100);
  EXPECT_GT(n_refused, 1000);
}

}  // namespace
}  // namespace cartograf
