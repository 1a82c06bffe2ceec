#include "kernels/cpu/signal_rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/cpu/form_memo.hpp"
#include "kernels/cpu/mean_field.hpp"
#include "kernels/features/signal/canonical_form.hpp"
#include "kernels/features/signal/edge_signal.hpp"
#include "kernels/features/signal/node_signal.hpp"
#include "kernels/features/signal/signal_columns.hpp"

namespace cartograf::cpu {
namespace {

/// Cells that go through all steps together: many, so that threads seldom wait for each other, but few enough to stay in
/// the caches and to bound the memory of values.
constexpr std::uint64_t kCellsAtOnce = 16384;
constexpr std::uint64_t kCellsPerTask = 256;
constexpr std::uint64_t kFormsPerTask = 64;
/// Bytes of remembered values and keys at which all are forgotten.
constexpr std::size_t kMaxMemory = std::size_t{64} << 20;

template <class Body>
void parallel_pieces(std::uint64_t n, std::uint64_t per_piece, int threads, Body&& body) {
  parallel_for(static_cast<std::int64_t>((n + per_piece - 1) / per_piece), threads, [&](std::int64_t piece) {
    const std::uint64_t begin = static_cast<std::uint64_t>(piece) * per_piece;
    body(static_cast<std::size_t>(piece), begin, std::min(n, begin + per_piece));
  });
}

/// Keys that a task wrote one behind the other.
struct KeyList {
  std::vector<std::uint8_t> bytes;
  std::vector<std::size_t> ends;
  std::vector<std::uint64_t> hashes;

  void clear() {
    bytes.clear();
    ends.clear();
    hashes.clear();
  }
  void add(const SignalForm& form) {
    std::uint8_t written[kMaxFormKey];
    bytes.insert(bytes.end(), written, written + write_key(form, written));
    ends.push_back(bytes.size());
    hashes.push_back(FormMemo::hash_of(key(ends.size() - 1)));
  }
  FormMemo::Key key(std::size_t at) const {
    const std::size_t first = at == 0 ? 0 : ends[at - 1];
    return {bytes.data() + first, ends[at] - first};
  }
};

/// Values of one kind for numbered forms, and the forms.
struct Values {
  FormMemo memo;
  std::vector<double> values;  ///< [memo.size() x width]
  std::uint64_t n_done = 0;    ///< forms whose values are there
  std::size_t width = 0;

  double* of(std::uint64_t form) { return values.data() + form * width; }
  void make_room() { values.resize(memo.size() * width); }
  std::size_t memory() const { return memo.memory() + values.size() * sizeof(double); }
  void clear() {
    memo.clear();
    values.clear();
    n_done = 0;
  }
};

}  // namespace

struct SignalRows::State {
  struct Pick {
    std::size_t cell;
    std::size_t column;  ///< of the cell
  };

  State(SignalPlan signal_plan, int thread_count) : plan(std::move(signal_plan)), threads(resolve_threads(thread_count)) {
    for (const SignalColumn& column : signal_columns(plan.view.cell.kind)) {
      if ((plan.view.groups & mask_of(column.group)) != 0) names.push_back(column.name);
    }
    for (const std::uint32_t column : plan.columns) picks.push_back({column / names.size(), column % names.size()});
    forms.width = names.size();
    mean_fields.width = kMfColumns;
  }

  bool on_edges() const { return plan.view.cell.kind == CellKind::edges; }
  bool with_mean_field() const { return on_edges() && (plan.view.groups & mask_of(SignalGroup::mf)) != 0; }
  std::uint64_t n_cells() const { return plan.view.n_cells; }

  /// The values of all cells of rows first ... first + n - 1, [n x n_cells], where values_of() finds them.
  void evaluate(const ArchitectureSource& source, std::uint64_t first, std::uint64_t n) {
    if (on_edges()) {
      if (forms.memory() + mean_fields.memory() > kMaxMemory) {
        forms.clear();
        mean_fields.clear();
      }
      number_forms(source, first, n);
      evaluate_forms();
      if (with_mean_field()) evaluate_mean_fields();
      forms.n_done = forms.memo.size();
      return;
    }
    forms.values.resize(n * n_cells() * forms.width);
    for_cells(source, first, n, [&](std::size_t, std::uint64_t cell, const std::uint64_t* words) {
      evaluate_node_signal(plan.view, words, forms.of(cell));
    });
  }

  const double* values_of(std::uint64_t cell) { return forms.of(on_edges() ? form_of_cell[cell] : cell); }

  /// body(piece, cell, words of the cell) for all cells of the rows.
  template <class Body>
  void for_cells(const ArchitectureSource& source, std::uint64_t first, std::uint64_t n, Body&& body) {
    parallel_pieces(n * n_cells(), kCellsPerTask * n_cells(), threads, [&](std::size_t piece, std::uint64_t begin, std::uint64_t end) {
      std::uint64_t words[kMaxWords];
      for (std::uint64_t cell = begin; cell < end; ++cell) {
        if (cell % n_cells() == 0) source.words_of_row(first + cell / n_cells(), words);
        body(piece, cell, words + cell % n_cells() * plan.view.words_per_cell);
      }
    });
  }

