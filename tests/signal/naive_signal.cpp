#include "tests/signal/naive_signal.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <set>

namespace naive_signal {
namespace {

using Poly = std::array<int, 4>;
using Value = std::map<int, Poly>;  // source -> polynomial; sources: -1, -2 the inputs, 0 ... the convolutions

struct Conv {
  int kernel = 1;
  int dilation = 1;
  Value input;
};

int total(const Poly& p) { return p[0] + p[1] + p[2] + p[3]; }
int pools(const Poly& p) { return p[1] + p[2] + p[3]; }
int top(const Poly& p) { return p[3] > 0 ? 3 : p[2] > 0 ? 2
                                           : p[1] > 0   ? 1
                                                        : 0; }

struct Network {
  std::vector<int> inputs;  // nodes
  std::vector<Conv> convs;
  Value output;
  std::set<int> live;

  explicit Network(const Cell& cell) {
    std::vector<bool> entered(static_cast<std::size_t>(cell.n_nodes));
    for (const Edge& edge : cell.edges) entered[static_cast<std::size_t>(edge.to)] = true;
    for (int node = 0; node < cell.n_nodes; ++node) {
      if (!entered[static_cast<std::size_t>(node)]) inputs.push_back(node);
    }
    output = value(cell, cell.output);
    mark(output);
  }

  bool is_input(int source) const { return source < 0; }
  bool large(int source) const { return convs[static_cast<std::size_t>(source)].kernel > 1; }
  int reach(int source) const {
    const Conv& conv = convs[static_cast<std::size_t>(source)];
    return (conv.kernel - 1) / 2 * conv.dilation;
  }
  const Value& input_of(int source) const { return convs[static_cast<std::size_t>(source)].input; }

 private:
  std::map<int, Value> known_;

  const Value& value(const Cell& cell, int node) {
    const auto known = known_.find(node);
    if (known != known_.end()) return known->second;
    Value sum;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (inputs[i] == node) sum[-1 - static_cast<int>(i)] = {1, 0, 0, 0};
    }
    for (const Edge& edge : cell.edges) {
      if (edge.to != node || edge.role == Role::none) continue;
      const Value from = value(cell, edge.from);
      if (from.empty()) continue;
      Value added = from;
      if (edge.role == Role::pool) {
        for (int i = 0; i < edge.depth; ++i) {
          for (auto& [source, p] : added) p = {0, p[0], p[1], p[2] + p[3]};
        }
      } else if (edge.role == Role::conv || edge.strided) {
        const bool plain = edge.role == Role::skip;
        for (int i = 0; i < (plain ? 1 : edge.depth); ++i) {
          convs.push_back({plain ? 1 : edge.kernel, plain || edge.kernel == 1 ? 1 : edge.dilation, added});
          added = {{static_cast<int>(convs.size()) - 1, {1, 0, 0, 0}}};
        }
      }
      for (const auto& [source, p] : added) {
        for (std::size_t k = 0; k < 4; ++k) sum[source][k] += p[k];
      }
    }
    return known_[node] = sum;
  }

