#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/space/feature_set.hpp"
#include "io/store_schema.hpp"
#include "kernels/base/error.hpp"
#include "kernels/features/codec.hpp"

namespace cartograf {

/// A key that is not one of the space's; the message says what was expected and found, `position()` where.
class KeyError : public InputError {
 public:
  KeyError(std::size_t position, const std::string& message) : InputError(message), position_(position) {}
  /// Byte offset in the key, from 0.
  std::size_t position() const { return position_; }

 private:
  std::size_t position_;
};

/// A family that a space offers, with the number of columns it gives.
struct FamilyInfo {
  std::string name;
  std::uint32_t n_columns = 0;
  bool by_default = true;
};

/// A set of architectures in a fixed order: index <-> key, and the features that can be computed of them.
class SearchSpace {
 public:
  virtual ~SearchSpace() = default;

  virtual const std::string& name() const = 0;
  /// One line: what the architectures are and where they were published.
  virtual const std::string& summary() const = 0;
  /// Number of architectures.
  virtual std::uint64_t size() const = 0;
  /// The whole definition as JSON text; it goes into every store.
  virtual std::string definition() const = 0;

  /// The `net` key of an architecture, 0 <= index < size().
  virtual std::string key(std::uint64_t index) const = 0;
  /// Bytes of the longest key.
  virtual std::size_t key_width() const = 0;
  /// Throws KeyError for a text that is no key of this space.
  virtual std::uint64_t index_of(std::string_view key) const = 0;

  virtual std::vector<FamilyInfo> families(Convention convention) const = 0;
  /// The features of `families` (all default ones when empty), in the order of docs/features.md whatever the order
  /// asked for. Throws InputError for an unknown family, with the nearest names.
  virtual FeatureSet features(Convention convention, const std::vector<std::string>& families) const = 0;
  virtual const std::vector<CostColumn>& costs() const = 0;

  virtual EdgeCodec codec() const = 0;
  virtual AdjacencyBits adjacency_bits() const = 0;
};

/// The value of a closed-form cost for one architecture.
std::int64_t evaluate_cost(const CostColumn& cost, const EdgeCodec& codec, std::uint64_t index);

}  // namespace cartograf
