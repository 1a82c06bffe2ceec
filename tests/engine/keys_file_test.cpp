// Files of keys: CSV with a column `net`, or one key a line.
#include <gtest/gtest.h>

#include "host/engine/architectures.hpp"
#include "host/engine/key_table.hpp"
#include "tests/engine/computed.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_engine::nasbench201;
using testing_support::message_of;
using testing_support::TempFolder;

class KeysFile : public testing::Test {
 protected:
  Architectures read(std::string_view text) const {
    testing_support::write_text(path_, text);
    return architecture_keys(nasbench201(), path_);
  }
  /// The message, which must begin with the name of the file, without it.
  std::string error_of(std::string_view text) const {
    const std::string message = message_of<InputError>([&] { read(text); });
    return message.starts_with(path_.string()) ? message.substr(path_.string().size()) : "no file name in: " + message;
  }

  TempFolder folder_;
  std::filesystem::path path_ = folder_ / "keys.csv";
};

using Indices = std::vector<std::uint64_t>;

TEST_F(KeysFile, CsvWithNetAmongOtherColumns) {
  const Architectures keys = read("acc,net\n1,\"(0, 0, 0, 0, 0, 3)\"\n2,\"(0, 0, 0, 0, 0, 1)\"\n");
  EXPECT_EQ(keys.indices, (Indices{3, 1}));
  EXPECT_EQ(keys.n, 2u);
}

TEST_F(KeysFile, OneKeyALine) {
  EXPECT_EQ(read("(0, 0, 0, 0, 0, 3)\n(0, 0, 0, 0, 0, 1)\n").indices, (Indices{3, 1}));
}

TEST_F(KeysFile, OneKeyALineWithoutTheLastLineBreak) { EXPECT_EQ(read("(0, 0, 0, 0, 0, 3)").indices, Indices{3}); }

TEST_F(KeysFile, OneKeyALineWithCrLf) {
  EXPECT_EQ(read("(0, 0, 0, 0, 0, 3)\r\n(0, 0, 0, 0, 0, 1)\r\n").indices, (Indices{3, 1}));
}

TEST_F(KeysFile, OneKeyALineAfterAByteOrderMark) { EXPECT_EQ(read("\xEF\xBB\xBF(0, 0, 0, 0, 0, 3)\n").indices, Indices{3}); }

TEST_F(KeysFile, OneQuotedKeyALine) {
  EXPECT_EQ(read("\"(0, 0, 0, 0, 0, 3)\"\n\"(0, 0, 0, 0, 0, 1)\"\n").indices, (Indices{3, 1}));
}

TEST_F(KeysFile, WordsAreThoseOfTheKeys) {
  const Architectures keys = read("(0, 0, 0, 0, 0, 3)\n(0, 0, 0, 0, 0, 1)\n");
  std::vector<std::uint64_t> expected = words_of(nasbench201(), 3);
  const std::vector<std::uint64_t> second = words_of(nasbench201(), 1);
  expected.insert(expected.end(), second.begin(), second.end());
  EXPECT_EQ(keys.words, expected);
}

TEST_F(KeysFile, SourcesInAnotherOrderAreADuplicate) {
  const SearchSpace& darts = testing_engine::space_called("darts_cell");
  const std::string rest = ", (0, 1), (1, 1), (0, 3), (1, 3), (1, 3), (3, 2))";
  testing_support::write_text(path_, "((0, 0), (1, 5)" + rest + "\n((1, 5), (0, 0)" + rest + "\n");
  const std::string message = message_of<InputError>([&] { architecture_keys(darts, path_); });
  EXPECT_TRUE(message.ends_with("stands there already, in line 1")) << message;
}

TEST_F(KeysFile, KeysAreKeptAsTheyAreWritten) {
  EXPECT_EQ(read("(0,0,0,0,0,3)\n( 0, 0, 0, 0, 0, 1)\n").keys, (std::vector<std::string>{"(0,0,0,0,0,3)", "( 0, 0, 0, 0, 0, 1)"}));
}

TEST_F(KeysFile, MalformedKeyInACsvIsNamedWithItsPlace) {
  EXPECT_EQ(error_of("acc,net\n1,\"(0, 0, 0, 0, 0, 3)\"\n2,\"(0, 0, 9, 0, 0, 1)\"\n"),
            ":3:11: key '(0, 0, 9, 0, 0, 1)' of nasbench201: expected a number from 0 to 4, found '9, 0, 0, 1)'");
}

TEST_F(KeysFile, MalformedKeyInAListIsNamedWithItsPlace) {
  EXPECT_EQ(error_of("(0, 0, 0, 0, 0, 3)\n(0, 0, 9, 0, 0, 1)\n"),
            ":2:8: key '(0, 0, 9, 0, 0, 1)' of nasbench201: expected a number from 0 to 4, found '9, 0, 0, 1)'");
}

TEST_F(KeysFile, MalformedKeyWithoutCommasIsNamedWithItsPlace) {
  EXPECT_EQ(error_of("(0, 0, 0, 0, 0, 3)\nabc\n"), ":2:1: key 'abc' of nasbench201: expected '(', found 'abc'");
}

TEST_F(KeysFile, DuplicateIsNamedWithBothPlaces) {
  EXPECT_EQ(error_of("net\n\"(0, 0, 0, 0, 0, 3)\"\n\"(0, 0, 0, 0, 0, 1)\"\n\"(0, 0, 0, 0, 0, 3)\"\n"),
            ":4:1: key '(0, 0, 0, 0, 0, 3)' stands there already, in line 2");
}

TEST_F(KeysFile, DuplicateInAnotherSpellingIsNoticed) {
  EXPECT_EQ(error_of("(0, 0, 0, 0, 0, 3)\n(0,0,0,0,0,3)\n"), ":2:1: key '(0,0,0,0,0,3)' stands there already, in line 1");
}

TEST_F(KeysFile, EmptyFile) {
  EXPECT_EQ(error_of(""), ": expected a CSV with a column 'net', or one key a line; found an empty file");
}

TEST_F(KeysFile, WithoutAnyKeyIsAnInputError) {
  EXPECT_TRUE(error_of("net\n").starts_with(":")) << error_of("net\n");
  EXPECT_TRUE(error_of("\n").starts_with(":")) << error_of("\n");
}

TEST_F(KeysFile, BlankFirstLineIsNamedWithTheFile) {
  EXPECT_EQ(error_of("\n(0, 0, 0, 0, 0, 3)\n"), ":1: found a blank line between rows");
}

TEST_F(KeysFile, BadFirstLineIsNamedWithTheFile) {
  EXPECT_TRUE(error_of("(0, \"0, 0, 0, 0, 3)\n").starts_with(":1:")) << error_of("(0, \"0, 0, 0, 0, 3)\n");
}

TEST_F(KeysFile, MissingFile) {
  EXPECT_EQ(message_of<InputError>([&] { architecture_keys(nasbench201(), folder_ / "none"); }), (folder_ / "none").string() + ": no such file");
}

TEST_F(KeysFile, TableFindsRowsByIndex) {
  testing_support::write_text(path_, "net,acc\n\"(0, 0, 0, 0, 0, 3)\",1\n\"(0, 0, 0, 0, 0, 1)\",2\n");
  const KeyTable table = KeyTable::read(nasbench201(), path_);
  EXPECT_EQ(table.row_of(1), 1);
  EXPECT_EQ(table.row_of(3), 0);
  EXPECT_EQ(table.row_of(2), -1);
  EXPECT_EQ(table.csv().number(1, table.csv().column("acc")), 2);
}

}  // namespace
}  // namespace cartograf
