#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

/// A folder of its own for one test, removed with all that is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// Names of the entries, sorted. A partial file is called "NAME.*.partial".
  std::vector<std::string> names() const;
  /// The partial files of all targets.
  std::vector<std::filesystem::path> partial_files() const;

 private:
  std::filesystem::path path_;
};

/// A text in a pipe, as `<(...)` of a shell gives it: a file by name that can be read once, also by a process started since.
class PipedText {
 public:
  /// At most as much as a pipe holds, 64 KiB.
  explicit PipedText(std::string_view text);
  ~PipedText();
  PipedText(const PipedText&) = delete;
  PipedText& operator=(const PipedText&) = delete;

  std::string name() const { return "/dev/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_ = -1;
};

void write_text(const std::filesystem::path& path, std::string_view text);
std::string read_bytes(const std::filesystem::path& path);

/// A file of ../shared, or of the folder that the environment variable CARTOGRAF_SHARED names.
std::filesystem::path shared_file(std::string_view name);

/// A committed file of tests/data.
std::filesystem::path data_file(std::string_view name);

/// Whether the file has its place in tests/data.
bool is_committed(const std::filesystem::path& path);

/// A table of reference vectors, SPACE.KIND.csv.gz: from tests/data/golden those of the released package,
/// from ../shared/golden the others.
std::filesystem::path golden_file(std::string_view name);

}  // namespace testing_support

/// Reports the test as skipped, with the name of the missing file, where the shared folder is absent. A committed file
/// is never a reason to skip.
#define CARTOGRAF_SKIP_WITHOUT(path) \
  if (!std::filesystem::exists(path) && !testing_support::is_committed(path)) GTEST_SKIP() << "no file " << (path)
