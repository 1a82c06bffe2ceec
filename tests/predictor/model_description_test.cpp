// Descriptions of models that lie, with a right checksum: JSON takes numbers of any size and sign, and a cast makes others of them.
#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <variant>

#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"
#include "tests/support/stores.hpp"

namespace cartograf {
namespace {

using nlohmann::json;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;

FeatureMatrix matrix_of_counts() {
  testing_model::StoreChoice choice;
  choice.families = {"op_count"};
  choice.end = 300;
  return testing_model::matrix_of(choice);
}

class Description : public testing::Test {
 protected:
  Description() {
    testing_model::trained("ridge", matrix_of_counts(), testing_model::every(7, 280)).save(folder_ / "m.h5", false);
    content_ = read_array_file(folder_ / "m.h5", kModelFileFormat);
  }

  Model loaded(const std::function<void(json&)>& change) {
    json description = json::parse(content_.description);
    change(description);
    ArrayFile changed = content_;
    changed.description = description.dump();
    write_array_file(folder_ / "m.h5", true, changed);
    return Model::load(folder_ / "m.h5", {}, 1);
  }

  void is_refused(const std::function<void(json&)>& change, const std::string& what) {
    const std::string message = message_of<InputError>([&] { loaded(change); });
    EXPECT_EQ(message, (folder_ / "m.h5").string() + ": the description inside the model is damaged: " + what);
  }

