#include "kernels/cpu/choice_rows.hpp"

#include <algorithm>
#include <utility>

#include "kernels/base/parallel.hpp"

namespace cartograf::cpu {
namespace {

/// Bytes of all corner rows of a root at most: they should stay in the L2 cache of a core, with room for the rows written.
constexpr std::size_t kMaxCornerSize = std::size_t{448} << 10;
/// Bytes of the corner rows behind a group at most for which those of all operations of its element b are found at once.
constexpr std::size_t kMaxLevelSize = std::size_t{64} << 10;
/// Bytes of the corner rows of one group at most: very wide rows are written one by one.
constexpr std::size_t kMaxGroupSize = std::size_t{16} << 20;

/// Rows that a corner row must serve at least. Where elements have two operations, there are as many corners as rows.
constexpr std::uint64_t kLeastRowsPerCorner = 8;

std::size_t padded(std::size_t bytes) { return (bytes + kRowAlignment - 1) / kRowAlignment * kRowAlignment; }

}  // namespace

ChoiceRows::ChoiceRows(const RowLookup& lookup, const Codec& codec, const IndexSegment& segment, Dtype dtype, const RowKernels& kernels)
    : lookup_(lookup), codec_(codec), kernels_(kernels), first_(segment.first), end_(segment.end), cell_(segment.cell), dtype_(dtype),
      row_size_(lookup.plan().n_columns * size_of(dtype)), pitch_(padded(row_size_)), n_root_positions_(segment.n_positions) {
  for (std::size_t g = segment.groups.size(); g-- > 0;) {
    const ChoiceGroup& group = segment.groups[g];
    CARTOGRAF_EXPECTS(group.element_sets.size() <= 256);
    const std::uint64_t n = n_sets_ * group.element_sets.size();
    if (n * pitch_ > (groups_.empty() ? kMaxGroupSize : kMaxCornerSize)) break;
    groups_.insert(groups_.begin(), group);
    n_sets_behind_.insert(n_sets_behind_.begin(), n_sets_);
    n_sets_ = n;
    root_size_ *= group.size();
    n_root_positions_ = static_cast<std::uint8_t>(n_root_positions_ - group.n_positions);
  }
  if (root_size_ < kLeastRowsPerCorner * n_sets_) groups_.clear();
  if (usable()) make_selectors();
}

void ChoiceRows::make_selectors() {
  const PlanView& plan = lookup_.plan();
  const std::size_t n_ops = plan.cell.n_ops;
  const std::size_t size = padded(kernels_.selector_size(size_of(dtype_), plan.n_columns));
  selector_bytes_.resize((n_ops + 1) * size);
  std::vector<std::uint8_t> selected(plan.n_columns);
  for (std::size_t op = 0; op <= n_ops; ++op) {
    for (std::uint32_t c = 0; c < plan.n_columns; ++c) {
      const CellSubset subset = plan.subsets[plan.columns[c].subset];
      selected[c] = op < n_ops && subset.cell == cell_ && (subset.ops >> op & 1) != 0 ? 1 : 0;
    }
    std::byte* const selector = &selector_bytes_[op * size];
    kernels_.make_selector(size_of(dtype_), selected.data(), plan.n_columns, selector);
    selectors_.push_back(selector);
  }
}

const void* ChoiceRows::selector(std::uint8_t first_op, std::uint32_t digit) const {
  return first_op == ChoiceGroup::kNoOp ? selectors_.back() : selectors_[first_op + digit];
}

const std::byte* ChoiceRows::corners_of_root(std::uint64_t root) const {
  const auto found = std::find(roots_.begin(), roots_.end(), root);
  CARTOGRAF_EXPECTS(found != roots_.end());
  return corners_[static_cast<std::size_t>(found - roots_.begin())].data();
}

std::uint64_t ChoiceRows::n_missing(std::uint64_t first, std::uint64_t end) const {
  std::uint64_t n = 0;
  for (std::uint64_t r = root(first); r <= root(end - 1); ++r) {
    if (std::find(roots_.begin(), roots_.end(), r) == roots_.end()) n += n_sets_;
  }
  return n;
}

void ChoiceRows::prepare(std::uint64_t first, std::uint64_t end, int threads) {
  // Nothing is kept if something fails on the way.
  const std::vector<std::uint64_t> old_roots = std::exchange(roots_, {});
  std::vector<std::vector<std::byte>> old_corners = std::exchange(corners_, {});
  std::vector<std::uint64_t> roots;
  std::vector<std::vector<std::byte>> corners;
  std::vector<std::size_t> missing;
  for (std::uint64_t r = root(first); r <= root(end - 1); ++r) {
    const auto found = std::find(old_roots.begin(), old_roots.end(), r);
    if (found == old_roots.end()) missing.push_back(roots.size());
    corners.push_back(found == old_roots.end() ? std::vector<std::byte>(corners_size())
                                               : std::move(old_corners[static_cast<std::size_t>(found - old_roots.begin())]));
    roots.push_back(r);
  }
  if (!missing.empty()) {  // waking the threads for nothing takes longer than a small batch
    parallel_for(static_cast<std::int64_t>(missing.size() * n_sets_), threads, [&](std::int64_t task) {
      const std::size_t place = missing[static_cast<std::uint64_t>(task) / n_sets_];
      const std::uint64_t combination = static_cast<std::uint64_t>(task) % n_sets_;
      find_corner(roots[place], combination, &corners[place][combination * pitch_]);
    });
  }
  roots_ = std::move(roots);
  corners_ = std::move(corners);
}

/// What the architectures of a root have in common: the words of all choices but those of the groups.
void ChoiceRows::root_words(std::uint64_t root, std::uint64_t* words) const {
  Codec codec = codec_;
  if (codec.kind == CodecKind::positions) {
    // Not a whole architecture without the groups' elements: an element may also get operations at other positions.
    codec.positions.n_variants = 1;
    codec.positions.first_index[0] = 0;
    codec.positions.active[0] = n_root_positions_;
    codec.decode(root, words);
    return;
  }
  codec.decode(first_ + root * root_size_, words);
  for (const ChoiceGroup& group : groups_) {  // the elements of a node are its own
    for (const ElementMask set : group.element_sets) {
      for (int op = 0; op < lookup_.plan().cell.n_ops; ++op) words[cell_ * codec.words_per_cell + op] &= ~set;
    }
  }
}

void ChoiceRows::find_corner(std::uint64_t root, std::uint64_t combination, std::byte* row) const {
  std::uint64_t words[kMaxWords];
  root_words(root, words);
  ElementMask elements = 0;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const auto& sets = groups_[g].element_sets;
    elements |= sets[combination / n_sets_behind_[g] % sets.size()];
  }
  RowLookup::Scratch scratch = lookup_.make_scratch();
  std::vector<std::int8_t> numerators(lookup_.plan().n_columns);
  lookup_.tabulated_with(words, cell_, elements, scratch, numerators.data());
  lookup_.write_values(numerators.data(), words, dtype_, row);
}