  void number_forms(const ArchitectureSource& source, std::uint64_t first, std::uint64_t n) {
    const std::uint64_t per_piece = kCellsPerTask * n_cells();
    const std::uint64_t n_pieces = (n * n_cells() + per_piece - 1) / per_piece;
    if (keys.size() < n_pieces) keys.resize(n_pieces);
    for (KeyList& list : keys) list.clear();
    for_cells(source, first, n, [&](std::size_t piece, std::uint64_t, const std::uint64_t* words) {
      FormBuilder<SignalForm> builder;
      SignalForm form;
      builder.build(plan.view, words, form);
      keys[piece].add(form);
    });
    form_of_cell.clear();
    for (std::uint64_t piece = 0; piece < n_pieces; ++piece) {
      for (std::size_t i = 0; i < keys[piece].ends.size(); ++i) {
        form_of_cell.push_back(forms.memo.number_of(keys[piece].key(i), keys[piece].hashes[i]));
      }
    }
    forms.make_room();
  }

  /// Everything but the mean field, of forms that are new.
  void evaluate_forms() {
    const std::uint64_t first = forms.n_done;
    const std::uint64_t n = forms.memo.size() - first;
    const std::uint64_t n_pieces = (n + kFormsPerTask - 1) / kFormsPerTask;
    if (keys.size() < n_pieces) keys.resize(n_pieces);
    for (KeyList& list : keys) list.clear();
    parallel_pieces(n, kFormsPerTask, threads, [&](std::size_t piece, std::uint64_t begin, std::uint64_t end) {
      SignalForm form;
      for (std::uint64_t at = begin; at < end; ++at) {
        read_key(forms.memo.key(static_cast<std::uint32_t>(first + at)).data(), form);
        evaluate_form(form, plan.view.groups, forms.of(first + at));
        if (!with_mean_field()) continue;
        SignalForm untyped;
        MeanFieldFormBuilder<SignalForm> builder;
        builder.build(form, untyped);
        keys[piece].add(untyped);
      }
    });
  }

  /// The mean fields of forms that are new; evaluate_forms() left their keys.
  void evaluate_mean_fields() {
    std::vector<std::uint32_t> field_of_form;
    for (const KeyList& list : keys) {
      for (std::size_t i = 0; i < list.ends.size(); ++i) field_of_form.push_back(mean_fields.memo.number_of(list.key(i), list.hashes[i]));
    }
    mean_fields.make_room();
    const std::uint64_t first = mean_fields.n_done;
    parallel_pieces(mean_fields.memo.size() - first, 1, threads, [&](std::size_t, std::uint64_t at, std::uint64_t) {
      SignalForm form;
      read_key(mean_fields.memo.key(static_cast<std::uint32_t>(first + at)).data(), form);
      evaluate_mean_field(form, mean_fields.of(first + at));
    });
    mean_fields.n_done = mean_fields.memo.size();
    const int column = first_edge_column(plan.view.groups, SignalGroup::mf);
    for (std::size_t at = 0; at < field_of_form.size(); ++at) {
      std::copy_n(mean_fields.of(field_of_form[at]), kMfColumns, forms.of(forms.n_done + at) + column);
    }
  }

  /// Throws for the first row that int8 cannot hold.
  void expect_int8(std::uint64_t first, std::uint64_t n) {
    for (std::uint64_t row = 0; row < n; ++row) {
      for (const Pick& pick : picks) {
        const double value = values_of(row * n_cells() + pick.cell)[pick.column];
        if (value >= -128 && value <= 127 && value == std::floor(value)) continue;
        throw InputError(misfit_message(names[pick.column], plan.view.n_cells, pick.cell, first + row, value));
      }
    }
  }

  template <class T>
  void scatter(std::uint64_t n, T* out, std::uint64_t stride) {
    parallel_pieces(n, kCellsPerTask, threads, [&](std::size_t, std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t row = begin; row < end; ++row) {
        T* to = out + row * stride;
        for (const Pick& pick : picks) *to++ = static_cast<T>(values_of(row * n_cells() + pick.cell)[pick.column]);
      }
    });
  }

  SignalPlan plan;
  int threads;
  std::vector<std::string> names;  ///< of a cell's columns
  std::vector<Pick> picks;
  Values forms, mean_fields;
  std::vector<std::uint32_t> form_of_cell;
  std::vector<KeyList> keys;  ///< of each task
};

SignalRows::SignalRows(SignalPlan plan, int threads) : state_(std::make_unique<State>(std::move(plan), threads)) {}
SignalRows::~SignalRows() = default;
SignalRows::SignalRows(SignalRows&&) noexcept = default;

void SignalRows::write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out, std::uint64_t stride) {
  State& state = *state_;
  if (state.plan.empty()) return;
  const std::uint64_t at_once = std::max<std::uint64_t>(1, kCellsAtOnce / state.n_cells());
  for (std::uint64_t first = 0; first < n_rows; first += at_once) {
    const std::uint64_t n = std::min(at_once, n_rows - first);
    state.evaluate(source, first, n);
    if (dtype == Dtype::int8) state.expect_int8(first, n);
    with_dtype(dtype, [&](auto zero) {
      using T = decltype(zero);
      state.scatter(n, static_cast<T*>(out) + first * stride, stride);
    });
  }
}

}  // namespace cartograf::cpu
