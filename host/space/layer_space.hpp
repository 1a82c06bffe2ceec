#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/space/layer_definition.hpp"
#include "host/space/met_architectures.hpp"

namespace cartograf {

/// A space of LayerSpaceDefinition. Index order: number of positions ascending, then lexicographic in the choices, the
/// last fastest; or the order of the list; or none (numbered()) where there are 2^60 architectures or more.
class LayerSpace final : public SearchSpace {
 public:
  /// Throws InputError for a definition that contradicts itself.
  explicit LayerSpace(LayerSpaceDefinition definition);

  const std::string& name() const override { return definition_.name; }
  const std::string& summary() const override { return definition_.summary; }
  std::uint64_t size() const override { return met_ != nullptr ? met_->size() : size_; }
  bool numbered() const override { return met_ == nullptr; }
  double approximate_size() const override;
  std::vector<std::uint64_t> sample(std::uint64_t n, std::uint64_t seed) const override;
  std::string definition() const override;
  std::size_t write_key(std::uint64_t index, const std::uint64_t* words, char* out) const override;
  const std::string& key_column() const override { return definition_.key_column; }
  std::size_t key_width() const override;
  EncodedKey encode(std::string_view key) const override;
  EncodedKey encode_words(std::vector<std::uint64_t> words) const override;
  /// One operation id for each position, -1 at those that a shorter architecture leaves out.
  std::vector<std::uint64_t> matrix_shape() const override { return {definition_.positions.size()}; }
  std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const override;
  Codec codec() const override;
  /// None where there is no order: rows of such a space are computed from words.
  std::span<const std::uint64_t> codes() const override { return definition_.listed; }
  AdjacencyBits adjacency_bits() const override;

 private:
  /// The choice at each position that the architecture has, from 0.
  std::vector<int> choices_of(const std::uint64_t* words) const;
  std::vector<std::uint64_t> words_of_choices(const std::vector<int>& choices) const;
  /// Nothing when the list has no such architecture.
  std::optional<std::uint64_t> index_of_choices(const std::vector<int>& choices) const;
  std::optional<std::uint64_t> index_in_list(const std::vector<std::uint64_t>& words) const;
  std::vector<int> parse_choices(std::string_view key) const;
  /// Throws InputError when `words` are not exactly those of `choices`, or have no valid length.
  void check_choices(const std::vector<std::uint64_t>& words, const std::vector<int>& choices) const;
  std::span<const std::uint64_t> listed_words(std::uint64_t index) const;
  void sort_list();

  LayerSpaceDefinition definition_;
  Codec codec_;
  std::uint64_t size_ = 0;               ///< 0 where there is no order
  MetArchitectures* met_ = nullptr;      ///< null where every architecture has an index
  std::vector<std::uint64_t> by_words_;  ///< indices of the listed architectures, sorted by their words
};

}  // namespace cartograf
