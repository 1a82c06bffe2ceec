// How far XGBoost's predictor is from the trees that it evaluates: predictions for a batch of darts_cell, beside a plain
// evaluation of the same trees on the int8 rows, whose results must be equal bit by bit.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/predictor/booster.hpp"
#include "host/predictor/kinds/boosted_trees.hpp"
#include "host/search/space_rows.hpp"
#include "host/space/catalog.hpp"
#include "kernels/algorithms/selection.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kTrainingRows = 20'000;
constexpr std::uint64_t kBatchRows = 4096;
constexpr int kDepth = 6;  // XGBoost's default

/// darts_cell with its default features, and a model of `n_trees` trees on 20,000 random architectures of it. The target
/// is a sum of the features with weights of no pattern and a product of two, so that the trees grow to their full depth.
struct Work {
  std::unique_ptr<SearchSpace> space = find_space("darts_cell");
  FeatureSet features = select_features(*space, Convention::graf_nas, {});
  Booster booster;

  explicit Work(int n_trees) : booster(train(n_trees)) {}

  SpaceRows rows(Dtype dtype) const { return SpaceRows(*space, features, dtype, {{}, 1, EvaluationStrategy::tabulated}); }

 private:
  Booster train(int n_trees) const {
    std::vector<std::uint64_t> indices(kTrainingRows);
    sample(space->size(), 1, 0, indices.size(), indices.data(), {});
    SpaceRows training = rows(Dtype::int8);
    const MatrixView matrix = training.listed(indices);
    std::vector<float> labels(kTrainingRows);
    for (std::uint64_t row = 0; row < kTrainingRows; ++row) {
      const auto* values = reinterpret_cast<const std::int8_t*>(matrix.row(row));
      for (std::uint64_t column = 0; column < matrix.n_columns; ++column) {
        labels[row] += static_cast<float>(static_cast<int>(column * 2654435761u % 17) - 8) * static_cast<float>(values[column]);
      }
      labels[row] += static_cast<float>(values[3] * values[40]);
    }
    BoosterParameters parameters = predictor_parameters("xgb");
    parameters.rounds = n_trees;
    return Booster::train(training.source(indices), labels, parameters, {});
  }
};

const Work& work_of(std::int64_t n_trees) {
  // Never destroyed: at the end of the process XGBoost's own state is gone before ours.
  static const Work* const ten = new Work(10);
  static const Work* const hundred = new Work(100);
  return n_trees == 10 ? *ten : *hundred;
}

/// A tree as a complete one of depth 6 on whole numbers: at node i go to 2 i + 1, or to 2 i + 2 when the value is at least
/// the threshold.
struct Tree {
  struct Node {
    std::uint16_t column = 0;
    std::int16_t threshold = INT16_MAX;  ///< never reached: always left
  };
  std::array<Node, (1u << kDepth) - 1> nodes{};
  std::array<float, 1u << kDepth> leaves{};
};

/// The trees inside a model of XGBoost, from its own file format.
class Trees {
 public:
  explicit Trees(const Booster& booster) {
    const auto model = nlohmann::json::from_ubjson(booster.save()).at("learner");
    const auto& base = model.at("learner_model_param").at("base_score").get_ref<const std::string&>();
    base_ = std::stof(base.substr(base.find_first_not_of("[")));
    for (const auto& tree : model.at("gradient_booster").at("model").at("trees")) {
      trees_.emplace_back();
      add(tree, 0, 0, 0);
    }
  }

  /// rows: [n x n_columns]
  void predict(const std::int8_t* rows, std::uint64_t n_columns, std::uint64_t n, float* out) const {
    constexpr std::uint64_t at_once = 16;  // independent walks hide each other's latency
    for (std::uint64_t first = 0; first < n; first += at_once) {
      std::array<float, at_once> sums;
      sums.fill(base_);
      for (const Tree& tree : trees_) {
        std::array<std::uint32_t, at_once> at{};
        for (int level = 0; level < kDepth; ++level) {
          for (std::uint64_t i = 0; i < at_once; ++i) {
            const Tree::Node node = tree.nodes[at[i]];
            at[i] = 2 * at[i] + 1 + (rows[(first + i) * n_columns + node.column] >= node.threshold ? 1 : 0);
          }
        }
        for (std::uint64_t i = 0; i < at_once; ++i) sums[i] += tree.leaves[at[i] - tree.nodes.size()];
      }
      std::copy(sums.begin(), sums.end(), out + first);
    }
  }

  std::size_t n_splits() const { return n_splits_; }

 private:
  void add(const nlohmann::json& tree, std::size_t from, std::size_t to, int level) {
    const int left = tree.at("left_children").at(from);
    const float condition = tree.at("split_conditions").at(from);
    if (left < 0) {
      if (level == kDepth) {
        trees_.back().leaves[to - trees_.back().nodes.size()] = condition;
      } else {
        add(tree, from, 2 * to + 1, level + 1);  // the nodes below are always left
      }
      return;
    }
    ++n_splits_;
    trees_.back().nodes[to] = {tree.at("split_indices").at(from), static_cast<std::int16_t>(std::ceil(condition))};
    add(tree, static_cast<std::size_t>(left), 2 * to + 1, level + 1);
    add(tree, tree.at("right_children").at(from), 2 * to + 2, level + 1);
  }

  float base_ = 0;
  std::vector<Tree> trees_;
  std::size_t n_splits_ = 0;
};

void report(benchmark::State& state) {
  const auto rows = static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kBatchRows);
  state.SetItemsProcessed(rows);
  const double row_trees = static_cast<double>(rows * state.range(0));
  state.counters["s_per_row_and_tree"] = benchmark::Counter(row_trees, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void xgboost(benchmark::State& state, Dtype dtype) {
  const Work& work = work_of(state.range(0));
  const Booster booster = Booster::load(work.booster.save(), "memory", {{}, 1, 0});
  SpaceRows rows = work.rows(dtype);
  const MatrixView batch = rows.range(1'000'000, kBatchRows);
  for (auto _ : state) benchmark::DoNotOptimize(booster.scores(batch).data);
  report(state);
}

void plain(benchmark::State& state) {
  const Work& work = work_of(state.range(0));
  const Trees trees(work.booster);
  SpaceRows rows = work.rows(Dtype::int8);
  const MatrixView batch = rows.range(1'000'000, kBatchRows);
  std::vector<float> out(kBatchRows);
  for (auto _ : state) {
    trees.predict(static_cast<const std::int8_t*>(batch.data), batch.n_columns, kBatchRows, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  if (out != work.booster.predict(batch)) state.SkipWithError("the plain evaluation does not give XGBoost's predictions");
  state.counters["splits"] = static_cast<double>(trees.n_splits());
  report(state);
}

void features(benchmark::State& state, Dtype dtype) {
  SpaceRows rows = work_of(10).rows(dtype);
  for (auto _ : state) benchmark::DoNotOptimize(rows.range(1'000'000, kBatchRows).data);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kBatchRows));
}

// One thread, in processor time: what each costs, whatever else the machine does.
BENCHMARK_CAPTURE(xgboost, int8, Dtype::int8)->Arg(10)->Arg(100)->ArgName("trees");
BENCHMARK_CAPTURE(xgboost, float32, Dtype::float32)->Arg(10)->Arg(100)->ArgName("trees");
BENCHMARK(plain)->Arg(10)->Arg(100)->ArgName("trees");
BENCHMARK_CAPTURE(features, int8, Dtype::int8);
BENCHMARK_CAPTURE(features, float32, Dtype::float32);

}  // namespace
}  // namespace cartograf
