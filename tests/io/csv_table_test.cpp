#include "io/files/csv_table.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using testing_support::message_of;
using testing_support::TempFolder;
using Rows = std::vector<std::vector<std::string>>;

/// Header and rows as texts.
Rows parsed(std::string_view text) {
  const CsvTable table = CsvTable::parse(text, "t.csv");
  Rows rows(1);
  for (const CsvField& field : table.header()) rows[0].push_back(field.text);
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    rows.emplace_back();
    for (std::size_t column = 0; column < table.header().size(); ++column) rows.back().push_back(table.at(row, column).text);
  }
  return rows;
}

std::string error_of(std::string_view text) {
  return message_of<InputError>([&] { CsvTable::parse(text, "t.csv"); });
}

TEST(CsvTable, ReadsPlainFields) { EXPECT_EQ(parsed("a,b\n1,2\n3,4\n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}})); }

TEST(CsvTable, TakesTheSeparatorOfTheHeader) {
  EXPECT_EQ(parsed("a;b\n1,5;2\n\"x;y\";3\n"), (Rows{{"a", "b"}, {"1,5", "2"}, {"x;y", "3"}}));
  EXPECT_EQ(parsed("a\tb\n1,5\t2;3\n"), (Rows{{"a", "b"}, {"1,5", "2;3"}}));
  EXPECT_EQ(parsed("\"a;b;c\",d\n1,2\n"), (Rows{{"a;b;c", "d"}, {"1", "2"}}));  // those inside of quotes part nothing
  EXPECT_EQ(parsed("a\n1;2\n"), (Rows{{"a"}, {"1;2"}}));
}

TEST(CsvTable, SaysAnUnusualSeparator) {
  std::vector<std::string> notes;
  const Note note = [&](const std::string& text) { notes.push_back(text); };
  CsvTable::parse("a,b\n", "t.csv", note);
  EXPECT_TRUE(notes.empty());
  CsvTable::parse("a;b\n", "s.csv", note);
  CsvTable::parse("a\tb\n", "t.tsv", note);
  EXPECT_EQ(notes, (std::vector<std::string>{"s.csv: its fields are separated by semicolons; a comma in a number is taken for the decimal point",
                                             "t.tsv: its fields are separated by tabs; a comma in a number is taken for the decimal point"}));
}

TEST(CsvTable, ReadsDecimalCommasBetweenSemicolons) {
  const CsvTable table = CsvTable::parse("a;b\n91,5;-1,25e3\n1.5;1,2,3\n1.234,5;,5\n", "t.csv");
  EXPECT_EQ(table.number(0, 0), 91.5);
  EXPECT_EQ(table.number(0, 1), -1250);
  EXPECT_EQ(table.number(1, 0), 1.5);
  EXPECT_EQ(table.number(2, 1), 0.5);
  EXPECT_THROW(table.number(1, 1), InputError);
  EXPECT_THROW(table.number(2, 0), InputError);
  EXPECT_EQ(CsvTable::parse("a,b\n +0.1257 ,1\n", "t.csv").number(0, 0), 0.1257);  // as spreadsheets and Python read it
  for (const char* none : {"+", "+-1", "++1"}) EXPECT_THROW(CsvTable::parse("a\n" + std::string(none) + "\n", "t.csv").number(0, 0), InputError) << none;
  EXPECT_THROW(CsvTable::parse("a,b\n\"91,5\",1\n", "t.csv").number(0, 0), InputError);
}

TEST(CsvTable, ReadsDecimalCommasBetweenTabs) {
  const CsvTable table = CsvTable::parse("a\tb\n91,5\t1,2,3\n", "t.tsv");
  EXPECT_EQ(table.number(0, 0), 91.5);
  EXPECT_THROW(table.number(0, 1), InputError);
}

TEST(CsvTable, SkipsCommentsAboveTheHeaderAlone) {
  EXPECT_EQ(parsed("# made by me, \"today\n#\na,b\n#1,2\n"), (Rows{{"a", "b"}, {"#1", "2"}}));
  EXPECT_EQ(CsvTable::parse("# x\na,b\n1,2\n", "t.csv").at(0, 0).line, 3u);
  EXPECT_EQ(error_of("# x\na,b\n1\n"), "t.csv:3:1: expected 2 fields as in the header, found 1");
  EXPECT_EQ(error_of("# x\n# y"), "t.csv: expected a header line, found comments alone");
  EXPECT_EQ(CsvTable::parse_list("# x\n(0, 1)\n", "t.txt", "net").at(0, 0).text, "(0, 1)");
}

TEST(CsvTable, KnowsWhatStandsForNoValue) {
  const CsvTable table = CsvTable::parse("a\n\"\"\nnan\nNaN\nNA\nN/A\nnull\nNone\n0\nnone at all\n-nan\n", "t.csv");
  for (std::size_t row = 0; row < table.n_rows(); ++row) EXPECT_EQ(table.is_missing(row, 0), row < 7) << row;
  EXPECT_TRUE(std::isnan(table.number_or_infinity(4, 0)));
  EXPECT_THROW(table.number(8, 0), InputError);
  EXPECT_THROW(table.number(9, 0), InputError);
}

TEST(CsvTable, ErrorsShowNoControlCharacters) {
  const CsvTable table = CsvTable::parse("a\n\x1b[31mred\n", "t.csv");
  EXPECT_EQ(message_of<InputError>([&] { table.number(0, 0); }), "t.csv:2:1: column 'a': expected a number or nothing, found '\\x1b[31mred'");
}

TEST(CsvTable, ListsTakeQuotesInsideOfLines) {
  const CsvTable list = CsvTable::parse_list("{'a': \"b\"}\n\"(0, \"\"1\"\")\"\n", "l.txt", "net");
  EXPECT_EQ(list.at(0, 0).text, "{'a': \"b\"}");
  EXPECT_EQ(list.at(1, 0).text, "(0, \"1\")");
}

TEST(CsvTable, NeedsNoLineBreakAtTheEnd) { EXPECT_EQ(parsed("a,b\n1,2"), (Rows{{"a", "b"}, {"1", "2"}})); }

TEST(CsvTable, TakesCrLf) { EXPECT_EQ(parsed("a,b\r\n1,2\r\n"), (Rows{{"a", "b"}, {"1", "2"}})); }

TEST(CsvTable, SkipsAByteOrderMark) { EXPECT_EQ(parsed("\xEF\xBB\xBF"
                                                       "a,b\n1,2\n"),
                                                (Rows{{"a", "b"}, {"1", "2"}})); }

TEST(CsvTable, CountsColumnsAfterTheByteOrderMark) {
  EXPECT_EQ(CsvTable::parse("\xEF\xBB\xBF"
                            "a,b\n",
                            "t.csv")
                .header()[0]
                .column,
            1u);
}

TEST(CsvTable, QuotedFieldsHoldCommasQuotesAndLineBreaks) {
  EXPECT_EQ(parsed("a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\nlines\",\"two\r\nmore\"\n"),
            (Rows{{"a", "b"}, {"x,y", "say \"hi\""}, {"two\nlines", "two\r\nmore"}}));
}

TEST(CsvTable, QuotedFieldsMayBeEmpty) { EXPECT_EQ(parsed("a,b\n\"\",\"\"\n"), (Rows{{"a", "b"}, {"", ""}})); }

TEST(CsvTable, AQuotedEmptyFieldAloneIsARow) { EXPECT_EQ(parsed("a\n\"\"\n1\n"), (Rows{{"a"}, {""}, {"1"}})); }

TEST(CsvTable, EmptyFieldsAreKept) { EXPECT_EQ(parsed("a,b,c\n,,\n1,,\n"), (Rows{{"a", "b", "c"}, {"", "", ""}, {"1", "", ""}})); }

TEST(CsvTable, BlanksBelongToTheFieldButNotToAName) {
  EXPECT_EQ(parsed("a, b\n 1 ,2\n"), (Rows{{"a", "b"}, {" 1 ", "2"}}));
  EXPECT_EQ(parsed("a,\" b\"\n1,2\n"), (Rows{{"a", " b"}, {"1", "2"}}));
  EXPECT_EQ(CsvTable::parse("net , acc\n1,2\n", "t.csv").column("acc"), 1u);
  EXPECT_TRUE(CsvTable::parse_beginning("net , acc\n1,2\n", "t.csv").has_column("net"));
}

TEST(CsvTable, BlanksAroundValuesMeanNothing) {
  const CsvTable table = CsvTable::parse("a,b\n 91.5, nan \n\t-2 ,  \n1 2,<NA>\n0,#N/A\n", "t.csv");
  EXPECT_EQ(table.number(0, 0), 91.5);
  EXPECT_EQ(table.number(1, 0), -2);
  EXPECT_THROW(table.number(2, 0), InputError);
  for (std::size_t row = 0; row < table.n_rows(); ++row) EXPECT_TRUE(table.is_missing(row, 1)) << row;
  EXPECT_TRUE(std::isnan(table.number(1, 1)));
}

TEST(CsvTable, SkipsBlankLinesAboveTheHeader) {
  EXPECT_EQ(parsed("# x\n\n\r\n# y\na,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(CsvTable::parse("# x\n\na,b\n1,2\n", "t.csv").at(0, 0).line, 4u);
  EXPECT_EQ(CsvTable::parse_beginning("# x\n\na,b\n1,2\n", "t.csv").header().size(), 2u);
  EXPECT_EQ(CsvTable::parse_list("# x\n\n(0, 1)\n", "t.txt", "net").at(0, 0).text, "(0, 1)");
}

TEST(CsvTable, TakesTheSeparatorThatExcelNames) {
  EXPECT_EQ(parsed("sep=;\na\n1\n"), (Rows{{"a"}, {"1"}}));
  EXPECT_EQ(parsed("\xEF\xBB\xBFsep=;\r\na;b,c\r\n1,5;2\r\n"), (Rows{{"a", "b,c"}, {"1,5", "2"}}));
  EXPECT_EQ(parsed("sep=\t\na;b;c\td\n1\t2\n"), (Rows{{"a;b;c", "d"}, {"1", "2"}}));
  EXPECT_EQ(parsed("sep=|\n1\n"), (Rows{{"sep=|"}, {"1"}}));  // none that is understood
  EXPECT_EQ(CsvTable::parse("sep=;\na;b\n91,5;2\n", "t.csv").number(0, 0), 91.5);
  EXPECT_EQ(CsvTable::parse("sep=;\na;b\n91,5;2\n", "t.csv").at(0, 0).line, 3u);
  EXPECT_EQ(CsvTable::parse_beginning("sep=;\na;b\n1;2\n", "t.csv").header().size(), 2u);
}

TEST(CsvTable, BlankLinesAtTheEndAreNoRows) { EXPECT_EQ(parsed("a,b\n1,2\n\n\r\n\n"), (Rows{{"a", "b"}, {"1", "2"}})); }

TEST(CsvTable, ALoneCarriageReturnBelongsToTheField) { EXPECT_EQ(parsed("a,b\n1\r2,3\n"), (Rows{{"a", "b"}, {"1\r2", "3"}})); }

TEST(CsvTable, AHeaderAloneHasNoRows) { EXPECT_EQ(parsed("a,b\n"), (Rows{{"a", "b"}})); }

TEST(CsvTable, KnowsWhereFieldsStart) {
  const CsvTable table = CsvTable::parse("a,b\n\"1\n2\",3\nxx,y\n", "t.csv");
  EXPECT_EQ(table.where(table.at(0, 0)), "t.csv:2:1");
  EXPECT_EQ(table.where(table.at(0, 1)), "t.csv:3:4");
  EXPECT_EQ(table.where(table.at(1, 1)), "t.csv:4:4");
  EXPECT_TRUE(table.at(0, 0).quoted);
  EXPECT_FALSE(table.at(0, 1).quoted);
}

TEST(BadCsv, Empty) { EXPECT_EQ(error_of(""), "t.csv: expected a header line, found an empty file"); }

TEST(BadCsv, AByteOrderMarkAlone) { EXPECT_EQ(error_of("\xEF\xBB\xBF"), "t.csv: expected a header line, found an empty file"); }

TEST(BadCsv, KeysWithoutQuotes) {
  EXPECT_EQ(error_of("net,acc\n(0, 0, 0, 0, 0, 1),91.5\n"),
            "t.csv:2:1: expected 2 fields as in the header, found 7; keys with commas stand in double quotes");
}

TEST(BadCsv, TooFewFields) { EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "t.csv:3:1: expected 2 fields as in the header, found 1"); }

TEST(BadCsv, TooManyFields) { EXPECT_EQ(error_of("a,b\n1,2,3\n"), "t.csv:2:1: expected 2 fields as in the header, found 3"); }

TEST(BadCsv, BlankLineBetweenRows) { EXPECT_EQ(error_of("a,b\n1,2\n\n3,4\n"), "t.csv:3: found a blank line between rows; take it out"); }

TEST(BadCsv, QuoteInsideAPlainField) {
  EXPECT_EQ(error_of("a,b\n1,2\"3\n"), "t.csv:2:4: found a quote inside a field that does not start with one");
}

TEST(BadCsv, TextAfterAClosingQuote) {
  EXPECT_EQ(error_of("a,b\n1,\"2\"3\n"), "t.csv:2:6: expected a comma or the end of the line after the closing quote");
}

TEST(BadCsv, QuoteThatIsNotClosed) {
  EXPECT_EQ(error_of("a,b\n1,\"2\n"), "t.csv:3:1: expected the closing quote of the field that starts at 2:3, found the end of the file");
}

TEST(CsvColumns, AreFoundByName) {
  const CsvTable table = CsvTable::parse("net,acc\n", "t.csv");
  EXPECT_EQ(table.column("acc"), 1u);
  EXPECT_TRUE(table.has_column("net"));
  EXPECT_FALSE(table.has_column("Net"));
}

TEST(CsvColumns, UnknownOnesListThoseThereAre) {
  const CsvTable table = CsvTable::parse("net,acc\n", "t.csv");
  EXPECT_EQ(message_of<InputError>([&] { table.column("x"); }), "t.csv:1: expected a column 'x', found the columns net, acc");
}

TEST(CsvNumbers, AreReadExactly) {
  const CsvTable table = CsvTable::parse("a\n1\n-2.5\n1e-3\n0.1\n", "t.csv");
  EXPECT_EQ(table.number(0, 0), 1);
  EXPECT_EQ(table.number(1, 0), -2.5);
  EXPECT_EQ(table.number(2, 0), 0.001);
  EXPECT_EQ(table.number(3, 0), 0.1);
}

TEST(CsvNumbers, EmptyFieldsAreNan) { EXPECT_TRUE(std::isnan(CsvTable::parse("a,b\n,1\n", "t.csv").number(0, 0))); }

class BadNumbers : public testing::TestWithParam<const char*> {};

TEST_P(BadNumbers, AreRejectedWithTheirPlace) {
  const CsvTable table = CsvTable::parse(std::string("net,acc\nx,") + GetParam() + "\n", "t.csv");
  EXPECT_EQ(message_of<InputError>([&] { table.number(0, 1); }),
            std::string("t.csv:2:3: column 'acc': expected a number or nothing, found '") + GetParam() + "'");
}

INSTANTIATE_TEST_SUITE_P(CsvNumbers, BadNumbers, testing::Values("abc", "1x", "1 1", "- 1", "inf", "nan", "NaN", "1e999", "0x10", "--1", "+-1"));

TEST(CsvList, GivesItsOneColumnAName) {
  const CsvTable table = CsvTable::parse_list("x\ny\n", "l.txt", "net");
  EXPECT_EQ(table.n_rows(), 2u);
  EXPECT_EQ(table.column("net"), 0u);
  EXPECT_EQ(table.where(table.at(1, 0)), "l.txt:2:1");
}

TEST(CsvList, TakesCommasAndQuotedLines) {
  const CsvTable table = CsvTable::parse_list("(0, 1)\r\n\"(2, 3)\"\n\n", "l.txt", "net");
  ASSERT_EQ(table.n_rows(), 2u);
  EXPECT_EQ(table.at(0, 0).text, "(0, 1)");
  EXPECT_EQ(table.at(1, 0).text, "(2, 3)");
}

TEST(CsvList, BlankLineBetweenLinesIsAnInputError) {
  EXPECT_EQ(message_of<InputError>([] { CsvTable::parse_list("x\n\ny\n", "l.txt", "net"); }), "l.txt:2: found a blank line between rows; take it out");
}

TEST(CsvFile, IsReadAndNamedInErrors) {
  const TempFolder folder;
  testing_support::write_text(folder / "t.csv", "a,b\n1\n");
  EXPECT_EQ(message_of<InputError>([&] { CsvTable::read(folder / "t.csv"); }),
            (folder / "t.csv").string() + ":2:1: expected 2 fields as in the header, found 1");
}

TEST(CsvFile, MissingOrAFolderIsAnInputError) {
  const TempFolder folder;
  EXPECT_EQ(message_of<InputError>([&] { CsvTable::read(folder / "none.csv"); }), (folder / "none.csv").string() + ": no such file");
  EXPECT_EQ(message_of<InputError>([&] { CsvTable::read(folder.path()); }), folder.path().string() + ": expected a file, found a folder");
}

}  // namespace
}  // namespace cartograf