  void mark(const Value& sources) {
    for (const auto& [source, p] : sources) {
      if (!is_input(source) && live.insert(source).second) mark(input_of(source));
    }
  }
};

// ---- lin and x

int longest(const Network& net, int source) {
  if (source < 0) return 0;
  int most = 0;
  for (const auto& [before, p] : net.input_of(source)) most = std::max(most, longest(net, before));
  return most + 1;
}

int shortest(const Network& net, int source) {
  if (source < 0) return 0;
  int least = 1000;
  for (const auto& [before, p] : net.input_of(source)) least = std::min(least, shortest(net, before));
  return least + 1;
}

int longest_reach(const Network& net, int source) {
  if (source < 0) return 0;
  int most = 0;
  for (const auto& [before, p] : net.input_of(source)) most = std::max(most, longest_reach(net, before) + top(p));
  return most + net.reach(source);
}

int most_large(const Network& net, int source) {
  if (source < 0) return 0;
  int most = 0;
  for (const auto& [before, p] : net.input_of(source)) most = std::max(most, most_large(net, before));
  return most + (net.large(source) ? 1 : 0);
}

Poly inputs_in(const Value& value) {
  Poly sum = {};
  for (const auto& [source, p] : value) {
    for (std::size_t k = 0; source < 0 && k < 4; ++k) sum[k] += p[k];
  }
  return sum;
}

void add_lin(const Network& net, std::vector<double>& f) {
  const auto n_large = std::count_if(net.live.begin(), net.live.end(), [&](int c) { return net.large(c); });
  const auto n = static_cast<double>(net.live.size());
  const auto n3 = static_cast<double>(n_large);
  f.insert(f.end(), {n3, n - n3, n});
  const Poly x = inputs_in(net.output);
  for (const int k : x) f.push_back(k);
  for (const bool large : {true, false}) {
    double count = 0, in_x = 0, in_pool = 0, pure = 0, width = 0;
    Poly sum = {};
    std::array<double, 3> depth = {};
    for (const auto& [source, p] : net.output) {
      if (source < 0 || net.large(source) != large) continue;
      ++count;
      for (std::size_t k = 0; k < 4; ++k) sum[k] += p[k];
    }
    for (const int c : net.live) {
      if (net.large(c) != large) continue;
      ++depth[static_cast<std::size_t>(std::min(longest(net, c), 3) - 1)];
      const Value& input = net.input_of(c);
      in_x += inputs_in(input)[0] > 0;
      in_pool += std::any_of(input.begin(), input.end(), [](const auto& one) { return pools(one.second) > 0; });
      pure += std::all_of(input.begin(), input.end(), [](const auto& one) { return one.second[0] == 0; });
      width += static_cast<double>(input.size());
    }
    f.push_back(count);
    for (std::size_t k = 0; k < 3; ++k) f.push_back(sum[k]);
    f.insert(f.end(), depth.begin(), depth.end());
    f.insert(f.end(), {in_x, in_pool, pure, width});
  }
  int deep = -1, shallow = net.output.empty() ? 5 : 1000, terms = 0, pooled = 0;
  for (const auto& [source, p] : net.output) {
    deep = std::max(deep, longest(net, source));
    shallow = std::min(shallow, shortest(net, source));
    terms += total(p);
    pooled += pools(p);
  }
  for (const int value : {deep, shallow, static_cast<int>(net.output.size()), terms, int{x[0] > 0}, int{total(x) > 0}, int{!net.output.empty()}, pooled}) {
    f.push_back(value);
  }
}

/// What a convolution computes, as a text: its type, and the sorted texts of what it reads.
std::string unfolded(const Network& net, int source) {
  if (source < 0) return "x" + std::to_string(source);
  std::vector<std::string> parts;
  for (const auto& [before, p] : net.input_of(source)) {
    std::string part = unfolded(net, before);
    for (const int k : p) part += "," + std::to_string(k);
    parts.push_back(part);
  }
  std::sort(parts.begin(), parts.end());
  const Conv& conv = net.convs[static_cast<std::size_t>(source)];
  std::string text = "(" + std::to_string(conv.kernel) + "/" + std::to_string(conv.dilation);
  for (const std::string& part : parts) text += " " + part;
  return text + ")";
}

void add_x(const Network& net, std::vector<double>& f) {
  int reach = -1, large = -1, terms = 0, pooled = 0;
  for (const auto& [source, p] : net.output) {
    reach = std::max(reach, longest_reach(net, source) + top(p));
    large = std::max(large, most_large(net, source));
    terms += total(p);
    pooled += pools(p);
  }
  f.insert(f.end(), {double(reach), double(large)});
  for (const bool first : {true, false}) {
    for (const bool second : {true, false}) {
      double n = 0;
      for (const int c : net.live) {
        for (const auto& [before, p] : net.input_of(c)) n += before >= 0 && net.large(before) == first && net.large(c) == second;
      }
      f.push_back(n);
    }
  }
  std::set<std::string> distinct;
  double parameters = 0;
  bool any_large = false;
  for (const int c : net.live) {
    distinct.insert(unfolded(net, c));
    parameters += net.convs[static_cast<std::size_t>(c)].kernel * net.convs[static_cast<std::size_t>(c)].kernel;
    any_large |= net.large(c);
  }
  f.push_back(static_cast<double>(net.live.size() - distinct.size()));
  for (const bool kind : {true, false}) {
    double n = 0;
    for (const auto& [source, p] : net.output) {
      if (source < 0 || net.large(source) != kind) continue;
      const Value& input = net.input_of(source);
      n += std::all_of(input.begin(), input.end(), [](const auto& one) { return one.first < 0; });
    }
    f.push_back(n);
  }
  const Poly x = inputs_in(net.output);
  const bool only = !net.output.empty() && std::all_of(net.output.begin(), net.output.end(), [](const auto& one) { return one.first < 0; });
  const bool none = std::none_of(net.output.begin(), net.output.end(), [](const auto& one) { return one.first < 0; });
  f.insert(f.end(), {double(only), double(only && x[0] == 0), double(none)});
  const double all = std::max(1, terms);
  f.insert(f.end(), {pooled / all, x[0] / all, total(x) / all, double(any_large), double(net.live.empty()), std::log1p(parameters)});
}

// ---- pf, over the edges themselves

struct Path {
  int large = 0, small = 0, pool = 0, reach = 0;
};

void walk(const Cell& cell, int node, Path path, int run, std::vector<Path>& paths) {
  const auto settle = [](Path at, int pooled) {
    at.pool += std::min(pooled, 3);
    return at;
  };
  if (node == cell.output) return paths.push_back(settle(path, run));
  for (const Edge& edge : cell.edges) {
    if (edge.from != node || edge.role == Role::none) continue;
    if (edge.role == Role::pool) {
      walk(cell, edge.to, path, run + edge.depth, paths);
    } else if (edge.role == Role::conv || edge.strided) {
      Path next = settle(path, run);
      const int kernel = edge.role == Role::conv ? edge.kernel : 1;
      const int depth = edge.role == Role::conv ? edge.depth : 1;
      (kernel > 1 ? next.large : next.small) += depth;
      next.reach += depth * ((kernel - 1) / 2) * edge.dilation;
      walk(cell, edge.to, next, 0, paths);
    } else {
      walk(cell, edge.to, path, run, paths);
    }
  }
}

void add_pf(const Network& net, const Cell& cell, std::vector<double>& f) {
  std::vector<Path> paths;
  for (const int input : net.inputs) walk(cell, input, {}, 0, paths);
  const auto n = static_cast<double>(paths.size());
  const std::vector<std::function<int(const Path&)>> quantities = {
      [](const Path& p) { return p.large; }, [](const Path& p) { return p.small; }, [](const Path& p) { return p.pool; },
      [](const Path& p) { return p.large + p.small; }, [](const Path& p) { return 2 * (p.reach + p.pool); }};
  for (const auto& quantity : quantities) {
    int most = -1, least = 9, sum = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const int value = quantity(paths[i]);
      most = i == 0 ? value : std::max(most, value);
      least = i == 0 ? value : std::min(least, value);
      sum += value;
    }
    f.insert(f.end(), {double(most), double(least), paths.empty() ? -1 : sum / n, double(sum)});
  }
  for (const std::size_t which : {std::size_t{3}, std::size_t{0}}) {
    for (int d = 0; d < 4; ++d) {
      f.push_back(static_cast<double>(std::count_if(paths.begin(), paths.end(), [&](const Path& p) { return std::min(quantities[which](p), 3) == d; })));
    }
  }
  f.push_back(n);
  const std::vector<std::array<double, 3>> weights = {{3, 1, 1}, {9, 1, 1}, {3, 3, 1}, {2, 1, .5}, {.5, .5, 1}, {1, .5, .25}};
  for (const auto& w : weights) {
    double sum = 0;
    for (const Path& p : paths) sum += std::pow(w[0], p.large) * std::pow(w[1], p.small) * std::pow(w[2], p.pool);
    f.push_back(std::log1p(sum));
  }
}

