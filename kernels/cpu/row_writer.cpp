#include "kernels/cpu/row_writer.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <utility>
#include <vector>

#include "kernels/base/parallel.hpp"
#include "kernels/cpu/choice_rows.hpp"

namespace cartograf::cpu {
namespace {

/// Output of a task: enough to make up for its beginning, little enough to share the work evenly.
constexpr std::size_t kTaskSize = std::size_t{512} << 10;
/// Rows on their way past the caches are put together in pieces that stay in the L1 and L2 caches.
constexpr std::size_t kPieceSize = std::size_t{64} << 10;
/// Ranges are prepared in parts, so that the corner rows of all do not fill the memory: bytes of those of one part.
constexpr std::size_t kMaxCornersAtOnce = std::size_t{8} << 20;

/// Bytes of the last cache that the cores share; 32 MiB where nobody tells. As Linux describes the first core: what
/// sysconf() says is that of all sockets together on some machines, ten times as much.
std::size_t last_level_cache_size() {
  std::ifstream file("/sys/devices/system/cpu/cpu0/cache/index3/size");
  std::size_t kibibytes = 0;
  char unit = 0;
  if (file >> kibibytes >> unit && unit == 'K' && kibibytes > 0) return kibibytes << 10;
  return std::size_t{32} << 20;
}

}  // namespace

struct RowWriter::State {
  /// A segment, and what each thread needs to write it.
  struct Choices {
    ChoiceRows rows;
    std::vector<std::unique_ptr<ChoiceRows::Scratch>> scratches = {};
    std::uint64_t last_root = 0;       ///< that rows were asked of, its first index
    std::uint64_t n_of_last_root = 0;  ///< rows, in all calls since another root was asked for

    /// Whether corner rows pay for themselves: each must serve several rows, of this call or of many small ones.
    bool pay(std::uint64_t index, std::uint64_t n) {
      const std::uint64_t missing = rows.n_missing(index, index + n);
      if (std::exchange(last_root, rows.first_of_root(index)) != last_root) n_of_last_root = 0;
      n_of_last_root += n;
      return missing * 2 <= n_of_last_root;
    }
  };

  struct RowScratch {
    RowLookup::Scratch lookup;
    std::vector<std::int8_t> numerators;
  };

  State(const PlanView& plan, const Codec& codec, int thread_count, const RowKernels& row_kernels)
      : kernels(row_kernels), lookup(plan, codec, row_kernels), threads(resolve_threads(thread_count)) {
    if (plan.table != nullptr) segments = index_segments(codec);
  }

  /// The segments of a dtype.
  std::vector<Choices>& choices_of(const Codec& codec, Dtype dtype) {
    const auto [found, added] = choices.try_emplace(dtype);
    if (added) {
      for (const IndexSegment& segment : segments) {
        ChoiceRows rows(lookup, codec, segment, dtype, kernels);
        if (rows.usable()) found->second.push_back({std::move(rows)});
      }
    }
    return found->second;
  }

  /// What writes the rows of a range from `index` on; none when they are written one by one.
  Choices* choices_at(const ArchitectureSource& source, std::uint64_t index, Dtype dtype) {
    if (source.packed != nullptr || source.indices != nullptr) return nullptr;
    for (Choices& candidate : choices_of(source.codec, dtype)) {
      if (candidate.rows.first() <= index && index < candidate.rows.end()) return &candidate;
    }
    return nullptr;
  }

  /// The index of a row of a range; beyond the end a space begins anew, if its codec does.
  std::uint64_t index_of(const ArchitectureSource& source, std::uint64_t row) const {
    const std::uint64_t index = source.first + row;
    return source.codec.wraps() && !segments.empty() ? index % segments.back().end : index;
  }

  /// write_some(first, n, out, scratch) for pieces of `n_rows` rows of `row_size` bytes, in parallel; a thread has one of
  /// `scratches`, which grow as needed. Pieces are multiples of `unit` rows, unless those are too large for a piece.
  template <class Scratch, class MakeScratch, class WriteSome>
  void for_pieces(std::uint64_t n_rows, std::uint64_t unit, std::size_t row_size, std::byte* out, bool past_caches,
                  std::vector<std::unique_ptr<Scratch>>& scratches, MakeScratch make_scratch, WriteSome write_some) {
    if (unit * row_size > kPieceSize) unit = 1;  // very wide rows
    const auto in_units = [&](std::uint64_t rows) { return std::max<std::uint64_t>(1, rows / unit) * unit; };
    const std::uint64_t fair_share = n_rows / (4 * static_cast<unsigned>(threads)) + 1;
    const std::uint64_t task_rows = in_units(std::min<std::uint64_t>(kTaskSize / row_size + 1, fair_share));
    const std::uint64_t piece_rows = past_caches ? std::min(task_rows, in_units(kPieceSize / row_size)) : task_rows;
    const auto n_tasks = static_cast<std::int64_t>((n_rows + task_rows - 1) / task_rows);
    scratches.resize(static_cast<std::size_t>(threads));
    pieces.resize(static_cast<std::size_t>(threads));
    parallel_for(n_tasks, threads, [&](std::int64_t task) {
      const auto thread = static_cast<std::size_t>(thread_number());
      if (scratches[thread] == nullptr) scratches[thread] = std::make_unique<Scratch>(make_scratch());
      if (past_caches) pieces[thread].resize(piece_rows * row_size);
      const std::uint64_t begin = static_cast<std::uint64_t>(task) * task_rows;
      const std::uint64_t end = std::min(n_rows, begin + task_rows);
      for (std::uint64_t first = begin; first < end; first += piece_rows) {
        const std::uint64_t n = std::min(piece_rows, end - first);
        std::byte* const to = out + first * row_size;
        write_some(first, n, past_caches ? pieces[thread].data() : to, *scratches[thread]);
        if (past_caches) kernels.stream(pieces[thread].data(), to, n * row_size);
      }
    });
  }

