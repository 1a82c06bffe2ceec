#pragma once

#include <string>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// The cells of DARTS (Liu, Simonyan and Yang, ICLR 2019), also those of NAS-Bench-301: one cell, or pairs of a normal
/// and a reduction cell. The order is that of PredecessorCodec; a pair's index is index(normal) * size of a cell +
/// index(reduction).
class DartsSpace final : public SearchSpace {
 public:
  /// `n_cells`: 1 = darts_cell, 2 = darts.
  explicit DartsSpace(int n_cells);

  const std::string& name() const override { return name_; }
  const std::string& summary() const override { return summary_; }
  std::uint64_t size() const override;
  std::string definition() const override;
  const DigitKey* digit_key() const override { return &digit_key_; }
  EncodedKey encode(std::string_view key) const override;
  EncodedKey encode_words(std::vector<std::uint64_t> words) const override;
  std::vector<std::uint64_t> matrix_shape() const override;
  std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const override;
  Codec codec() const override { return codec_; }
  AdjacencyBits adjacency_bits() const override;

 private:
  std::string edge_name(int element) const;

  int n_cells_;
  std::string name_;
  std::string summary_;
  Codec codec_;
  DigitKey digit_key_;
};

}  // namespace cartograf
