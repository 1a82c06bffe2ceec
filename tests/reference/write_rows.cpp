// Writes the committed tables of tests/data from the oracle: figures for a few architectures picked by hand.
#include <cstdio>
#include <fstream>
#include <string>

#include "tests/reference/oracle.hpp"

namespace {

using reference::Convention;
using reference::Key;

// All of one operation; all operations; paths of one, two and three edges alone; dead ends; the last of the order.
constexpr Key kPicked[] = {{0, 0, 0, 0, 0, 0}, {1, 1, 1, 1, 1, 1}, {2, 2, 2, 2, 2, 2}, {0, 1, 2, 3, 4, 0}, {1, 1, 3, 1, 1, 1}, {2, 1, 1, 1, 3, 1}, {2, 1, 1, 0, 1, 4}, {3, 3, 1, 1, 1, 1}, {1, 1, 1, 1, 2, 2}, {4, 0, 3, 1, 4, 3}, {2, 3, 4, 2, 3, 2}, {0, 2, 0, 2, 0, 2}, {4, 4, 4, 4, 4, 4}, {3, 2, 1, 0, 4, 1}};

/// Integers without a point; quarters are exact in decimal.
std::string text(reference::Fraction value) {
  if (value.n == 1) return std::to_string(value.k);
  char digits[32];
  std::snprintf(digits, sizeof digits, "%g", value.value());
  return digits;
}

void write_features(const std::string& folder, Convention convention, const std::string& name) {
  std::ofstream file(folder + "/nasbench201_rows." + name + ".csv");
  file << "net";
  for (const std::string& column : reference::nasbench201_names(convention)) file << ",\"" << column << '"';
  file << '\n';
  for (const Key& key : kPicked) {
    file << '"' << reference::key_text(key) << '"';
    for (const reference::Fraction value : reference::nasbench201_features(convention, key)) file << ',' << text(value);
    file << '\n';
  }
}

void write_params(const std::string& folder) {
  std::ofstream file(folder + "/nasbench201_params.csv");
  file << "net,params\n";
  for (const Key& key : kPicked) file << '"' << reference::key_text(key) << "\"," << reference::nasbench201_params(key) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  write_features(argv[1], Convention::graf_nas, "graf_nas");
  write_features(argv[1], Convention::zc_combine, "zc_combine");
  write_params(argv[1]);
  return 0;
}
