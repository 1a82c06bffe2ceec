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
  EXPECT_EQ(error_of("\n(0, 0, 0, 0, 0, 3)\n"), ":1: found a blank line between rows; take it out");
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

class KeyColumn : public KeysFile {
 protected:
  KeyTable table(std::string_view text, const std::string& key_column = {}, TableKind kind = TableKind::csv_or_list) {
    testing_support::write_text(path_, text);
    const Note note = [this](const std::string& said) { notes_.push_back(said); };
    return KeyTable::read(nasbench201(), path_, Duplicate::same_architecture, {key_column, note}, kind);
  }
  std::string error_of_table(std::string_view text, const std::string& key_column = {}, TableKind kind = TableKind::csv_or_list) {
    const std::string message = message_of<InputError>([&] { table(text, key_column, kind); });
    return message.starts_with(path_.string()) ? message.substr(path_.string().size()) : "no file name in: " + message;
  }

  std::vector<std::string> notes_;
};

constexpr const char* kArch = "arch,acc\n\"(0, 0, 0, 0, 0, 1)\",91.5\n";

TEST_F(KeyColumn, ThatIsMissingIsNamedByWhatHoldsKeys) {
  for (const TableKind kind : {TableKind::csv, TableKind::csv_or_list}) {
    EXPECT_EQ(error_of_table(kArch, "", kind), ":1:1: no column 'net'; found arch, acc; give --key-column arch");
    EXPECT_EQ(error_of_table("acc,\" net\"\n1,\"(0, 0, 0, 0, 0, 1)\"\n", "", kind), ":1:1: no column 'net'; found acc, ' net'; give --key-column ' net'");
    EXPECT_EQ(error_of_table(",Net\n0,\"(0, 0, 0, 0, 0, 1)\"\n", "", kind), ":1:1: no column 'net'; found '', Net; give --key-column Net");
    EXPECT_EQ(error_of_table("# by me\narchitecture;acc\n(0, 0, 0, 0, 0, 1);2\n", "", kind),
              ":2:1: no column 'net'; found architecture, acc; give --key-column architecture");
    EXPECT_EQ(error_of_table("arch,acc\nx,1\n", "", kind), ":1:1: no column 'net'; found arch, acc; give --key-column with the name of the column of keys");
    EXPECT_EQ(error_of_table(kArch, "Arch", kind), ":1:1: no column 'Arch'; found arch, acc; give --key-column arch");
  }
  EXPECT_EQ(error_of_table("arch\n\"(0, 0, 0, 0, 0, 1)\"\n"), ":1:1: no column 'net'; found arch; give --key-column arch");
}

TEST_F(KeyColumn, IsTheOneThatIsAskedFor) {
  EXPECT_EQ(table(kArch, "arch").indices(), Indices{1});
  EXPECT_EQ(table("net,arch\n\"(0, 0, 0, 0, 0, 2)\",\"(0, 0, 0, 0, 0, 1)\"\n", "arch").indices(), Indices{1});
  EXPECT_EQ(table("\" net\",acc\n\"(0, 0, 0, 0, 0, 1)\",1\n", " net").indices(), Indices{1});
  EXPECT_TRUE(notes_.empty());
  EXPECT_EQ(table("net,acc\n\"(0, 0, 0, 0, 0, 2)\",1\n", "arch").indices(), Indices{2});
  EXPECT_EQ(notes_, std::vector<std::string>{path_.string() + ": has no column 'arch'; its keys are those of the column 'net'"});
  EXPECT_EQ(table("(0, 0, 0, 0, 0, 3)\n", "arch").indices(), Indices{3});  // a list has no columns
}

// Where a column is named a table is a CSV, whatever its first line looks like.
TEST_F(KeyColumn, IsNeededWhereAHeaderIsCertain) {
  EXPECT_EQ(error_of_table("(0, 0, 0, 0, 0, 3)\n", "", TableKind::csv),
            ":1:1: expected a header with a column 'net' and columns beside the keys; found no header line: the first line is data, with a key");
  EXPECT_EQ(error_of_table("\n(0, 0, 0, 0, 0, 3)\n", "", TableKind::csv),
            ":1:1: no column 'net'; found ''; give --key-column with the name of the column of keys");
  EXPECT_EQ(error_of_table("[{\"net\": \"(0, 0, 0, 0, 0, 1)\"}]", "", TableKind::csv),
            ": expected a CSV with a column 'net', found JSON; write it as CSV first");
}

