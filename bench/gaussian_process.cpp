// Seconds of training `gp` and predicting all rows of a matrix, for bench/gp.py, which times NumPy and SciPy beside it.
//
// usage: gaussian_process FILE ROWS COLUMNS TRAIN_ROWS THREADS REPEATS PREDICTIONS
//
// FILE: float64, row-major: the features [ROWS x COLUMNS], then the targets of the first TRAIN_ROWS rows, on which it is
// trained. Prints the seconds of each repeat, and writes the predictions [ROWS] as float64.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "host/predictor/registry.hpp"
#include "kernels/base/error.hpp"

namespace {

std::vector<double> read(std::ifstream& file, std::size_t n) {
  std::vector<double> values(n);
  file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(n * sizeof(double)));
  if (!file) throw cartograf::InputError("the file is shorter than it should be");
  return values;
}

int run(char** arguments) {
  const auto number = [&](int i) { return std::strtoull(arguments[i], nullptr, 10); };
  const std::size_t n_rows = number(2), n_columns = number(3), n_train = number(4);
  const int threads = static_cast<int>(number(5));
  std::ifstream file(arguments[1], std::ios::binary);
  const std::vector<double> features = read(file, n_rows * n_columns), targets = read(file, n_train);
  const cartograf::MatrixView all{features.data(), cartograf::Dtype::float64, n_rows, n_columns, {}};
  const cartograf::RowSource rows{n_train, [&](std::uint64_t first, std::uint64_t n) {
                                    return cartograf::MatrixView{all.row(first), all.dtype, n, n_columns, {}};
                                  }};
  std::vector<double> predictions;
  for (std::size_t repeat = 0; repeat < number(6); ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    predictions = cartograf::train_predictor({"gp"}, {rows, targets}, {{}, threads, 0}).predict(all);
    fmt::print("{}\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::ofstream(arguments[7], std::ios::binary)
      .write(reinterpret_cast<const char*>(predictions.data()), static_cast<std::streamsize>(n_rows * sizeof(double)));
  return 0;
}

}  // namespace

int main(int n_arguments, char** arguments) {
  try {
    if (n_arguments == 8) return run(arguments);
    fmt::print(stderr, "usage: gaussian_process FILE ROWS COLUMNS TRAIN_ROWS THREADS REPEATS PREDICTIONS\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "gaussian_process: {}\n", error.what());
  }
  return 1;
}
