// Files that are no models, or no longer. XGBoost's reader trusts its input, so what is damaged must not reach it.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <stdexcept>

#include "host/predictor/kinds/boosted_trees.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/stores.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::contains;
using testing_support::message_of;
using testing_support::read_bytes;
using testing_support::TempFolder;
using testing_support::write_text;

FeatureMatrix op_counts() {
  testing_model::StoreChoice choice;
  choice.families = {"op_count"};
  choice.end = 300;
  return testing_model::matrix_of(choice);
}

/// Bytes of a small, intact model file.
std::string small_model() {
  const TempFolder folder;
  testing_model::trained("xgb", op_counts(), testing_model::every(7, 280)).save(folder / "m.ubj", false);
  return read_bytes(folder / "m.ubj");
}

std::string load_error(std::string_view bytes) {
  const TempFolder folder;
  write_text(folder / "m.ubj", bytes);
  return message_of<InputError>([&] { Model::load(folder / "m.ubj", {}, 1); });
}

enum Outcome { kLoaded = 0,
               kRefused = 1 };

/// Loads and applies a model; any exception but InputError passes.
Outcome outcome_of(const std::string& bytes, const FeatureMatrix& matrix) {
  const TempFolder folder;
  write_text(folder / "m.ubj", bytes);
  try {
    const Model model = Model::load(folder / "m.ubj", {}, 1);
    if (model.predict(matrix, "matrix").size() != matrix.n_rows) throw std::runtime_error("another number of predictions");
    return kLoaded;
  } catch (const InputError&) {
    return kRefused;
  }
}

volatile sig_atomic_t current = 0;

/// Says which case it was, and ends the process.
void report_and_exit(int signal_number) {
  char text[64];
  const int n = std::snprintf(text, sizeof text, "signal %d at case %d\n", signal_number, static_cast<int>(current));
  if (n > 0 && write(STDERR_FILENO, text, static_cast<std::size_t>(n)) < 0) _exit(2);
  _exit(1);
}

/// Calls `body(i)` for i in [0, n), each within 20 seconds. For a process of its own: ends it with 0 when all was well,
/// else says on stderr which case crashed, hung or failed.
template <class Body>
[[noreturn]] void run_cases(int n, Body body) {
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) signal(crash, report_and_exit);
  for (int i = 0; i < n; ++i) {
    current = i;
    alarm(20);
    try {
      body(i);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "case %d: %s\n", i, error.what());
      std::exit(1);
    }
  }
  alarm(0);
  std::exit(0);
}

std::string mutated(std::string bytes, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto anywhere = [&] { return random() % bytes.size(); };
  switch (seed % 5) {
    case 0: bytes.resize(anywhere()); break;
    case 1: bytes[anywhere()] ^= static_cast<char>(1u << (random() % 8)); break;
    case 2: bytes[anywhere()] = static_cast<char>(random()); break;
    case 3: bytes.erase(anywhere(), 1 + random() % 8); break;
    default:
      for (int i = 0; i < 8; ++i) bytes[anywhere()] = static_cast<char>(random());
  }
  return bytes;
}