TEST_F(KeyColumn, OfJsonIsNotLookedFor) {
  EXPECT_EQ(error_of_table("{\n \"net\": 3\n}\n"), ": expected a CSV with a column 'net', or one key a line; found JSON; write each architecture on a line of its own");
  EXPECT_TRUE(testing_support::contains(error_of_table("[4, 0, 3, 1, 4, 9]\n"), "key '[4, 0, 3, 1, 4, 9]' of nasbench201: "));
}

TEST_F(KeyColumn, MayStandBetweenSemicolonsAndTabs) {
  EXPECT_EQ(table("acc;net\n91,5;(0, 0, 0, 0, 0, 1)\n").indices(), Indices{1});
  EXPECT_EQ(table("acc\tnet\n91.5\t(0, 0, 0, 0, 0, 2)\n").indices(), Indices{2});
  EXPECT_EQ(notes_.size(), 2u);
}

TEST_F(KeyColumn, LongKeysAreCut) {
  const std::string message = error_of_table("(" + std::string(100'000, '1') + ")\n");
  EXPECT_LT(message.size(), 500u);
  EXPECT_TRUE(testing_support::contains(message, "11...'")) << message;
}

TEST_F(KeyColumn, KeysShowNoControlCharacters) {
  EXPECT_EQ(error_of_table("(0, 0, 0, 0, 0, 3)\n(\x1b[2J\xff\n"), ":2:2: key '(\\x1b[2J\\xff' of nasbench201: expected a number, a text in quotes, a list or a dictionary, found '\\x1b[2J\\xff'");
}

class Repeated : public KeysFile {
 protected:
  /// Two writings of one DARTS cell, the first of them twice, and another cell.
  void SetUp() override {
    const std::string rest = ", (0, 1), (1, 1), (0, 3), (1, 3), (1, 3), ";
    const std::string a = "((0, 0), (1, 5)" + rest + "(3, 2))", b = "((1, 5), (0, 0)" + rest + "(3, 2))", c = "((0, 0), (1, 5)" + rest + "(3, 1))";
    testing_support::write_text(path_, a + "\n" + c + "\n" + b + "\n" + a + "\n");
  }
  const SearchSpace& darts_ = testing_engine::space_called("darts_cell");
};

TEST_F(Repeated, RowsOfAnArchitectureAreKnown) {
  const KeyTable table = KeyTable::read(darts_, path_, Duplicate::none);
  EXPECT_EQ(table.n_architectures(), 2u);
  EXPECT_EQ(table.n_repeated(), 1u);
  EXPECT_EQ(table.rows_of(table.indices()[0]), (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(table.rows_of(table.indices()[1]), std::vector<std::size_t>{1});
  EXPECT_TRUE(table.rows_of(12345).empty());
}

TEST_F(Repeated, KeysMayBeTakenOnce) {
  std::vector<std::string> notes;
  const Note note = [&](const std::string& text) { notes.push_back(text); };
  const Architectures keys = architecture_keys(darts_, path_, {{}, note}, true);
  EXPECT_EQ(keys.n, architecture_keys(darts_, path_, {}, true).n);
  const KeyTable all = KeyTable::read(darts_, path_, Duplicate::none);
  std::vector<std::string> first_two(all.keys().begin(), all.keys().begin() + static_cast<std::ptrdiff_t>(keys.n));
  EXPECT_EQ(keys.keys, first_two);
  EXPECT_EQ(keys.indices.size(), keys.n);
  EXPECT_TRUE(notes.size() >= 1 && testing_support::contains(notes[0], "of its 4 keys stand there before; each is taken once")) << notes[0];
}

}  // namespace
}  // namespace cartograf
