// Rows written with wide vectors are those of the plain functor, for every instruction set of this machine.
#include "kernels/cpu/row_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <random>

#include "kernels/base/error.hpp"
#include "kernels/cpu/launch.hpp"
#include "kernels/features/rows.hpp"

namespace cartograf {
namespace {

using cpu::Isa;

/// A space of independent choices made up by a seed: layers in any order, some with several choices (which may even be
/// the same operation), networks of several lengths, as many operations at a position as it likes.
struct RandomSpace {
  explicit RandomSpace(unsigned seed) : random(seed) {
    Cell cell;
    cell.kind = CellKind::layers;
    cell.n_ops = static_cast<std::uint8_t>(number(1, 12));
    const int n_positions = number(1, 14);
    const int n_elements = number(1, std::min(n_positions, 8));
    cell.n_elements = static_cast<std::uint8_t>(n_elements);
    codec.words_per_cell = cell.n_ops;
    PositionCodec& positions = codec.positions;
    positions.n_positions = static_cast<std::uint8_t>(n_positions);
    positions.n_variants = static_cast<std::uint8_t>(number(1, std::min(3, n_positions)));
    std::vector<std::uint8_t> elements;
    for (int i = 0; i < n_positions; ++i) elements.push_back(static_cast<std::uint8_t>(i < n_elements ? i : number(0, n_elements - 1)));
    std::shuffle(elements.begin(), elements.end(), random);
    for (int i = 0; i < n_positions; ++i) {
      const auto position = static_cast<std::size_t>(i);
      positions.element[position] = elements[position];
      positions.radix[position] = static_cast<std::uint8_t>(number(1, cell.n_ops));
      positions.first_op[position] = static_cast<std::uint8_t>(number(0, cell.n_ops - positions.radix[position]));
    }
    for (int v = 0; v < positions.n_variants; ++v) {
      const int active = n_positions - (positions.n_variants - 1 - v);
      positions.active[v] = static_cast<std::uint8_t>(active);
      positions.first_index[v] = size;
      std::uint64_t combinations = 1;
      for (int i = 0; i < active; ++i) combinations *= positions.radix[i];
      size += combinations;
    }
    plan = FeaturePlan(cell, positions.n_variants == 1);
    const int n_columns = number(1, 150);
    for (int c = 0; c < n_columns; ++c) add_column(cell);
  }

  int number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random); }

  void add_column(const Cell& cell) {
    constexpr MeasureKind kinds[] = {MeasureKind::count, MeasureKind::longest_run, MeasureKind::present_at, MeasureKind::layers_up_to,
                                     MeasureKind::first_value};  // the last is never tabulated
    Measure measure;
    measure.kind = kinds[number(0, 4)];
    measure.a = static_cast<std::uint8_t>(number(0, cell.n_elements - 1));
    plan.add_column(measure, static_cast<OpSet>(number(0, (1 << cell.n_ops) - 1)), number(1, 7));
  }

  std::mt19937 random;
  Codec codec{};
  std::uint64_t size = 0;
  FeaturePlan plan{Cell{}, true};
};

/// What the plain functor writes without a table: rows of `source`, one after the other.
std::vector<std::byte> expected_rows(const FeaturePlan& plan, const ArchitectureSource& source, std::uint64_t n_rows, Dtype dtype) {
  std::vector<std::byte> out(n_rows * plan.n_columns() * size_of(dtype));
  with_dtype(dtype, [&](auto zero) {
    using T = decltype(zero);
    const FeatureRows<T> rows{plan.view(), source, reinterpret_cast<T*>(out.data())};
    for (std::uint64_t row = 0; row < n_rows; ++row) rows.write_row(row);
  });
  return out;
}

struct TabulatedPlan {
  explicit TabulatedPlan(const FeaturePlan& plan) : table(cpu::make_table(plan, 1)), view(plan.view()) {
    if (!table.empty()) view.table = table.data();
  }
  std::vector<std::int8_t> table;
  PlanView view;
};

constexpr std::byte kUntouched{0x5a};

/// Rows as the writer leaves them, between bytes that it must not touch, at an odd address for int8.
std::vector<std::byte> written_rows(cpu::RowWriter& writer, const ArchitectureSource& source, std::uint64_t n_rows, std::size_t row_size,
                                    Dtype dtype) {
  const std::size_t before = dtype == Dtype::int8 ? 3 : 8;
  constexpr std::size_t after = 200;
  std::vector<std::byte> out(before + n_rows * row_size + after, kUntouched);
  writer.write(source, n_rows, dtype, out.data() + before);
  EXPECT_EQ(std::count(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(before), kUntouched), before);
  EXPECT_EQ(std::count(out.end() - after, out.end(), kUntouched), after);
  return {out.begin() + static_cast<std::ptrdiff_t>(before), out.end() - after};
}

class EveryIsa : public testing::TestWithParam<Isa> {
 protected:
  const cpu::RowKernels& kernels() const { return cpu::row_kernels(GetParam()); }
};

TEST_P(EveryIsa, WritesRangesOfAnySpaceOfChoices) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    RandomSpace space(seed);
    const TabulatedPlan plan(space.plan);
    const Dtype dtype = std::array{Dtype::int8, Dtype::float32, Dtype::float64}[seed % 3];
    cpu::RowWriter writer(plan.view, space.codec, space.number(1, 3), kernels());
    for (int i = 0; i < 6; ++i) {  // several ranges: what is kept from one must not spoil the next
      ArchitectureSource source{space.codec};
      const auto most = static_cast<int>(std::min<std::uint64_t>(space.size, 1'000'000));
      source.first = i == 0 ? 0 : static_cast<std::uint64_t>(space.number(0, most - 1));
      const std::uint64_t n_rows = std::min(space.size - source.first, static_cast<std::uint64_t>(space.number(1, 3000)));
      ASSERT_TRUE(written_rows(writer, source, n_rows, space.plan.n_columns() * size_of(dtype), dtype) ==
                  expected_rows(space.plan, source, n_rows, dtype))
          << "seed " << seed << ", " << n_rows << " rows from " << source.first << ", " << to_string(dtype);
    }
  }
}

