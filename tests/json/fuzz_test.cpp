// Seeded mutations of documents, keys and NPY files: InputError is all that may come out. The numbers of mutations, not
// the clock, bound them.
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>

#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "io/hdf5/tensor_file.hpp"
#include "tests/json/examples.hpp"

namespace cartograf {
namespace {

using namespace testing_json;
using nlohmann::json;
using Random = std::mt19937_64;

const char* const kPieces[] = {"0", "-1", "9", "99999999999999999999", "1e5", "1e999", "-", "\"", "{", "}", "[", "]", ",", ":", "null", "true",
                               "\\u0000", "\\ud800", "\xff", "\xc3\xa9", "(", ")", "|", "~", "+", " ", "\n", "'", "((", "))", "none", "[1, 2]", "{\"a\": 1}"};

/// Some bytes changed, removed, repeated, or replaced by something with a meaning.
std::string mutated(std::string text, Random& random) {
  for (std::uint64_t n = random() % 4 + 1; n > 0; --n) {
    const std::size_t at = text.empty() ? 0 : random() % text.size();
    const std::size_t length = std::min<std::size_t>(random() % 12, text.size() - at);
    switch (random() % 5) {
      case 0:
        if (!text.empty()) text[at] = static_cast<char>(random());
        break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, kPieces[random() % std::size(kPieces)]); break;
      case 3: text.insert(at, text.substr(text.empty() ? 0 : random() % text.size(), length)); break;
      default: text.replace(at, length, kPieces[random() % std::size(kPieces)]);
    }
  }
  return text;
}

/// A value of a document replaced by one of its kind, so that most mutations get past the parser.
json mutated(json document, Random& random) {
  json flat = document.flatten();
  const json values[] = {0, 1, 2, 3, 5, 11, 14, 32, 64, 65, -1, 128, 1.5, "none", "a", "", nullptr, true, json::array(), json::object()};
  for (std::uint64_t n = random() % 3 + 1; n > 0; --n) {
    auto item = flat.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(random() % flat.size()));
    if (random() % 4 == 0 && flat.size() > 1) {
      flat.erase(item);
    } else {
      item.value() = values[random() % std::size(values)];
    }
  }
  try {
    return flat.unflatten();
  } catch (const json::exception&) {
    return document;
  }
}

/// Looks at what every command looks at. Graphs are counted only where that is quick.
void use(const SearchSpace& space, const std::string& kind, const json& document) {
  (void)space_from_json(space.definition(), "again");
  select_features(space, Convention::graf_nas, {"op_count"});
  if (kind == "nodes" && document.value("max_nodes", 0) > 6) return;
  ASSERT_GT(space.size(), 0u);
  const std::uint64_t last = space.size() - 1;
  ASSERT_EQ(space.encode(space.key(last)).index, last);
}

void try_document(const std::string& text) {
  try {
    const auto space = space_from_json(text, "fuzz.json");
    const json document = json::parse(text);
    use(*space, document["kind"], document);
  } catch (const InputError& error) {
    ASSERT_LT(std::string(error.what()).size(), 2'000u) << error.what();
  }
}

class FuzzDocument : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(All, FuzzDocument, testing::ValuesIn(example_names()), [](const auto& space) { return space.param; });

TEST_P(FuzzDocument, Bytes) {
  Random random(11);
  const std::string text = example_text(GetParam());
  for (int i = 0; i < 4'000; ++i) ASSERT_NO_FATAL_FAILURE(try_document(mutated(text, random))) << i;
}

TEST_P(FuzzDocument, Values) {
  Random random(12);
  const json document = example(GetParam());
  for (int i = 0; i < 2'000; ++i) ASSERT_NO_FATAL_FAILURE(try_document(mutated(document, random).dump())) << i;
}

class FuzzKey : public testing::TestWithParam<std::string> {};

std::vector<std::string> all_spaces() {
  std::vector<std::string> names = space_names();
  for (const std::string& name : example_names()) names.push_back("my_" + name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, FuzzKey, testing::ValuesIn(all_spaces()), [](const auto& space) { return space.param; });

TEST_P(FuzzKey, OnlyInputErrorEscapes) {
  const auto space = GetParam().starts_with("my_") ? open_space(example_path(GetParam().substr(3))) : find_space(GetParam());
  Random random(13);
  if (!space->numbered()) space->sample(1'000, 13);  // which then have numbers
  for (int i = 0; i < 20'000; ++i) {
    std::string key = space->key(random() % space->size());
    if (GetParam() == "nasbench201" && i % 3 == 0) key = "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|";
    key = mutated(std::move(key), random);
    try {
      const EncodedKey encoded = space->encode(key);
      ASSERT_LT(encoded.index, space->size()) << key;
      ASSERT_EQ(space->encode(space->key(encoded.index)).index, encoded.index) << key;
    } catch (const KeyError& error) {
      ASSERT_LE(error.position(), key.size()) << key << ": " << error.what();
    }
  }
}

TEST(FuzzNpy, OnlyInputErrorEscapes) {
  const testing_support::TempFolder folder;
  const auto file = folder / "fuzz.npy";
  std::string header = "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 2), }\n";
  const std::string text = std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header + std::string(24, '\1');
  Random random(14);
  for (int i = 0; i < 20'000; ++i) {
    testing_support::write_text(file, mutated(text, random));
    try {
      std::size_t count = 1;
      const IntegerTensor tensor = read_integer_tensor(file);
      for (const std::uint64_t extent : tensor.shape) count *= extent;
      ASSERT_EQ(tensor.values.size(), count);
    } catch (const InputError&) {
    }
  }
}

}  // namespace
}  // namespace cartograf