// ---- ed, g2, gr

double amplitude(const Poly& p) {
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) sum += p[k] * std::pow(0.7, static_cast<double>(k));
  return sum;
}

struct State {
  double variance = 1;
  std::array<double, 5> mean = {};
  double square = 0;
};

State combined(const Value& value, const std::function<State(int)>& of) {
  State sum;
  sum.variance = 0;
  for (const auto& [source, p] : value) {
    const State from = of(source);
    const double a = amplitude(p), weight = a * a * from.variance;
    double pooled = 0;
    for (std::size_t k = 1; k < 4; ++k) pooled += static_cast<double>(k) * p[k] * std::pow(0.7, static_cast<double>(k));
    for (std::size_t i = 0; i < 5; ++i) sum.mean[i] += weight * (from.mean[i] + (i >= 3 ? pooled / a : 0));
    sum.square += weight * from.square;
    sum.variance += weight;
  }
  for (double& mean : sum.mean) mean /= sum.variance;
  sum.square /= sum.variance;
  return sum;
}

/// The state of a source of a cell with these inputs, by recursion.
State state_of(const Network& net, const std::vector<State>& inputs, int source) {
  if (source < 0) return inputs[static_cast<std::size_t>(-1 - source)];
  State state = combined(net.input_of(source), [&](int before) { return state_of(net, inputs, before); });
  state.variance = 1;
  state.square += 2 * state.mean[0] + 1;
  state.mean[0] += 1;
  state.mean[net.large(source) ? 1 : 2] += 1;
  state.mean[4] += net.reach(source);
  return state;
}

