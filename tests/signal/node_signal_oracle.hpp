#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace cartograf::test {

/// An operation on a node: 'c' convolution, 'p' pool, 's' skip.
struct OracleOp {
  char type = 's';
  int kernel = 1, dilation = 1, depth = 1;
};

/// A graph with operations on nodes and its signal features in the plainest way, with a list of all paths. Shares no code
/// with the library.
struct SignalOracle {
  int n = 0;
  std::vector<std::vector<int>> edge;  ///< [n][n]
  std::vector<OracleOp> op;            ///< of the inner nodes; those of the first and last node say nothing

  bool has(int i, int j) const { return edge[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] != 0; }
  void connect(int i, int j) { edge[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = 1; }
  const OracleOp& at(int i) const { return op[static_cast<std::size_t>(i)]; }

  static SignalOracle without_edges(int n) {
    const auto size = static_cast<std::size_t>(n);
    return {n, std::vector<std::vector<int>>(size, std::vector<int>(size)), std::vector<OracleOp>(size)};
  }

  /// Every node on a path from the first to the last.
  static SignalOracle random(int n, double density, const std::vector<OracleOp>& ops, std::mt19937_64& random) {
    SignalOracle graph = without_edges(n);
    const auto up_to = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
    for (int i = 0; i < n; ++i) {
      for (int j = i + 1; j < n; ++j) {
        if (std::bernoulli_distribution(density)(random)) graph.connect(i, j);
      }
    }
    for (int i = 1; i < n; ++i) {
      if (graph.predecessors(i).empty()) graph.connect(up_to(i), i);
    }
    for (int i = 0; i + 1 < n; ++i) {
      if (graph.successors(i).empty()) graph.connect(i, i + 1 + up_to(n - 1 - i));
    }
    for (int i = 1; i + 1 < n; ++i) graph.op[static_cast<std::size_t>(i)] = ops[random() % ops.size()];
    return graph;
  }

  std::vector<int> predecessors(int node) const {
    return nodes([&](int i) { return has(i, node); });
  }
  std::vector<int> successors(int node) const {
    return nodes([&](int i) { return has(node, i); });
  }
  std::vector<int> nodes(const std::function<bool(int)>& wanted) const {
    std::vector<int> list;
    for (int i = 0; i < n; ++i) {
      if (wanted(i)) list.push_back(i);
    }
    return list;
  }

  /// The same network with its nodes in another order: node i becomes place[i].
  SignalOracle renumbered(const std::vector<int>& place) const {
    SignalOracle other = without_edges(n);
    for (int i = 0; i < n; ++i) {
      const auto to = static_cast<std::size_t>(place[static_cast<std::size_t>(i)]);
      other.op[to] = at(i);
      for (const int j : successors(i)) other.connect(static_cast<int>(to), place[static_cast<std::size_t>(j)]);
    }
    return other;
  }

  /// A chain of convolutions of depth 1 in place of each deep one.
  SignalOracle expanded() const {
    std::vector<int> first, last;
    int size = 0;
    for (int i = 0; i < n; ++i) {
      first.push_back(size);
      size += at(i).type == 'c' ? at(i).depth : 1;
      last.push_back(size - 1);
    }
    SignalOracle graph = without_edges(size);
    for (std::size_t i = 0; i < first.size(); ++i) {
      for (int k = first[i]; k <= last[i]; ++k) {
        graph.op[static_cast<std::size_t>(k)] = {op[i].type, op[i].kernel, op[i].dilation, 1};
        if (k > first[i]) graph.connect(k - 1, k);
      }
      for (const int j : successors(static_cast<int>(i))) graph.connect(last[i], first[static_cast<std::size_t>(j)]);
    }
    return graph;
  }

  bool inner(int i) const { return i > 0 && i < n - 1; }
  bool conv(int i) const { return inner(i) && at(i).type == 'c'; }
  bool pool(int i) const { return inner(i) && at(i).type == 'p'; }
  bool conv3(int i) const { return conv(i) && at(i).kernel > 1; }
  bool conv1(int i) const { return conv(i) && at(i).kernel == 1; }
  int reach(int i) const { return pool(i) ? 1 : conv(i) ? (at(i).kernel - 1) / 2 * at(i).dilation
                                                        : 0; }
  /// As in the names of columns.
  bool is(char kind, int i) const { return kind == '4' ? conv3(i) : kind == '3' ? conv1(i)
                                                                                : pool(i); }

  std::vector<std::vector<int>> paths_to(int node) const {
    if (node == 0) return {{0}};
    std::vector<std::vector<int>> all;
    for (const int i : predecessors(node)) {
      for (std::vector<int> path : paths_to(i)) {
        path.push_back(node);
        all.push_back(path);
      }
    }
    return all;
  }

  std::vector<int> channels(int width) const {
    std::vector<int> own(static_cast<std::size_t>(n), width);
    const std::vector<int> ends = nodes([&](int i) { return i > 0 && has(i, n - 1); });
    for (int i = n - 2; i > 0; --i) {
      const auto place = std::find(ends.begin(), ends.end(), i);
      int& channels_of_node = own[static_cast<std::size_t>(i)];
      if (place != ends.end()) {
        const int share = width / static_cast<int>(ends.size()), rest = width % static_cast<int>(ends.size());
        channels_of_node = share + (place - ends.begin() < rest ? 1 : 0);
      } else {
        channels_of_node = 0;
        for (const int j : successors(i)) channels_of_node = std::max(channels_of_node, own[static_cast<std::size_t>(j)]);
      }
    }
    return own;
  }

  /// All columns by their names.
  std::map<std::string, double> features() const {
    const SignalOracle graph = expanded();
    std::map<std::string, double> f;
    graph.count(f);
    graph.propagate(f);
    return f;
  }

 private:
  void count(std::map<std::string, double>& f) const {
    const auto number = [&](const std::function<bool(int)>& wanted) { return static_cast<double>(nodes(wanted).size()); };
    const auto number_of_edges = [&](const std::function<bool(int, int)>& wanted) {
      double sum = 0;
      for (int i = 0; i < n; ++i) sum += number([&](int j) { return has(i, j) && wanted(i, j); });
      return sum;
    };
    const auto always = [](int, int) { return true; };
    const double inside = std::max(1, n - 2);
    f["n:n"] = n;
    f["n:e"] = number_of_edges(always);
    f["n:n3"] = number([&](int i) { return conv3(i); });
    f["n:n1"] = number([&](int i) { return conv1(i); });
    f["n:np"] = number([&](int i) { return pool(i); });
    f["n:nc"] = f["n:n3"] + f["n:n1"];
    f["n:n3f"] = f["n:n3"] / inside;
    f["n:npf"] = f["n:np"] / inside;

    std::map<std::string, std::vector<double>> of_paths;
    for (const std::vector<int>& path : paths_to(n - 1)) {
      std::map<std::string, double> sum = {{"3", 0}, {"1", 0}, {"p", 0}, {"rf", 0}};
      for (const int i : path) {
        sum["3"] += conv3(i);
        sum["1"] += conv1(i);
        sum["p"] += pool(i);
        sum["rf"] += reach(i);
      }
      sum["c"] = sum["3"] + sum["1"];
      sum["l"] = sum["c"] + sum["p"];
      for (const auto& [name, value] : sum) of_paths[name].push_back(value);
    }
    f["n:npath"] = static_cast<double>(of_paths["3"].size());
    for (const auto& [name, values] : of_paths) {
      double total = 0;
      for (const double value : values) total += value;
      f["n:mx" + name] = *std::max_element(values.begin(), values.end());
      f["n:mn" + name] = *std::min_element(values.begin(), values.end());
      f["n:me" + name] = total / f["n:npath"];
      f["n:sm" + name] = total;
    }
    for (const std::string name : {"c", "3"}) {
      for (int q = 0; q < 4; ++q) {
        f["n:np" + name + std::to_string(q)] = static_cast<double>(std::count(of_paths[name].begin(), of_paths[name].end(), q));
      }
    }
    const std::map<std::string, std::array<double, 3>> weights = {{"a", {3, 1, 1}}, {"b", {9, 1, 1}}, {"c", {3, 3, 1}}, {"d", {2, 1, .5}}, {"e", {.5, .5, 1}}, {"f", {1, .5, .25}}};
    for (const auto& [name, w] : weights) {
      double sum = 0;
      for (std::size_t p = 0; p < of_paths["3"].size(); ++p) {
        sum += std::pow(w[0], of_paths["3"][p]) * std::pow(w[1], of_paths["1"][p]) * std::pow(w[2], of_paths["p"][p]);
      }
      f["n:lgf" + name] = std::log1p(sum);
    }
    f["n:direct"] = has(0, n - 1);

    // Most convolutions on a path to a node, itself included.
    std::vector<int> depth;
    for (int i = 0; i < n; ++i) {
      int most = 0;
      for (const auto& path : paths_to(i)) {
        most = std::max(most, static_cast<int>(std::count_if(path.begin(), path.end(), [&](int k) { return conv(k); })));
      }
      depth.push_back(most);
    }
    for (const char kind : {'4', '3', '2'}) {
      const std::string o = std::string("n:o") + kind;
      for (int q = kind == '2' ? 0 : 1; q < 5; ++q) {
        f[o + "d" + std::to_string(q)] = number([&](int i) { return is(kind, i) && depth[static_cast<std::size_t>(i)] == q; });
      }
      f[o + "in"] = number_of_edges([&](int i, int j) { return i == 0 && is(kind, j); });
      f[o + "out"] = number_of_edges([&](int i, int j) { return is(kind, i) && j == n - 1; });
      f[o + "indeg"] = number_of_edges([&](int, int j) { return is(kind, j); });
      f[o + "outdeg"] = number_of_edges([&](int i, int) { return is(kind, i); });
      for (const char next : {'4', '3', '2'}) {
        f[std::string("n:ch") + kind + next] = number_of_edges([&](int i, int j) { return is(kind, i) && is(next, j); });
      }
    }
    f["n:outdeg"] = number_of_edges([](int i, int) { return i == 0; });
    f["n:indeg"] = number_of_edges([&](int, int j) { return j == n - 1; });
    f["n:rmax"] = f["n:mxrf"];

    const std::vector<int> width = channels(128);
    std::vector<int> inner_widths;
    double all = has(0, n - 1) ? 128 * 128 : 0, spatial = 0;
    for (int i = 1; i < n - 1; ++i) {
      const int own = width[static_cast<std::size_t>(i)], weights_of_op = conv(i) ? at(i).kernel * at(i).kernel * own * own : 0;
      inner_widths.push_back(own);
      all += weights_of_op + (has(0, i) ? 128 * own : 0);
      spatial += conv3(i) ? weights_of_op : 0;
      f["n:chsum"] += own;
      f["n:ch3"] += conv3(i) ? own : 0;
    }
    f["n:chsum"] += 0;
    f["n:ch3"] += 0;
    f["n:lpar"] = std::log1p(all);
    f["n:lp3"] = std::log1p(spatial);
    f["n:chmin"] = inner_widths.empty() ? 128 : *std::min_element(inner_widths.begin(), inner_widths.end());
    f["n:chmax"] = inner_widths.empty() ? 128 : *std::max_element(inner_widths.begin(), inner_widths.end());
  }

  static double kappa(double r) { return (std::sqrt(1 - r * r) + r * (M_PI - std::acos(r))) / (2 * M_PI); }
  static double rectified(double r) { return (kappa(r) - kappa(0)) / (kappa(1) - kappa(0)); }

  /// The part of what arrives at j that comes from i.
  double part(int i, int j) const {
    const double in = static_cast<double>(predecessors(j).size());
    if (j != n - 1) return 1 / in;
    const bool direct = has(0, n - 1);
    if (i == 0) return in > 1 ? 0.5 : 1;
    return concatenated(i) * (direct ? 0.5 : 1);
  }
  /// The part of the output's channels that an inner node has.
  double concatenated(int i) const {
    const std::vector<int> width = channels(128);
    double all = 0;
    for (const int k : predecessors(n - 1)) all += k == 0 ? 0 : width[static_cast<std::size_t>(k)];
    return width[static_cast<std::size_t>(i)] / all;
  }

  /// The mean of something over all nodes that signals may come from, weighted; `project` is what the edges of the input do.
  double signal(int node, double input, const std::function<double(double)>& project, const std::function<double(int, double)>& act) const {
    if (node == 0) return input;
    double sum = 0;
    for (const int i : predecessors(node)) {
      const double value = signal(i, input, project, act);
      sum += part(i, node) * (i == 0 ? project(value) : value);
    }
    return act(node, sum);
  }

  void propagate(std::map<std::string, double>& f) const {
    const auto expected = [&](double projection, const std::function<double(int)>& gain) {
      return signal(
          n - 1, 0, [&](double x) { return x + projection; }, [&](int i, double x) { return x + gain(i); });
    };
    f["m:ed_d"] = expected(1, [&](int i) { return conv(i) ? 1 : 0; });
    f["m:ed_3"] = expected(0, [&](int i) { return conv3(i) ? 1 : 0; });
    f["m:ed_1"] = expected(1, [&](int i) { return conv1(i) ? 1 : 0; });
    f["m:ed_p"] = expected(0, [&](int i) { return pool(i) ? 1 : 0; });
    f["m:ed_rf"] = expected(0, [&](int i) { return reach(i); });
    int image = 0;
    for (double r : {.9, .5, .1}) {
      for (int cell = 0; cell < 3; ++cell) {
        r = signal(n - 1, r, rectified, [&](int i, double x) { return conv(i) ? rectified(x) : x; });
        if (cell != 1) f["m:rho" + std::to_string(cell) + "_" + std::to_string(image)] = std::log(r + 1e-4);
      }
      ++image;
    }
    const double gain = .5 / (.5 - 1 / (2 * M_PI));
    // The gradient behind a node, from all that it feeds.
    const std::function<double(int)> gradient = [&](int i) {
      double sum = 0;
      for (const int j : successors(i)) {
        const double edge_gain = i == 0 ? gain : 1;
        sum += j == n - 1 ? (i == 0 ? gain : concatenated(i)) : edge_gain * gradient(j) * (conv(j) ? gain : 1) * part(i, j);
      }
      return sum;
    };
    double spatial = 0, pointwise = 0, weights = 0;
    for (int i = 1; i < n - 1; ++i) {
      const double g = conv(i) ? gradient(i) : 0;
      spatial += conv3(i) ? g : 0;
      pointwise += conv1(i) ? g : 0;
      weights += at(i).kernel * at(i).kernel * g;
    }
    f["m:g_in"] = std::log(gradient(0) + 1e-4);
    f["m:g_3"] = std::log1p(spatial);
    f["m:g_1"] = std::log1p(pointwise);
    f["m:g_w"] = std::log1p(weights);
  }
};

}  // namespace cartograf::test
