#include "tests/support/files.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>
#include <system_error>

namespace testing_support {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  std::string name = (fs::temp_directory_path() / "cartograf-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::vector<std::string> TempFolder::names() const {
  std::vector<std::string> names;
  const std::regex token("\\.[0-9a-f]{32}\\.partial$");
  for (const auto& entry : fs::directory_iterator(path_)) names.push_back(std::regex_replace(entry.path().filename().string(), token, ".*.partial"));
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<fs::path> TempFolder::partial_files() const {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().extension() == ".partial") files.push_back(entry.path());
  }
  return files;
}

PipedText::PipedText(std::string_view text) {
  int ends[2] = {-1, -1};
  if (pipe(ends) != 0) throw std::runtime_error("cannot make a pipe");
  descriptor_ = ends[0];
  fcntl(ends[1], F_SETFL, O_NONBLOCK);  // a text that is too long is an error, and no wait for a reader
  const ssize_t written = write(ends[1], text.data(), text.size());
  close(ends[1]);
  if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("a pipe does not hold the text");
}

PipedText::~PipedText() { close(descriptor_); }

void write_text(const fs::path& path, std::string_view text) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read_bytes(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

fs::path shared_file(std::string_view name) {
  const char* folder = std::getenv("CARTOGRAF_SHARED");
  return fs::path(folder != nullptr ? folder : CARTOGRAF_SHARED_DIR) / name;
}

fs::path data_file(std::string_view name) { return fs::path(CARTOGRAF_TEST_DATA_DIR) / name; }

bool is_committed(const fs::path& path) { return path.string().starts_with(CARTOGRAF_TEST_DATA_DIR); }

fs::path golden_file(std::string_view name) {
  if (name.find(".graf_nas.") != std::string_view::npos) return data_file("golden") / name;
  return shared_file("golden") / name;
}

}  // namespace testing_support