  void write_choices(Choices& segment, std::uint64_t first, std::uint64_t n, Dtype dtype, std::byte* out, bool past_caches) {
    ChoiceRows& rows = segment.rows;
    rows.prepare(first, first + n, threads);
    for_pieces(
        n, rows.rows_per_pair(), lookup.plan().n_columns * size_of(dtype), out, past_caches, segment.scratches,
        [&] { return ChoiceRows::Scratch(rows); },
        [&](std::uint64_t at, std::uint64_t count, std::byte* to, ChoiceRows::Scratch& scratch) {
          rows.write(first + at, count, to, scratch);
        });
  }

  void write_one_by_one(const ArchitectureSource& source, std::uint64_t begin, std::uint64_t n, Dtype dtype, std::byte* out,
                        bool past_caches) {
    const std::size_t row_size = lookup.plan().n_columns * size_of(dtype);
    constexpr std::uint64_t unit = 16;
    for_pieces(
        n, unit, row_size, out, past_caches, row_scratches,
        [&] { return RowScratch{lookup.make_scratch(), std::vector<std::int8_t>(lookup.numerators_size())}; },
        [&](std::uint64_t at, std::uint64_t count, std::byte* to, RowScratch& scratch) {
          std::uint64_t words[kMaxWords];
          for (std::uint64_t row = 0; row < count; ++row) {
            source.words_of_row(begin + at + row, words);
            lookup.numerators(words, scratch.lookup, scratch.numerators.data());
            lookup.write_values(scratch.numerators.data(), words, dtype, to + row * row_size);
          }
        });
  }

  const RowKernels& kernels;
  RowLookup lookup;
  int threads;
  std::vector<IndexSegment> segments;
  std::map<Dtype, std::vector<Choices>> choices;           ///< of each segment that has them
  std::vector<std::unique_ptr<RowScratch>> row_scratches;  ///< of each thread
  std::vector<std::vector<std::byte>> pieces;              ///< of each thread
};

RowWriter::RowWriter(const PlanView& plan, const Codec& codec, int threads, const RowKernels& kernels)
    : state_(std::make_unique<State>(plan, codec, threads, kernels)) {}
RowWriter::~RowWriter() = default;
RowWriter::RowWriter(RowWriter&&) noexcept = default;

Isa RowWriter::isa() const { return state_->kernels.isa; }

void RowWriter::write(const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype, void* out) {
  State& state = *state_;
  const std::size_t row_size = state.lookup.plan().n_columns * size_of(dtype);
  if (row_size == 0) return;
  static const std::size_t cache_size = last_level_cache_size();
  // Rows are written a few columns at a time. That is fast within the caches, but slow where each line must first come
  // from memory; then a piece is put together in the caches and written out in one go, past them. Memory of half a cache
  // that has just been allocated or is written again and again is in there.
  const bool past_caches = n_rows * row_size > cache_size / 2;
  auto* to = static_cast<std::byte*>(out);
  for (std::uint64_t done = 0; done < n_rows;) {
    std::uint64_t n = n_rows - done;
    const std::uint64_t first = state.index_of(source, done);
    State::Choices* const choices = state.choices_at(source, first, dtype);
    if (choices != nullptr) {
      const std::uint64_t roots = std::max<std::uint64_t>(1, kMaxCornersAtOnce / choices->rows.corners_size());
      n = std::min({n, choices->rows.end() - first, roots * choices->rows.rows_per_root()});
    }
    if (choices != nullptr && choices->pay(first, n)) {
      state.write_choices(*choices, first, n, dtype, to, past_caches);
    } else {
      state.write_one_by_one(source, done, n, dtype, to, past_caches);
    }
    done += n;
    to += n * row_size;
  }
}

}  // namespace cartograf::cpu
