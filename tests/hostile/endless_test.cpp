// Inputs without an end, and lines without one.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Endless : public Cli {
 protected:
  /// The line of bash must end with code 2 and an error of at most 400 bytes that holds `part`.
  void is_refused(const std::string& line, const std::string& part) const {
    const Result result = shell(line);
    EXPECT_EQ(result.exit_code, 2) << line << "\n"
                                   << result.err;
    EXPECT_TRUE(contains(result.err, part)) << line << "\n'" << part << "' is not in: " << result.err;
    EXPECT_LE(result.err.size(), 400u);
    EXPECT_EQ(result.out, "");
  }
};

TEST_F(Endless, ZerosAreNoText) {
  is_refused("\"$C\" convert nasbench201 /dev/zero --to net", "/dev/zero:1:1: expected a text, found the byte '\\x00' of a binary file");
  is_refused("\"$C\" train nasbench201 --targets /dev/zero --target acc -o m.ubj", "/dev/zero:1:1: expected a text");
  is_refused("\"$C\" import - < /dev/zero", "standard input:1:1: expected a text");
}

TEST_F(Endless, LineOfAPipe) {
  is_refused("tr '\\0' a < /dev/zero | \"$C\" convert nasbench201 - --to net", "standard input:1: expected lines of at most 64 MiB, found a longer one");
  is_refused("{ printf 'net,acc\\n'; tr '\\0' , < /dev/zero; } | \"$C\" train nasbench201 --targets - --target acc -o m.ubj",
             "standard input:2: expected lines of at most 64 MiB, found a longer one");
}

TEST_F(Endless, LineInsideGzip) {
  is_refused("head -c 60M /dev/urandom | base64 -w 0 | gzip -1 > bomb.gz; \"$C\" convert nasbench201 bomb.gz --to net",
             "bomb.gz:1: expected lines of at most 64 MiB, found a longer one");
}

TEST_F(Endless, EmptyMembersOfGzip) {
  is_refused("gzip < /dev/null > one.gz; for i in {1..2000}; do cat one.gz; done > many.gz; while cat many.gz; do :; done | \"$C\" convert nasbench201 - --to net",
             "standard input: expected a text, found more than 1000 empty parts of a gzip file, one behind the other");
}

TEST_F(Endless, TextOfASmallGzip) {
  is_refused("yes '(0, 0, 0, 0, 0, 0)' | head -c 60M | gzip -9 > part.gz; while cat part.gz; do :; done | \"$C\" convert nasbench201 - --to net",
             "standard input: expected a text of at most 200 times the size of its gzip file, found a larger one");
}

TEST_F(Endless, FieldsAndColumns) {
  is_refused("{ printf 'net,acc\\n'; head -c 2M /dev/zero | tr '\\0' x; echo; } > t.csv; \"$C\" train nasbench201 --targets t.csv --target acc -o m.ubj",
             "t.csv:2:1: expected fields of at most 1024 KiB, found a longer one");
  is_refused("head -c 2M /dev/zero | tr '\\0' , > t.csv; \"$C\" train nasbench201 --targets t.csv --target acc -o m.ubj",
             "t.csv:1:1000001: expected at most 1000000 columns, found more");
}

TEST_F(Endless, DocumentOfASpace) {
  is_refused("truncate -s 5G s.json; \"$C\" spaces s.json; code=$?; rm s.json; exit $code", "s.json: expected a file of at most 64 MiB, found a larger one");
}

}  // namespace
}  // namespace testing_cli