ChoiceRows::Scratch::Scratch(const ChoiceRows& rows) : lookup(rows.lookup_.make_scratch()) {
  for (std::size_t g = 0; g + 1 < rows.groups_.size(); ++g) {
    Level level;
    level.size = rows.n_sets_behind_[g] * rows.pitch_;
    const std::uint32_t n_b = rows.groups_[g].n_b;
    level.n_b = level.size * n_b <= kMaxLevelSize ? n_b : 1;
    level.rows.resize(level.n_b * level.size);
    levels.push_back(std::move(level));
  }
  direct.resize(rows.lookup_.plan().n_columns);
}

/// The corner rows of the last group for one block: those of the root, with the choices of all groups but the last.
const std::byte* ChoiceRows::fix_groups(std::uint64_t block, Scratch& scratch) const {
  const std::uint64_t index = block * groups_.back().size();  // behind first_
  const std::byte* corners = corners_of_root(index / root_size_);
  std::uint64_t size_behind = root_size_;
  for (std::size_t g = 0; g + 1 < groups_.size(); ++g) {
    const ChoiceGroup& group = groups_[g];
    Scratch::Level& level = scratch.levels[g];
    size_behind /= group.size();
    const std::uint64_t choices = index / size_behind;  // of this group and those before it
    const std::uint64_t first_choices = choices - choices % level.n_b;
    if (level.first_choices != first_choices) {
      fix_group(g, first_choices % group.size(), corners, level);
      level.first_choices = first_choices;
    }
    corners = level.rows.data() + choices % level.n_b * level.size;
  }
  return corners;
}

