// Damaged tables are read or rejected with InputError; nothing else, and the same each time.
#include <gtest/gtest.h>

#include <random>

#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

constexpr int kIterations = 30000;
constexpr std::string_view kSpecial = "\",\n\r\xEF\xBB\xBF\0 (1";

std::string seed_text(std::mt19937& random) {
  static const std::string texts[] = {
      "net,acc\n\"(0, 1, 2, 3, 4, 0)\",93.5\n\"(1, 1, 1, 1, 1, 1)\",10\n",
      "\xEF\xBB\xBFnet,acc,note\r\n\"(0, 1)\",1e-3,\"say \"\"hi\"\"\"\r\n,,\r\n",
      "a\n1\n\n\n",
      "\"a\nb\",c\n1,\"2\r\n3\"\n",
  };
  return texts[random() % std::size(texts)];
}

void mutate(std::string& text, std::mt19937& random) {
  const std::size_t place = text.empty() ? 0 : random() % text.size();
  const char special = kSpecial[random() % kSpecial.size()];
  switch (random() % 5) {
    case 0: text.insert(place, 1, special); break;
    case 1: text.erase(place, 1 + random() % 3); break;
    case 2: text.resize(place); break;
    case 3: text.insert(place, text.substr(random() % (text.size() + 1), 5)); break;
    default:
      if (!text.empty()) text[place] = random() % 2 == 0 ? special : static_cast<char>(random());
  }
}

/// Whether the text is a table; anything but InputError escapes.
bool accepted(const std::string& text) {
  try {
    const CsvTable table = CsvTable::parse(text, "fuzz.csv");
    for (std::size_t row = 0; row < table.n_rows(); ++row) {
      EXPECT_EQ(table.at(row, 0).line > 1, true);
      try {
        table.number(row, table.header().size() - 1);
      } catch (const InputError&) {
      }
    }
    return true;
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).rfind("fuzz.csv:", 0), 0u) << error.what();
    return false;
  }
}

TEST(CsvFuzz, OnlyInputErrorEverEscapes) {
  std::mt19937 random(20240601);
  int n_accepted = 0;
  for (int i = 0; i < kIterations; ++i) {
    std::string text = seed_text(random);
    for (auto n = 1 + random() % 6; n > 0; --n) mutate(text, random);
    ASSERT_NO_THROW(n_accepted += accepted(text)) << text;
  }
  EXPECT_GT(n_accepted, kIterations / 100);
  EXPECT_LT(n_accepted, kIterations * 99 / 100);
}

TEST(CsvFuzz, QuotedFieldsReadBackEqual) {
  std::mt19937 random(7);
  for (int i = 0; i < kIterations; ++i) {
    std::string field = "x";
    for (auto n = random() % 8; n > 0; --n) field += kSpecial[random() % kSpecial.size()];
    const CsvTable table = CsvTable::parse("a,b\n" + csv_quoted(field) + ",1\n", "fuzz.csv");
    ASSERT_EQ(table.n_rows(), 1u);
    ASSERT_EQ(table.at(0, 0).text, field);
  }
}

TEST(CsvFuzz, QuotedNamesOfColumnsReadBackEqual) {
  std::mt19937 random(8);
  const std::string special = std::string(kSpecial) + "#;;\t\t";
  for (int i = 0; i < kIterations; ++i) {
    std::string names[2];
    for (std::string& name : names) {
      if (random() % 4 == 0) name = "sep=";
      for (auto n = 1 + random() % 6; n > 0; --n) name += special[random() % special.size()];
      for (char& c : name) c = static_cast<unsigned char>(c) < 0x80 ? c : '#';  // names are UTF-8
      if (random() % 8 == 0) name.insert(0, "\xEF\xBB\xBF");
    }
    const CsvTable table = CsvTable::parse(csv_quoted_name(names[0]) + "," + csv_quoted_name(names[1]) + "\n1,2\n", "fuzz.csv");
    ASSERT_EQ(table.n_rows(), 1u);
    ASSERT_EQ(table.header()[0].text, names[0]);
    ASSERT_EQ(table.header()[1].text, names[1]);
  }
}

}  // namespace
}  // namespace cartograf