template <class T>
void shift(std::vector<T>& inputs, T output) {
  inputs.erase(inputs.begin());
  inputs.push_back(output);
}

void add_ed(const Network& net, std::vector<double>& f) {
  std::vector<State> inputs(net.inputs.size());
  for (int cell = 1; cell <= 15; ++cell) {
    const State out = combined(net.output, [&](int source) { return state_of(net, inputs, source); });
    if (cell == 1 || cell == 5 || cell == 15) {
      for (const double mean : out.mean) f.push_back(std::log1p(mean));
      f.push_back(std::log1p(std::sqrt(std::max(0.0, out.square - out.mean[0] * out.mean[0]))));
      f.insert(f.end(), {std::log(out.variance), out.mean[1] / (out.mean[0] + out.mean[3] + 1e-9)});
    }
    shift(inputs, out);
    if (cell != 5 && cell != 10) continue;
    for (State& state : inputs) {
      state.variance = 2;
      state.square = (2 * state.square + 4 * state.mean[0] + 4) / 2;
      const std::array<double, 5> more = {1, 1, 0, .5, 1};
      for (std::size_t i = 0; i < 5; ++i) state.mean[i] += more[i];
    }
  }
}

double variance_of(const Value& value, const std::vector<double>& inputs) {
  double sum = 0;
  for (const auto& [source, p] : value) {
    sum += amplitude(p) * amplitude(p) * (source < 0 ? inputs[static_cast<std::size_t>(-1 - source)] : 1.0);
  }
  return sum;
}

/// The gradient's second moment at a source: through all that reads it.
double gradient_at(const Network& net, const std::vector<double>& inputs, double at_output, int source) {
  const double gain = 0.5 / (0.5 - 1 / (2 * std::acos(-1.0)));
  double sum = 0;
  if (const auto read = net.output.find(source); read != net.output.end()) sum += amplitude(read->second) * amplitude(read->second) * at_output;
  for (const int c : net.live) {
    const auto read = net.input_of(c).find(source);
    if (read == net.input_of(c).end()) continue;
    const double at_input = gradient_at(net, inputs, at_output, c) * gain / variance_of(net.input_of(c), inputs);
    sum += amplitude(read->second) * amplitude(read->second) * at_input;
  }
  return sum;
}