/// Corner rows behind group g for its choices first_choice ... first_choice + level.n_b - 1, which differ in b alone.
void ChoiceRows::fix_group(std::size_t g, std::uint64_t first_choice, const std::byte* corners, Scratch::Level& level) const {
  const ChoiceGroup& group = groups_[g];
  const ChoiceGroup::Pair& pair = group.pairs[first_choice / group.pair_size()];
  const auto digits = static_cast<std::uint32_t>(first_choice % group.pair_size());
  const void* const selector_a = selector(pair.first_op_a, digits / group.n_b);
  const void* selectors_b[kMaxOps];
  for (std::uint32_t i = 0; i < level.n_b; ++i) selectors_b[i] = selector(pair.first_op_b, digits % group.n_b + i);
  CornerBlend work;
  work.selectors_a = &selector_a;
  work.selectors_b = selectors_b;
  work.n_a = 1;
  work.n_b = level.n_b;
  work.n_columns = lookup_.plan().n_columns;
  work.out_pitch = level.size;
  const std::uint64_t n_sets = n_sets_behind_[g];
  for (std::uint64_t set = 0; set < n_sets; ++set) {
    for (std::size_t i = 0; i < 4; ++i) work.corner[i] = corners + (pair.corner[i] * n_sets + set) * pitch_;
    work.out = level.rows.data() + set * pitch_;
    kernels_.blend(size_of(dtype_), work);
  }
}

void ChoiceRows::write(std::uint64_t first, std::uint64_t n, void* out, Scratch& scratch) const {
  const std::uint64_t block_size = groups_.back().size();
  auto* to = static_cast<std::byte*>(out);
  for (std::uint64_t begin = first - first_, end = begin + n; begin < end;) {
    const std::uint64_t block = begin / block_size;
    const std::uint64_t stop = std::min(end, (block + 1) * block_size);
    write_in_block(begin - block * block_size, stop - block * block_size, fix_groups(block, scratch), to);
    to += (stop - begin) * row_size_;
    begin = stop;
  }
  if (!lookup_.direct_columns().empty()) write_direct(first, n, out, scratch);
}

/// Rows [begin, end) of the block with these corners.
void ChoiceRows::write_in_block(std::uint64_t begin, std::uint64_t end, const std::byte* corners, std::byte* out) const {
  const ChoiceGroup& group = groups_.back();
  const void* selectors_a[kMaxOps];
  const void* selectors_b[kMaxOps];
  CornerBlend work;
  work.n_columns = lookup_.plan().n_columns;
  work.out_pitch = row_size_;
  work.selectors_a = selectors_a;
  work.selectors_b = selectors_b;
  while (begin < end) {
    const ChoiceGroup::Pair& pair = group.pairs[begin / group.pair_size()];
    const auto a = static_cast<std::uint32_t>(begin % group.pair_size() / group.n_b);
    const auto b = static_cast<std::uint32_t>(begin % group.n_b);
    const std::uint64_t left = end - begin;
    if (b == 0 && left >= group.n_b) {
      work.n_b = group.n_b;
      work.n_a = static_cast<std::uint32_t>(std::min<std::uint64_t>(group.n_a - a, left / group.n_b));
    } else {
      work.n_b = static_cast<std::uint32_t>(std::min<std::uint64_t>(group.n_b - b, left));
      work.n_a = 1;
    }
    for (std::uint32_t i = 0; i < work.n_a; ++i) selectors_a[i] = selector(pair.first_op_a, a + i);
    for (std::uint32_t i = 0; i < work.n_b; ++i) selectors_b[i] = selector(pair.first_op_b, b + i);
    for (std::size_t i = 0; i < 4; ++i) work.corner[i] = corners + pair.corner[i] * pitch_;
    work.out = out;
    kernels_.blend(size_of(dtype_), work);
    const std::uint64_t n_rows = std::uint64_t{work.n_a} * work.n_b;
    out += n_rows * row_size_;
    begin += n_rows;
  }
}

/// Columns that depend on more than what is allowed: evaluated row by row over what write_in_block() left there.
void ChoiceRows::write_direct(std::uint64_t first, std::uint64_t n, void* out, Scratch& scratch) const {
  const PlanView& plan = lookup_.plan();
  with_dtype(dtype_, [&](auto zero) {
    using T = decltype(zero);
    T* row = static_cast<T*>(out);
    std::uint64_t words[kMaxWords];
    for (std::uint64_t i = 0; i < n; ++i, row += plan.n_columns) {
      codec_.decode(first + i, words);
      lookup_.direct(words, scratch.lookup, scratch.direct.data());
      for (const std::uint32_t c : lookup_.direct_columns()) row[c] = as_value<T>(scratch.direct[c], plan.divisors[c]);
    }
  });
}

}  // namespace cartograf::cpu