  TempFolder folder_;
  ArrayFile content_;
};

TEST_F(Description, IsTakenAsItIs) {
  const Model model = loaded([](json& d) {
    d["data_seed"] = ~std::uint64_t{0};
    d["columns"][1][1] = 7;
  });
  EXPECT_EQ(model.info().data_seed, ~std::uint64_t{0});
  EXPECT_EQ(model.info().features.columns[1].divisor, 7);
}

TEST_F(Description, HasWholeNumbersThatFit) {
  is_refused([](json& d) { d["format"] = -5; }, "format: expected a whole number from 1 to 9223372036854775807, found '-5'");
  is_refused([](json& d) { d["format"] = 1.5; }, "format: expected a whole number from 1 to 9223372036854775807, found '1.5'");
  is_refused([](json& d) { d["format"] = 9; }, "it is of a newer version of cartograf");
  is_refused([](json& d) { d["train_size"] = -1; }, "train_size: expected a whole number of at least 0, found '-1'");
  is_refused([](json& d) { d["train_size"] = 1e30; }, "train_size: expected a whole number of at least 0, found '1e+30'");
  is_refused([](json& d) { d["train_size"] = true; }, "train_size: expected a whole number of at least 0, found 'true'");
  is_refused([](json& d) { d["data_seed"] = -7; }, "data_seed: expected a whole number of at least 0, found '-7'");
  is_refused([](json& d) { d["model_seed"] = 0.5; }, "model_seed: expected a whole number of at least 0, found '0.5'");
}

// What reads, names and prints JSON calls itself for each level.
TEST_F(Description, HasFewLevels) {
  for (const char* where : {"format", "columns", "data_seed", "more"}) {
    ArrayFile changed = content_;
    const std::string lists = std::string(200'000, '[') + std::string(200'000, ']');
    json description = json::parse(content_.description);
    description[where] = "HERE";
    changed.description = description.dump();
    changed.description.replace(changed.description.find("\"HERE\""), 6, lists);
    write_array_file(folder_ / "m.h5", true, changed);
    EXPECT_EQ(message_of<InputError>([&] { Model::load(folder_ / "m.h5", {}, 1); }),
              (folder_ / "m.h5").string() + ": the description inside the model is damaged: expected at most 16 levels of lists and objects, found more");
  }
}

TEST_F(Description, IsNotRepeatedInMessages) {
  const std::string much(1'000'000, 'x');
  for (const std::function<void(json&)>& change : std::vector<std::function<void(json&)>>{[&](json& d) { d["representation"] = much; }, [&](json& d) { d["dtype"] = much; },
                                                                                          [&](json& d) { d["preparation"] = {{"joined", json::array()}, {"log", json::array()}, {"missing", {much}}}; },
                                                                                          [&](json& d) { d["columns"][0] = much; }, [&](json& d) { d["predictor"] = much; }}) {
    const std::string message = message_of<InputError>([&] { loaded(change); });
    EXPECT_FALSE(message.empty());
    EXPECT_LE(message.size(), 600u + folder_.path().string().size()) << message.substr(0, 200);
  }
}

TEST_F(Description, HasColumnsOfNamesAndDivisors) {
  const std::string range = "the divisor of column 2: expected a whole number from -1 to 2147483647, found ";
  is_refused([](json& d) { d["columns"][2][1] = -2; }, range + "'-2'");
  is_refused([](json& d) { d["columns"][2][1] = std::int64_t{1} << 32; }, range + "'4294967296'");
  is_refused([](json& d) { d["columns"][2][1] = ~std::uint64_t{0}; }, range + "'18446744073709551615'");
  is_refused([](json& d) { d["columns"][2][1] = 1.0; }, range + "'1.0'");
  is_refused([](json& d) { d["columns"][2] = json::array({"x"}); }, "column 2: expected a name and a divisor, found '[\"x\"]'");
  is_refused([](json& d) { d["columns"][2] = "x"; }, "column 2: expected a name and a divisor, found '\"x\"'");
  is_refused([](json& d) { d["columns"] = "x"; }, "columns: expected a list, found '\"x\"'");
  is_refused([](json& d) { d["columns"][2][0] = d["columns"][1][0]; }, "column 2: expected names that differ, found 'op_count_1' twice");
}

TEST_F(Description, HasAtMostAMillionColumns) {
  is_refused([](json& d) { d["columns"] = json(std::vector<int>(1'000'001)); }, "columns: expected at most 1,000,000, found 1,000,001");
}

TEST_F(Description, HasFamiliesThatDiffer) {
  is_refused([](json& d) { d["families"] = {"op_count", "op_count"}; }, "families: expected names that differ, found 'op_count' twice");
  is_refused([](json& d) { d["families"] = {""}; }, "families: expected names, found an empty one");
}

TEST_F(Description, IsUtf8) {
  ArrayFile changed = content_;
  changed.description.replace(changed.description.find("op_count"), 2, "\xff\xfe");
  write_array_file(folder_ / "m.h5", true, changed);
  EXPECT_THROW(Model::load(folder_ / "m.h5", {}, 1), InputError);
}

// A small file with a right checksum may ask for much: the square of its training rows.
TEST(ForgedModel, IsLookedAtBeforeItsMatrixIsAllocated) {
  const TempFolder folder;
  const FeatureMatrix matrix = matrix_of_counts();
  testing_model::trained("gp", matrix, testing_model::every(7, 280)).save(folder / "m.h5", false);
  ArrayFile content = read_array_file(folder / "m.h5", kModelFileFormat);
  const std::size_t n_before = doubles_of(content.arrays, "alpha", "m.h5").size();
  constexpr std::size_t n = 1'000'000;
  for (NamedArray& array : content.arrays) {
    if (array.name != "rows" && array.name != "targets" && array.name != "alpha") continue;
    auto& values = std::get<std::vector<double>>(array.values);
    values.assign(values.size() / n_before * n, 0.5);
    array.shape = {values.size()};
  }
  write_array_file(folder / "m.h5", true, content);
  const Model model = Model::load(folder / "m.h5", {}, 1);
  const std::string message = message_of<IoError>([&] { model.predict_uncertain(matrix, "matrix"); });
  EXPECT_TRUE(message.starts_with("the Gaussian process: 1,000,000 training rows take 8.0 TB of memory, of which ")) << message;
}

}  // namespace
}  // namespace cartograf