void add_g2(const Network& net, std::vector<double>& f) {
  std::vector<std::vector<double>> inputs = {std::vector<double>(net.inputs.size(), 1.0)};
  for (int cell = 0; cell < 5; ++cell) {
    inputs.push_back(inputs.back());
    shift(inputs.back(), variance_of(net.output, inputs[inputs.size() - 2]));
  }
  // Gradients at tensors: 0 ... n_inputs - 1 the network's inputs, then the outputs of cells 0 ... 4.
  const int n_inputs = static_cast<int>(net.inputs.size());
  std::vector<double> at(static_cast<std::size_t>(n_inputs) + 5);
  at.back() = 1 / inputs.back().back();
  std::array<double, 5> large = {}, small = {};
  for (int cell = 4; cell >= 0; --cell) {
    const double at_output = at[static_cast<std::size_t>(n_inputs + cell)];
    const auto& own = inputs[static_cast<std::size_t>(cell)];
    for (const int c : net.live) (net.large(c) ? large : small)[static_cast<std::size_t>(cell)] += gradient_at(net, own, at_output, c);
    for (int i = 0; i < n_inputs; ++i) at[static_cast<std::size_t>(cell + i)] += gradient_at(net, own, at_output, -1 - i);
  }
  const double s3 = std::accumulate(large.begin(), large.end(), 0.0), s1 = std::accumulate(small.begin(), small.end(), 0.0);
  const double first = n_inputs == 2 ? at[0] + at[1] : at[0];
  for (const double v : {large[4], large[0], small[4], small[0], large[4] + small[4], large[0] + small[0], s3, s3 + s1}) f.push_back(std::log(v + 1e-3));
  f.push_back(std::log(first + 1e-6));
}

void add_gr(const Network& net, std::vector<double>& f) {
  std::vector<double> inputs(net.inputs.size(), 1.0);
  double level = 0, first = 0, sum = 0;
  std::array<double, 2> plain = {}, weighted = {};
  for (int cell = 0; cell < 5; ++cell) {
    double at_inputs = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) at_inputs += gradient_at(net, inputs, 1, -1 - static_cast<int>(i));
    const double log_gradient = std::log(std::max(at_inputs, 1e-12));
    if (cell == 0) first = log_gradient;
    sum += log_gradient;
    for (const int c : net.live) {
      if (cell != 0 && cell != 4) continue;
      const double g = gradient_at(net, inputs, 1, c);
      const int kernel = net.convs[static_cast<std::size_t>(c)].kernel;
      plain[cell == 0 ? 0 : 1] += g;
      weighted[cell == 0 ? 0 : 1] += g * kernel * kernel;
    }
    const double out = variance_of(net.output, inputs);
    level = std::log(out);
    shift(inputs, out);
  }
  f.insert(f.end(), {level, first, sum, std::log1p(plain[0]), std::log1p(plain[1]), std::log1p(weighted[0]), std::log1p(weighted[1])});
}

// ---- mf, on the whole grid

constexpr int kGrid = 9, kSide = 2 * kGrid + 1;
using Field = std::array<std::array<std::array<double, kSide>, kSide>, 3>;

template <class F>
Field made(F&& f) {
  Field field;
  for (std::size_t r = 0; r < 3; ++r) {
    for (int i = 0; i < kSide; ++i) {
      for (int j = 0; j < kSide; ++j) field[r][static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] = f(r, i, j);
    }
  }
  return field;
}

double get(const Field& field, std::size_t r, int i, int j) {
  const auto inside = [](int lag) { return static_cast<std::size_t>(std::clamp(lag, 0, kSide - 1)); };
  return field[r][inside(i)][inside(j)];
}

double relu(double c) {
  const double pi = std::acos(-1.0);
  const auto kappa = [&](double r) { return (std::sqrt(1 - r * r) + r * (pi - std::acos(r))) / (2 * pi); };
  c = std::clamp(c, -1.0, 1.0);
  return (kappa(c) - kappa(0)) / (kappa(1) - kappa(0));
}

Field filtered(const Field& field) {
  return made([&](std::size_t r, int i, int j) {
    double sum = 0;
    for (int a = -1; a <= 1; ++a) {
      for (int b = -1; b <= 1; ++b) sum += get(field, r, i + a, j + b);
    }
    return sum / 9;
  });
}

Field covariance(const Value& value, const std::map<int, Field>& fields) {
  Field sum = {};
  for (const auto& [source, p] : value) {
    Field power = fields.at(source);
    for (int k = 0; k <= 6; ++k) {
      int q = 0;
      for (int a = 0; a < 4; ++a) {
        if (k - a >= 0 && k - a < 4) q += p[static_cast<std::size_t>(a)] * p[static_cast<std::size_t>(k - a)];
      }
      sum = made([&](std::size_t r, int i, int j) { return get(sum, r, i, j) + q * get(power, r, i, j); });
      power = filtered(power);
    }
  }
  return sum;
}

