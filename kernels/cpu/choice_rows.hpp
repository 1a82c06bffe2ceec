#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "kernels/base/dtype.hpp"
#include "kernels/cpu/choice_groups.hpp"
#include "kernels/cpu/row_kernels.hpp"
#include "kernels/cpu/row_lookup.hpp"

namespace cartograf::cpu {

/// Feature rows of consecutive indices of one segment, as values of one dtype.
///
/// A subset either allows an element or not, whatever the operation on it. So with the slow digits of the index fixed, a
/// column can take only as many values as the fast digits' elements have sets: a **corner row** holds the values of all
/// columns for one such set. A group's choice then picks, for each column, one of four corner rows by whether the
/// column's subset has the operations chosen. Group after group, from the slowest on, the corners of all sets become
/// one row; the last group writes the rows themselves. A row so costs a load of a few masks and its stores.
class ChoiceRows {
 public:
  ChoiceRows(const RowLookup& lookup, const Codec& codec, const IndexSegment& segment, Dtype dtype, const RowKernels& kernels);

  /// Whether the segment can be written so, in memory within reason.
  bool usable() const { return !groups_.empty(); }
  std::uint64_t first() const { return first_; }
  std::uint64_t end() const { return end_; }

  /// Finds the corner rows that indices [first, end) need; those of the call before are kept when needed again.
  void prepare(std::uint64_t first, std::uint64_t end, int threads);
  /// Corner rows that prepare() would have to find for these indices.
  std::uint64_t n_missing(std::uint64_t first, std::uint64_t end) const;

  /// What a thread needs while it writes.
  struct Scratch {
    explicit Scratch(const ChoiceRows& rows);

    /// Corner rows behind a group, for n_b choices that follow each other.
    struct Level {
      std::vector<std::byte> rows;  ///< [n_b x sets of elements of the groups behind x pitch]
      std::size_t size = 0;         ///< of one choice, bytes
      std::uint32_t n_b = 1;
      std::uint64_t first_choices = ~std::uint64_t{0};  ///< of this group and those before it, as a number
    };

    RowLookup::Scratch lookup;
    std::vector<Level> levels;        ///< of each group but the last
    std::vector<std::int8_t> direct;  ///< [n_columns]
  };

  /// Indices that share corner rows, and the first of those that `index` is one of.
  std::uint64_t rows_per_root() const { return root_size_; }
  std::uint64_t first_of_root(std::uint64_t index) const { return first_ + root(index) * root_size_; }
  /// Bytes of the corner rows of a root.
  std::size_t corners_size() const { return n_sets_ * pitch_; }

  /// Rows that write() puts together fastest at a time.
  std::uint64_t rows_per_pair() const { return groups_.back().pair_size(); }

  /// Rows [first, first + n) into out, [n x n_columns].
  void write(std::uint64_t first, std::uint64_t n, void* out, Scratch& scratch) const;

 private:
  void make_selectors();
  const void* selector(std::uint8_t first_op, std::uint32_t digit) const;
  std::uint64_t root(std::uint64_t index) const { return (index - first_) / root_size_; }
  const std::byte* corners_of_root(std::uint64_t root) const;
  void root_words(std::uint64_t root, std::uint64_t* words) const;
  void find_corner(std::uint64_t root, std::uint64_t combination, std::byte* row) const;
  const std::byte* fix_groups(std::uint64_t block, Scratch& scratch) const;
  void fix_group(std::size_t g, std::uint64_t first_choice, const std::byte* corners, Scratch::Level& level) const;
  void write_in_block(std::uint64_t begin, std::uint64_t end, const std::byte* corners, std::byte* out) const;
  void write_direct(std::uint64_t first, std::uint64_t n, void* out, Scratch& scratch) const;

  const RowLookup& lookup_;
  Codec codec_;
  const RowKernels& kernels_;
  std::uint64_t first_;
  std::uint64_t end_;
  std::uint8_t cell_;
  std::vector<ChoiceGroup> groups_;
  std::vector<std::uint64_t> n_sets_behind_;  ///< for each group, combinations of element sets of the groups behind it
  std::uint64_t n_sets_ = 1;                  ///< of all groups
  std::uint64_t root_size_ = 1;               ///< indices that share the corners of all sets
  Dtype dtype_;
  std::size_t row_size_;                         ///< bytes
  std::size_t pitch_;                            ///< bytes of a corner row, padded
  std::uint8_t n_root_positions_ = 0;            ///< positions of a PositionCodec before those of the groups
  std::vector<std::uint64_t> roots_;             ///< whose corners are here
  std::vector<std::vector<std::byte>> corners_;  ///< of each: [n_sets x pitch]
  std::vector<std::byte> selector_bytes_;
  std::vector<const void*> selectors_;  ///< [n_ops + 1], of each operation; the last selects nothing
};

}  // namespace cartograf::cpu