TEST_P(EveryIsa, WritesListsOfIndicesAndPackedWords) {
  for (unsigned seed = 100; seed < 120; ++seed) {
    RandomSpace space(seed);
    const TabulatedPlan plan(space.plan);
    cpu::RowWriter writer(plan.view, space.codec, 2, kernels());
    std::vector<std::uint64_t> indices(500);
    for (auto& index : indices) index = static_cast<std::uint64_t>(space.number(0, 1 << 20)) % space.size;
    ArchitectureSource listed{space.codec};
    listed.indices = indices.data();
    std::vector<std::uint64_t> words(indices.size() * static_cast<std::size_t>(space.codec.n_words()));
    cpu::write_adjacency(listed, indices.size(), words.data(), 1);
    ArchitectureSource packed{space.codec};
    packed.packed = words.data();
    const auto expected = expected_rows(space.plan, listed, indices.size(), Dtype::float32);
    const std::size_t row_size = space.plan.n_columns() * sizeof(float);
    ASSERT_TRUE(written_rows(writer, listed, indices.size(), row_size, Dtype::float32) == expected) << seed;
    ASSERT_TRUE(written_rows(writer, packed, indices.size(), row_size, Dtype::float32) == expected) << seed;
  }
}

/// Rows of 3^13 architectures, so many that they are written past the caches.
struct LargeOutput {
  LargeOutput() {
    Cell cell;
    cell.kind = CellKind::layers;
    cell.n_ops = 3;
    cell.n_elements = 13;
    codec.words_per_cell = 3;
    codec.positions.n_positions = codec.positions.active[0] = 13;
    for (std::uint8_t i = 0; i < 13; ++i) codec.positions.radix[i] = 3, codec.positions.element[i] = i;
    plan = FeaturePlan(cell, true);
    for (OpSet ops = 0; ops < 8; ++ops) {
      for (const MeasureKind kind : {MeasureKind::count, MeasureKind::longest_run, MeasureKind::first_value}) {
        Measure measure;
        measure.kind = kind;
        plan.add_column(measure, ops, 3);
      }
    }
    source.codec = codec;
    source.first = 1;
  }

  std::uint64_t n_rows() const { return 1'594'323 - 2; }
  Codec codec{};
  FeaturePlan plan{Cell{}, true};
  ArchitectureSource source{};
};

// Calls of the kernels behind kCounting, which stand for those of the instruction set under test.
std::atomic<int> blends, divisions, streams;
const cpu::RowKernels* counted_kernels = nullptr;

const cpu::RowKernels& counting(const cpu::RowKernels& kernels) {
  static cpu::RowKernels counting_kernels;
  blends = divisions = streams = 0;
  counted_kernels = &kernels;
  counting_kernels = kernels;
  counting_kernels.blend = [](std::size_t size, const cpu::CornerBlend& work) { ++blends, counted_kernels->blend(size, work); };
  counting_kernels.divide_float32 = [](const std::int8_t* n, const float* d, std::uint32_t count, float* q) {
    ++divisions, counted_kernels->divide_float32(n, d, count, q);
  };
  counting_kernels.stream = [](const void* from, void* to, std::size_t bytes) { ++streams, counted_kernels->stream(from, to, bytes); };
  return counting_kernels;
}

TEST_P(EveryIsa, RunsItsOwnKernels) {  // those past the caches too
  EXPECT_EQ(kernels().isa, GetParam());
  for (const Isa other : cpu::supported_isas()) {
    if (other == GetParam()) continue;
    EXPECT_NE(cpu::row_kernels(other).blend, kernels().blend);
  }
  const LargeOutput large;
  const TabulatedPlan plan(large.plan);
  cpu::RowWriter writer(plan.view, large.codec, 2, counting(kernels()));
  EXPECT_EQ(writer.isa(), GetParam());
  const auto written = written_rows(writer, large.source, large.n_rows(), large.plan.n_columns() * sizeof(float), Dtype::float32);
  EXPECT_GT(blends, 0);
  EXPECT_GT(divisions, 0);
  EXPECT_GT(streams, 0);
  EXPECT_TRUE(written == expected_rows(large.plan, large.source, large.n_rows(), Dtype::float32));
}

INSTANTIATE_TEST_SUITE_P(OfThisMachine, EveryIsa, testing::ValuesIn(cpu::supported_isas()),
                         [](const auto& isa) { return std::string(cpu::to_string(isa.param)); });

TEST(Isa, BaselineIsAlwaysThere) {
  const std::vector<Isa> isas = cpu::supported_isas();
  EXPECT_EQ(isas.front(), Isa::baseline);
  EXPECT_EQ(isas.back(), cpu::best_isa());
  EXPECT_TRUE(std::is_sorted(isas.begin(), isas.end()));
  for (const Isa isa : isas) EXPECT_EQ(cpu::parse_isa(cpu::to_string(isa)), isa);
}

TEST(Isa, UnknownNameIsAnError) { EXPECT_THROW(cpu::parse_isa("sse9"), InputError); }

}  // namespace
}  // namespace cartograf