Field activated(const Field& field) {
  const double variance = field[0][kGrid][kGrid];
  return made([&](std::size_t r, int i, int j) { return relu(get(field, r, i, j) / variance); });
}

double mean(const Field& field, std::size_t r) {
  double sum = 0;
  for (const auto& row : field[r]) sum = std::accumulate(row.begin(), row.end(), sum);
  return sum / (kSide * kSide);
}

Field reduced(const Field& field) {
  const double variance = field[0][kGrid][kGrid];
  const Field normal = made([&](std::size_t r, int i, int j) { return get(field, r, i, j) / variance; });
  const Field pooled = filtered(filtered(normal));
  const double of_pooled = pooled[0][kGrid][kGrid];
  const Field sum = made([&](std::size_t r, int i, int j) { return relu(relu(get(normal, r, i, j))) + get(pooled, r, i, j) / of_pooled; });
  return made([&](std::size_t r, int i, int j) { return get(sum, r, kGrid + 2 * (i - kGrid), kGrid + 2 * (j - kGrid)); });
}

void add_mf(const Network& net, std::vector<double>& f) {
  const std::array<double, 3> similarity = {1, .9, .5};
  const Field start = made([&](std::size_t r, int i, int j) {
    return relu(std::exp(-std::hypot(i - kGrid, j - kGrid) / 3) * similarity[r]);
  });
  std::vector<Field> inputs(net.inputs.size(), start);
  for (int stage = 0; stage < 3; ++stage) {
    for (int cell = 0; cell < 5; ++cell) {
      std::map<int, Field> fields;
      for (std::size_t i = 0; i < inputs.size(); ++i) fields[-1 - static_cast<int>(i)] = inputs[i];
      for (const int c : net.live) fields[c] = activated(covariance(net.input_of(c), fields));  // in the order of making
      const Field out = covariance(net.output, fields);
      if (stage == 0 && cell == 0) f.push_back(std::log(out[0][kGrid][kGrid]));
      shift(inputs, out);
    }
    const Field& last = inputs.back();
    const double level = last[0][kGrid][kGrid];
    const double g9 = mean(last, 1) / level, g1 = mean(last, 0) / level;
    f.insert(f.end(), {std::log(level), last[1][kGrid][kGrid] / level, last[2][kGrid][kGrid] / level, last[0][kGrid][kGrid + 1] / level,
                       last[0][kGrid][kGrid + 4] / level, g9, g1, std::log((g1 - g9) / (g1 + 1e-9) + 1e-9)});
    if (stage < 2) std::transform(inputs.begin(), inputs.end(), inputs.begin(), reduced);
  }
}

std::string text_of(const Value& value, const std::map<int, int>& place) {
  std::map<int, Poly> placed;
  for (const auto& [source, p] : value) placed[source < 0 ? source : place.at(source)] = p;
  std::string text;
  for (const auto& [source, p] : placed) {
    text += " " + std::to_string(source) + ":";
    for (const int k : p) text += std::to_string(k) + ",";
  }
  return text;
}

}  // namespace

std::vector<double> features(const Cell& cell, bool with_mean_field) {
  const Network net(cell);
  std::vector<double> f;
  add_lin(net, f);
  add_x(net, f);
  add_pf(net, cell, f);
  if (net.output.empty()) {
    f.insert(f.end(), 24 + 9 + 25 + 7, std::numeric_limits<double>::quiet_NaN());
    return f;
  }
  add_ed(net, f);
  add_g2(net, f);
  if (with_mean_field) {
    add_mf(net, f);
  } else {
    f.insert(f.end(), 25, 0.0);
  }
  add_gr(net, f);
  return f;
}

std::string canonical_text(const Cell& cell) {
  const Network net(cell);
  std::vector<int> order(net.live.begin(), net.live.end());
  std::string least;
  do {
    std::map<int, int> place;
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<int>(i);
    std::string text = std::to_string(net.inputs.size());
    for (const int c : order) {
      const Conv& conv = net.convs[static_cast<std::size_t>(c)];
      text += "|" + std::to_string(conv.kernel) + "/" + std::to_string(conv.dilation) + text_of(conv.input, place);
    }
    text += "|" + text_of(net.output, place);
    if (least.empty() || text < least) least = text;
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

}  // namespace naive_signal
