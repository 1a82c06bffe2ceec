#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cctype>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tests/cli/process.hpp"
#include "tests/cli/snapshot.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace testing_cli {

using testing_support::contains;

/// Runs the command in a folder of its own, so that file names in messages are as given.
class Cli : public testing::Test {
 protected:
  /// Pages say when they were written: in all tests at the same time.
  Cli() { setenv("SOURCE_DATE_EPOCH", "1700000000", 1); }

  Result cartograf(const Arguments& arguments, const std::filesystem::path& out = {}) const {
    return run(arguments, folder_.path(), out);
  }

  /// What the command writes to standard output; it must succeed.
  std::string output_of(const Arguments& arguments) const {
    const Result result = cartograf(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }

  void succeeds(const Arguments& arguments) const { output_of(arguments); }

  nlohmann::json json_of(const Arguments& arguments) const {
    return nlohmann::json::parse(output_of(arguments), nullptr, false);
  }

  /// The command must end with this code and an error that holds all `parts`, and leave the folder as it was.
  void fails(int exit_code, const Arguments& arguments, const std::vector<std::string>& parts) const {
    const Snapshot before = snapshot(folder_.path());
    const Result result = cartograf(arguments);
    std::string command = "cartograf";
    for (const std::string& word : arguments) command += " " + word;
    EXPECT_EQ(result.exit_code, exit_code) << command << "\n"
                                           << result.err << "signal " << result.signal;
    EXPECT_EQ(result.out, "") << command;
    for (const std::string& part : parts) EXPECT_TRUE(contains(result.err, part)) << command << "\n'" << part << "' is not in: " << result.err;
    EXPECT_EQ(snapshot(folder_.path()), before) << command;
  }

  /// Features of some architectures of NAS-Bench-201, quickly.
  void make_store(const std::string& name = "s.h5", const Arguments& more = {"--range", "0:300"}) const {
    Arguments arguments = {"features", "nasbench201", "-o", name};
    arguments.insert(arguments.end(), more.begin(), more.end());
    succeeds(arguments);
  }

  /// What a line of bash ends with and writes, where $C is the command. It stands in the test's folder.
  Result shell(const std::string& line) const {
    write("line.sh", "C='" CARTOGRAF_BINARY "'\n" + line + "\n");
    const int status = std::system(("cd '" + folder_.path().string() + "' && bash line.sh > line.out 2> line.err").c_str());
    Result result{WIFEXITED(status) ? WEXITSTATUS(status) : -1, WIFSIGNALED(status) ? WTERMSIG(status) : 0, bytes("line.out"), bytes("line.err")};
    for (const char* name : {"line.sh", "line.out", "line.err"}) std::filesystem::remove(folder_ / name);
    return result;
  }

  std::string bytes(std::string_view name) const { return testing_support::read_bytes(folder_ / name); }
  void write(std::string_view name, std::string_view text) const { testing_support::write_text(folder_ / name, text); }
  bool exists(std::string_view name) const { return std::filesystem::exists(folder_ / name); }

  testing_support::TempFolder folder_;
};

/// Words as the name of a test: letters and digits.
inline std::string test_name(const Arguments& words) {
  std::string name;
  for (const std::string& word : words) {
    for (const char c : word) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  }
  return name;
}

/// The key of architecture `index` of NAS-Bench-201, without the project's code.
inline std::string key(unsigned index) {
  std::string text = ")";
  for (int digit = 0; digit < 6; ++digit) {
    text = std::to_string(index % 5) + (digit == 0 ? "" : ", ") + text;
    index /= 5;
  }
  return "(" + text;
}

/// A CSV of targets for the architectures [0, n): index * index.
inline std::string target_table(unsigned n) {
  std::string text = "net,acc\n";
  for (unsigned i = 0; i < n; ++i) text += "\"" + key(i) + "\"," + std::to_string(i * i) + "\n";
  return text;
}

}  // namespace testing_cli
