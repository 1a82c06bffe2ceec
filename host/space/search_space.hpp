#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
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

/// Which operations compute nothing; -1 = the space has none such.
struct OpRoles {
  int zero = -1;      ///< its edge carries nothing (`none`)
  int identity = -1;  ///< its edge passes on what it gets (`skip_connect`)
};

/// A family of features that a space offers.
struct FamilyInfo {
  std::string name;
  bool by_default = true;
  /// Appends the family's columns to a set.
  std::function<void(FeatureSet&)> add;
  /// The groups that the family is made of, if it may be asked for in parts ("signal:lin"), in the order of the columns.
  std::vector<FamilyInfo> groups = {};
};

/// An architecture that a key names: its words as written (the numbering of nodes kept), and its place in the space.
struct EncodedKey {
  std::vector<std::uint64_t> words;
  std::uint64_t index = 0;
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
  /// What the published tables of the space call the column of keys; `net` is understood too.
  virtual const std::string& key_column() const;
  /// Bytes of the longest key.
  virtual std::size_t key_width() const = 0;
  /// Throws KeyError for a text that is no key of this space.
  virtual EncodedKey encode(std::string_view key) const = 0;
  std::uint64_t index_of(std::string_view key) const { return encode(key).index; }

  /// Checks words from elsewhere and finds their place in the space. Throws InputError that says what is wrong.
  virtual EncodedKey encode_words(std::vector<std::uint64_t> words) const = 0;
  /// Shape of the matrix of operation ids that stands for an architecture, as --adjacency-in takes it; empty when the
  /// space has none. docs/file_format.md says what its entries mean.
  virtual std::vector<std::uint64_t> matrix_shape() const { return {}; }
  /// The words of such a matrix, row-major. Throws InputError that names the entry.
  virtual std::vector<std::uint64_t> words_of_matrix(std::span<const std::int64_t> matrix) const;

  /// The families of a convention, in the order of their columns.
  virtual std::vector<FamilyInfo> families(Convention convention) const = 0;
  virtual const std::vector<CostColumn>& costs() const = 0;

  /// The fixed part of the cells, and whether every architecture has all their elements.
  virtual const Cell& cell() const = 0;
  virtual bool complete() const = 0;
  /// Index -> words, with host pointers.
  virtual Codec codec() const = 0;
  /// What codec().codes points to; empty when the codec needs none.
  virtual std::span<const std::uint64_t> codes() const { return {}; }
  virtual OpRoles roles() const { return {}; }
  /// (input, output) nodes of a space with operations on edges where they are not simply its first and last.
  virtual std::vector<std::pair<int, int>> terminals() const { return {}; }
  /// Whether the space knows which architectures have dead operations, and whether one has none (docs/features.md).
  virtual bool has_reachability() const { return false; }
  virtual bool reachable(const std::uint64_t*) const { return true; }
  /// Operations on nodes: the graphs of the architectures (FeaturePlan), for the tabulated strategy.
  virtual std::vector<std::uint64_t> graphs() const { return {}; }
  /// What the words and their bits mean.
  virtual AdjacencyBits adjacency_bits() const = 0;
};

/// The column of keys in tables.
inline constexpr const char* kKeyColumn = "net";

/// Name of the family of closed-form costs.
inline constexpr const char* kCostFamily = "cost";

/// The features of `families` (all default ones when empty), in the order of docs/features.md whatever the order asked
/// for. A family made of groups may be given as FAMILY:GROUP. Throws InputError for an unknown one, with the nearest names.
FeatureSet select_features(const SearchSpace& space, Convention convention, const std::vector<std::string>& families);

/// Some of the columns of /features of a set, positions ascending, without its wide columns.
FeatureSet with_columns(const SearchSpace& space, const FeatureSet& set, const std::vector<std::size_t>& positions);

/// float64 for columns of real numbers, else float32.
Dtype natural_dtype(const FeatureSet& set);
/// Throws InputError for int8 when there are columns of real numbers.
void require_dtype(const FeatureSet& set, Dtype dtype);

/// The columns that a family of a space has under a convention, wide ones included; nothing when there are more than a
/// store may have.
std::optional<std::uint32_t> n_columns(const SearchSpace& space, Convention convention, const FamilyInfo& family);

/// The words of an architecture.
std::vector<std::uint64_t> words_of(const SearchSpace& space, std::uint64_t index);

}  // namespace cartograf
