// Architectures of other code bases: NPY files of every integer type, matrices of operation ids against keys, damage.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <limits>
#include <random>

#include "host/engine/architectures.hpp"
#include "host/space/catalog.hpp"
#include "host/store/architecture_tensor.hpp"
#include "io/hdf5/tensor_file.hpp"
#include "tests/json/examples.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using namespace testing_json;
using testing_support::contains;
using testing_support::message_of;
using testing_support::TempFolder;
using Matrix = std::vector<std::int64_t>;

std::string npy(const std::string& type, const std::string& shape, const std::string& data, char version = 1, const std::string& order = "False") {
  std::string header = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  std::string text = std::string("\x93NUMPY") + version + '\0';
  for (std::size_t i = 0; i < length_bytes; ++i) text += static_cast<char>(header.size() >> (8 * i) & 0xff);
  return text + header + data;
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

class TensorFile : public testing::Test {
 protected:
  IntegerTensor read(const std::string& bytes) const {
    testing_support::write_text(path_, bytes);
    return read_integer_tensor(path_);
  }
  std::string error_of(const std::string& bytes) const {
    const std::string message = message_of<InputError>([&] { read(bytes); });
    EXPECT_TRUE(message.starts_with(path_.string())) << message;
    return message;
  }

  template <class T>
  void expect_type(const std::string& type) {
    const std::vector<T> values = {0, 1, std::numeric_limits<T>::min(), static_cast<T>(std::min<std::uint64_t>(std::numeric_limits<T>::max(), INT64_MAX))};
    for (const char version : {'\1', '\2', '\3'}) {
      const IntegerTensor tensor = read(npy(type, "(2, 2)", bytes_of(values), version));
      EXPECT_EQ(tensor.shape, (std::vector<std::uint64_t>{2, 2}));
      EXPECT_EQ(tensor.values, Matrix(values.begin(), values.end())) << type;
    }
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "tensor.npy";
};

TEST_F(TensorFile, EveryIntegerType) {
  expect_type<std::int8_t>("|i1");
  expect_type<std::uint8_t>("|u1");
  expect_type<std::int16_t>("<i2");
  expect_type<std::uint16_t>("<u2");
  expect_type<std::int32_t>("<i4");
  expect_type<std::uint32_t>("<u4");
  expect_type<std::int64_t>("<i8");
  expect_type<std::uint64_t>("<u8");
}

TEST_F(TensorFile, EitherByteOrder) {
  const std::string bytes = {0, 0, 0, 1, '\xff', '\xff', '\xff', '\xfe', '\x7f', 0, 0, 2};  // 1, -2, 2^31 - 2^24 + 2 with the high byte first
  EXPECT_EQ(read(npy(">i4", "(3,)", bytes)).values, (Matrix{1, -2, 2130706434}));
  EXPECT_EQ(read(npy(">u2", "(6,)", bytes)).values, (Matrix{0, 1, 65535, 65534, 32512, 2}));
  EXPECT_EQ(read(npy(">i8", "(1,)", bytes.substr(0, 8))).values, (Matrix{8589934590}));
  EXPECT_EQ(read(npy(">i1", "(2,)", "\x01\xff")).values, (Matrix{1, -1}));
}

TEST_F(TensorFile, OfNumpyInTheOtherByteOrder) {
  const auto file = testing_support::shared_file("field/big_endian.npy");
  CARTOGRAF_SKIP_WITHOUT(file);
  const IntegerTensor tensor = read_integer_tensor(file);
  EXPECT_EQ(tensor.shape, (std::vector<std::uint64_t>{1, 4, 4}));
  EXPECT_EQ(tensor.values, (Matrix{-1, 4, 0, 3, -1, -1, 1, 4, -1, -1, -1, 3, -1, -1, -1, -1}));
}

TEST_F(TensorFile, Shapes) {
  EXPECT_EQ(read(npy("|i1", "(3,)", "abc")).shape, (std::vector<std::uint64_t>{3}));
  EXPECT_EQ(read(npy("|i1", "()", "a")).shape.size(), 0u);
  EXPECT_EQ(read(npy("|i1", "(0, 4, 4)", "")).values.size(), 0u);
}

TEST_F(TensorFile, Damage) {
  const std::string whole = npy("<i4", "(2, 2)", std::string(16, '\0'));
  for (std::size_t length = 0; length < whole.size(); ++length) error_of(whole.substr(0, length));
  EXPECT_TRUE(contains(error_of(whole + "x"), "expected 16 bytes of data, found 17"));
  EXPECT_TRUE(contains(error_of(npy("<f4", "(1,)", "abcd")), "whole numbers"));
  EXPECT_TRUE(contains(error_of(npy("|b1", "(4,)", "abcd")), "whole numbers"));
  EXPECT_TRUE(contains(error_of(npy("<i4", "(1,)", "abcd", 1, "True")), "Fortran"));
  EXPECT_TRUE(contains(error_of(npy("<i4", "(1,)", "abcd", 4)), "format 1, 2 or 3"));
  EXPECT_TRUE(contains(error_of(npy("<i4", "(-1,)", "abcd")), "shape"));
  EXPECT_TRUE(contains(error_of(npy("<i4", "(4294967296, 4294967296)", "abcd")), "larger than the file"));
  EXPECT_TRUE(contains(error_of(npy("<i4", "(99999999999999999999,)", "abcd")), "shape"));
  EXPECT_TRUE(contains(error_of("not an array"), "another kind"));
}

/// The matrix of operation ids of a key, written from docs/spaces.md alone.
Matrix matrix_of(const std::string& space, const std::string& key) {
  std::vector<std::int64_t> numbers;
  for (std::size_t at = 0; at < key.size();) {
    if (std::isdigit(static_cast<unsigned char>(key[at])) == 0) {
      ++at;
      continue;
    }
    std::size_t used = 0;
    numbers.push_back(std::stoll(key.substr(at), &used));
    at += used;
  }
  const auto square = [](std::size_t n) { return Matrix(n * n, 0); };
  if (space.starts_with("darts")) {
    const std::size_t n_cells = numbers.size() / 16;
    Matrix matrix(n_cells * 49, -1);
    for (std::size_t pair = 0; pair < numbers.size() / 2; ++pair) {
      const std::size_t node = 2 + pair % 8 / 2;
      matrix[pair / 8 * 49 + static_cast<std::size_t>(numbers[2 * pair]) * 7 + node] = numbers[2 * pair + 1];
    }
    return matrix;
  }
  if (space == "nasbench101") {
    std::size_t n = 2;
    while (n * n + n < numbers.size()) ++n;
    Matrix matrix = square(7);
    for (std::size_t i = 0; i < 7; ++i) matrix[i * 8] = i < n ? numbers[n * n + i] : -1;
    for (std::size_t i = 0; i < n * n; ++i) {
      if (numbers[i] == 1) matrix[i / n * 7 + i % n] = 1;
    }
    return matrix;
  }
  if (space == "nasbench201" || space == "transnasbench101_micro") {
    const std::vector<std::size_t> at = space == "nasbench201" ? std::vector<std::size_t>{1, 2, 3, 6, 7, 11} : std::vector<std::size_t>{1, 2, 6, 3, 7, 11};
    Matrix matrix = square(4);
    for (std::size_t i = 0; i < at.size(); ++i) matrix[at[i]] = numbers[i];
    return matrix;
  }
  Matrix matrix = numbers;  // layers: the choice at every position
  if (space == "transnasbench101_macro") {
    for (std::int64_t& choice : matrix) --choice;
    matrix.resize(6, -1);
  }
  if (space == "autoformer_tiny") {
    for (std::size_t i = 1; i < matrix.size(); i += 2) matrix[i] += 2;
    matrix.resize(28, -1);
  }
  return matrix;
}

class Matrices : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, Matrices,
                         testing::Values("nasbench201", "transnasbench101_micro", "darts", "darts_cell", "nasbench101", "transnasbench101_macro",
                                         "natsbench_size", "autoformer_tiny"),
                         [](const auto& space) { return space.param; });

TEST_P(Matrices, MeanWhatKeysMean) {
  const bool is_example = GetParam() == "natsbench_size" || GetParam() == "autoformer_tiny";
  const auto space = is_example ? open_space(example_path(GetParam())) : find_space(GetParam());
  const Architectures sample = architecture_sample(*space, std::min<std::uint64_t>(space->size(), 2'000), 7);
  for (const std::uint64_t index : sample.indices) {
    const Matrix matrix = matrix_of(GetParam(), space->key(index));
    const EncodedKey encoded = space->encode_words(space->words_of_matrix(matrix));
    ASSERT_EQ(encoded.index, index) << space->key(index);
    ASSERT_EQ(encoded.words, space->encode(space->key(index)).words);
  }
}

TEST_P(Matrices, NoNumberEscapesTheChecks) {
  const bool is_example = GetParam() == "natsbench_size" || GetParam() == "autoformer_tiny";
  const auto space = is_example ? open_space(example_path(GetParam())) : find_space(GetParam());
  std::mt19937_64 random(1);
  const std::int64_t numbers[] = {-2, -1, 0, 1, 2, 3, 7, 100, INT64_MIN, INT64_MAX};
  for (int i = 0; i < 20'000; ++i) {
    Matrix matrix = matrix_of(GetParam(), space->key(random() % space->size()));
    for (std::uint64_t n = random() % 3 + 1; n > 0; --n) matrix[random() % matrix.size()] = numbers[random() % 10];
    try {
      const EncodedKey encoded = space->encode_words(space->words_of_matrix(matrix));
      ASSERT_LT(encoded.index, space->size());
      ASSERT_EQ(space->encode(space->key(encoded.index)).index, encoded.index);
    } catch (const InputError&) {
    }
  }
}

TEST_P(Matrices, NoWordEscapesTheChecks) {
  const bool is_example = GetParam() == "natsbench_size" || GetParam() == "autoformer_tiny";
  const auto space = is_example ? open_space(example_path(GetParam())) : find_space(GetParam());
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::uint64_t> words = words_of(*space, random() % space->size());
    for (std::uint64_t n = random() % 3 + 1; n > 0; --n) words[random() % words.size()] ^= random() % 20 == 0 ? random() : std::uint64_t{1} << random() % 64;
    try {
      const EncodedKey encoded = space->encode_words(words);
      ASSERT_LT(encoded.index, space->size());
    } catch (const InputError&) {
    }
  }
}

TEST(Tensor, WrongShapesSayWhatIsRight) {
  const TempFolder folder;
  const auto file = folder / "t.npy";
  const auto space = find_space("nasbench201");
  const auto error_of = [&](const std::string& shape, std::size_t n) {
    testing_support::write_text(file, npy("|i1", shape, std::string(n, '\0')));
    return message_of<InputError>([&] { architecture_tensor(*space, file); });
  };
  EXPECT_TRUE(contains(error_of("(2, 3, 3)", 18), "expected packed words [N x 5], or operation ids [N x 4 x 4], found [2 x 3 x 3]"));
  EXPECT_TRUE(contains(error_of("(2,)", 2), "found [2]"));
  EXPECT_TRUE(contains(error_of("()", 1), "found []"));
  EXPECT_TRUE(contains(error_of("(0, 4, 4)", 0), "expected at least one architecture, found none"));
  EXPECT_TRUE(contains(error_of("(1, 5)", 5), "architecture 0: edge 1->2: expected one operation, found 0"));
}

}  // namespace
}  // namespace cartograf