class DamagedModel : public testing::Test {
 protected:
  // A child that starts anew: XGBoost's threads do not survive a fork.
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(DamagedModel, NeverCrashesNorHangs) {
  const auto load_mutations = [] {
    const std::string model = small_model();
    const FeatureMatrix matrix = op_counts();
    run_cases(400, [&](int i) { outcome_of(mutated(model, static_cast<std::uint32_t>(i)), matrix); });
  };
  EXPECT_EXIT(load_mutations(), testing::ExitedWithCode(0), "");
}

TEST_F(DamagedModel, ThatIsCutOffIsRefused) {
  const auto load_beginnings = [] {
    const std::string model = small_model();
    const FeatureMatrix matrix = op_counts();
    run_cases(200, [&](int i) {
      const std::size_t length = i < 50 ? model.size() - 1 - static_cast<std::size_t>(i) : model.size() * static_cast<std::size_t>(i - 50) / 150;
      if (outcome_of(model.substr(0, length), matrix) != kRefused) throw std::runtime_error("a cut model was loaded");
    });
  };
  EXPECT_EXIT(load_beginnings(), testing::ExitedWithCode(0), "");
}

TEST_F(DamagedModel, ThatWasNeverOneIsRefused) {
  const auto load_garbage = [] {
    const FeatureMatrix matrix = op_counts();
    run_cases(200, [&](int i) {
      std::mt19937 random(static_cast<std::uint32_t>(i));
      std::string bytes = i % 2 == 0 ? "{L" : "";
      for (auto n = random() % 3000; n > 0; --n) bytes += static_cast<char>(random());
      if (outcome_of(bytes, matrix) != kRefused) throw std::runtime_error("garbage was loaded");
    });
  };
  EXPECT_EXIT(load_garbage(), testing::ExitedWithCode(0), "");
}

TEST_F(DamagedModel, OfAnotherKindIsRefused) {
  const auto load_others = [] {
    const char* const others[] = {"", "\n", "{", "{}", "[]", "null", "{\"learner\": {}}", "{\"learner\": 3}", "net,acc\n1,2\n", "\x89HDF\r\n\x1a\n",
                                  "PK\x03\x04", "binf", "bs64"};
    const FeatureMatrix matrix = op_counts();
    run_cases(std::size(others), [&](int i) {
      if (outcome_of(others[i], matrix) != kRefused) throw std::runtime_error("it was loaded");
    });
  };
  EXPECT_EXIT(load_others(), testing::ExitedWithCode(0), "");
}

TEST(ModelFileError, NamesTheFileAndWhatWasExpected) {
  const std::string message = load_error("net,acc\n1,2\n");
  EXPECT_TRUE(contains(message, "m.ubj: expected a model of cartograf")) << message;
  EXPECT_FALSE(contains(message, "\n")) << message;
}

TEST(ModelFileError, IsThereForAMissingFileAndAFolder) {
  const TempFolder folder;
  EXPECT_TRUE(contains(message_of<InputError>([&] { Model::load(folder / "none.ubj", {}, 1); }), "none.ubj: no such file"));
  EXPECT_TRUE(contains(message_of<InputError>([&] { Model::load(folder.path(), {}, 1); }), "expected a file, found a folder"));
}

/// A model as another program would write it: the trees of ours, with this description (none when empty).
std::string model_with_description(const std::string& description) {
  const FeatureMatrix matrix = op_counts();
  const std::vector<std::uint64_t> rows = testing_model::every(7, 280);
  const std::vector<float> labels(rows.begin(), rows.end());
  Booster booster = Booster::train(rows_of(matrix.view(), rows), labels, predictor_parameters("xgb"), {{}, 1, 0});
  if (!description.empty()) booster.set_attribute("cartograf", description);
  return booster.save();
}

TEST(ModelFileError, SaysThatAModelIsAnothersXGBoostModel) {
  const std::string message = load_error(model_with_description(""));
  EXPECT_TRUE(contains(message, "m.ubj: expected a model of cartograf")) << message;
}

constexpr const char* kGood =
    R"({"format":1,"predictor":"xgb","target":"t","space":"nasbench201","convention":"graf_nas","dtype":"float32",)"
    R"("representation":"values","train_size":40,"data_seed":1,"model_seed":2,)"
    R"("columns":[["a",1],["b",1],["c",1],["d",1],["e",1]]})";

/// One change that makes the good description bad.
struct Change {
  const char* name;
  std::string from, to;
};

class DescriptionOfAModel : public testing::TestWithParam<Change> {};

TEST_P(DescriptionOfAModel, ThatIsDamagedIsRefused) {
  std::string description = kGood;
  const std::size_t at = description.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  description.replace(at, GetParam().from.size(), GetParam().to);
  const std::string message = load_error(model_with_description(description));
  EXPECT_TRUE(contains(message, "m.ubj: ")) << message;
}

INSTANTIATE_TEST_SUITE_P(
    Changes, DescriptionOfAModel,
    testing::Values(Change{"NewerFormat", "\"format\":1", "\"format\":2"}, Change{"FormatIsText", "\"format\":1", "\"format\":\"one\""},
                    Change{"NoFormat", "\"format\":1,", ""}, Change{"UnknownDtype", "\"float32\"", "\"int7\""},
                    Change{"DtypeIsANumber", "\"float32\"", "7"}, Change{"SizeIsText", "\"train_size\":40", "\"train_size\":\"many\""},
                    Change{"UnknownRepresentation", "\"values\"", "\"sums\""}, Change{"TooFewColumns", "[\"a\",1],", ""},
                    Change{"ColumnWithoutDivisor", "[\"a\",1]", "[\"a\"]"}, Change{"ColumnTurnedRound", "[\"a\",1]", "[1,\"a\"]"},
                    Change{"DivisorZero", "[\"a\",1]", "[\"a\",0]"}, Change{"CutOff", "}", ""}, Change{"NotAnObject", "{", "[{"}),
    [](const auto& run) { return std::string(run.param.name); });

}  // namespace
}  // namespace cartograf
