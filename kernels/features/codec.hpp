#pragma once

#include <cstdint>

#include "kernels/features/cell.hpp"
#include "kernels/features/predecessor_codec.hpp"

namespace cartograf {

inline constexpr int kMaxVariants = 16;

/// Words of an architecture at most: two cells of DARTS, or one of kMaxOps operations and its graph.
inline constexpr int kMaxWords = kMaxOps + 2;

/// A space whose architectures choose one operation at each position, independently: the index is a number of mixed
/// radix, last position fastest. Variants are architectures with fewer positions (a shorter network): variant v uses
/// the first active[v] positions and its indices start at first_index[v].
struct PositionCodec {
  std::uint8_t n_positions = 0;
  std::uint8_t n_variants = 1;
  std::uint8_t active[kMaxVariants] = {};
  std::uint64_t first_index[kMaxVariants] = {};
  std::uint8_t radix[kMaxElements] = {};
  std::uint8_t first_op[kMaxElements] = {};  ///< digit d of the position is operation first_op + d
  std::uint8_t element[kMaxElements] = {};   ///< element of the cell that the position stands for

  CARTOGRAF_HD void decode(std::uint64_t index, std::uint64_t* words) const {
    int variant = n_variants - 1;
    while (first_index[variant] > index) --variant;
    index -= first_index[variant];
    for (int position = active[variant] - 1; position >= 0; --position) {
      words[first_op[position] + index % radix[position]] |= ElementMask{1} << element[position];
      index /= radix[position];
    }
  }

  /// The index of words that decode() writes, where no two choices of an element are the same operation.
  CARTOGRAF_HD std::uint64_t encode(const std::uint64_t* words) const {
    std::uint64_t index = 0;
    int position = 0;
    for (; position < n_positions; ++position) {
      int digit = 0;
      while (digit < radix[position] && (words[first_op[position] + digit] >> element[position] & 1) == 0) ++digit;
      if (digit == radix[position]) break;  // a variant of fewer positions
      index = index * radix[position] + static_cast<unsigned>(digit);
    }
    int variant = 0;
    while (active[variant] != position) ++variant;
    return first_index[variant] + index;
  }
};

/// Packs an architecture with operations on nodes into one number, and back: number of nodes (4 bits), adjacency
/// (capacity * (capacity - 1) / 2 bits), then the operation of each inner node. Numbers of canonical graphs in ascending
/// order are the order of such a space.
struct GraphCode {
  std::uint8_t capacity = 0;
  std::uint8_t n_ops = 0;
  std::uint8_t bits_per_op = 0;

  CARTOGRAF_HD int adjacency_bits() const { return capacity * (capacity - 1) / 2; }
  CARTOGRAF_HD int op_bits() const { return (capacity - 2) * bits_per_op; }

  CARTOGRAF_HD void decode(std::uint64_t code, std::uint64_t* words) const {
    const std::uint64_t ops = code & low_bits(op_bits());
    const std::uint64_t adjacency = code >> op_bits() & low_bits(adjacency_bits());
    const auto n_nodes = static_cast<int>(code >> (op_bits() + adjacency_bits()));
    for (int node = 1; node < n_nodes - 1; ++node) {
      const std::uint64_t op = ops >> ((capacity - 2 - node) * bits_per_op) & low_bits(bits_per_op);
      words[op] |= ElementMask{1} << node;
    }
    words[n_ops] = adjacency;
    words[n_ops + 1] = static_cast<std::uint64_t>(n_nodes);
  }
};

enum class CodecKind : std::uint8_t { positions,
                                      predecessors,
                                      graphs,
                                      listed };

/// Index <-> words. Trivially copyable; `codes` is memory of the device that decodes.
struct Codec {
  CodecKind kind = CodecKind::positions;
  std::uint8_t n_cells = 1;
  std::uint8_t words_per_cell = 0;
  PositionCodec positions{};
  PredecessorCodec predecessors{};
  GraphCode graph{};
  /// graphs: the code of every architecture, [size]; listed: the words themselves, [size x n_words].
  const std::uint64_t* codes = nullptr;

  CARTOGRAF_HD int n_words() const { return n_cells * words_per_cell; }

  /// Whether an index beyond the space stands for an architecture too: the one of the index modulo the size, since each
  /// digit is a remainder. So one launch can go round a small space many times.
  bool wraps() const { return kind == CodecKind::predecessors || (kind == CodecKind::positions && positions.n_variants == 1); }

  /// words: [n_words()], written.
  CARTOGRAF_HD void decode(std::uint64_t index, std::uint64_t* words) const {
    for (int word = 0; word < n_words(); ++word) words[word] = 0;
    switch (kind) {
      case CodecKind::positions: return positions.decode(index, words);
      case CodecKind::graphs: return graph.decode(codes[index], words);
      case CodecKind::predecessors:
        for (int cell = n_cells - 1; cell > 0; --cell) {
          const std::uint64_t rest = predecessors.known_size().quotient(index);
          predecessors.decode(index - rest * predecessors.known_size().divisor, words + cell * words_per_cell);
          index = rest;
        }
        return predecessors.decode(index, words);
      case CodecKind::listed:
        for (int word = 0; word < n_words(); ++word) words[word] = codes[index * static_cast<unsigned>(n_words()) + static_cast<unsigned>(word)];
        return;
    }
  }

  /// The index of words that decode() writes. Positions and predecessors only: what is listed is looked up by its space.
  CARTOGRAF_HD std::uint64_t encode(const std::uint64_t* words) const {
    CARTOGRAF_EXPECTS(kind == CodecKind::positions || kind == CodecKind::predecessors);
    if (kind == CodecKind::positions) return positions.encode(words);
    std::uint64_t index = 0;
    for (int cell = 0; cell < n_cells; ++cell) index = index * predecessors.size() + predecessors.encode(words + cell * words_per_cell);
    return index;
  }
};

/// Where the architectures of a launch come from; row r is
/// - the r-th packed architecture, when `packed` is given: [n_rows x n_words], row-major;
/// - the architecture with index indices[r], when `indices` is given: [n_rows];
/// - else the architecture with index first + r.
/// Pointers are of the device that the launch runs on.
struct ArchitectureSource {
  Codec codec{};
  std::uint64_t first = 0;
  const std::uint64_t* indices = nullptr;
  const std::uint64_t* packed = nullptr;

  /// The same without its first `n` rows.
  ArchitectureSource behind(std::uint64_t n) const {
    ArchitectureSource rest = *this;
    rest.first += n;
    if (indices != nullptr) rest.indices += n;
    if (packed != nullptr) rest.packed += n * static_cast<unsigned>(codec.n_words());
    return rest;
  }

  /// words: [n_words], written.
  CARTOGRAF_HD void words_of_row(std::uint64_t row, std::uint64_t* words) const {
    if (packed == nullptr) return codec.decode(indices != nullptr ? indices[row] : first + row, words);
    const auto n = static_cast<unsigned>(codec.n_words());
    for (unsigned word = 0; word < n; ++word) words[word] = packed[row * n + word];
  }
};

}  // namespace cartograf
