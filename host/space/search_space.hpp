#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/space/digit_key.hpp"
#include "host/space/space_traits.hpp"
#include "kernels/features/description.hpp"
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
  /// Number of architectures that have an index: all, or those that were met where numbered() is false.
  virtual std::uint64_t size() const = 0;
  /// Whether every architecture has an index, the same everywhere. Else there are too many, and an index is a number that the
  /// architecture got when it was met: by encode(), encode_words() or sample(). It means nothing outside of the process.
  virtual bool numbered() const { return true; }
  /// Number of architectures, rounded.
  virtual double approximate_size() const { return static_cast<double>(size()); }
  /// Indices of `n` different architectures at random, the same architectures for the same seed everywhere; a smaller sample
  /// is the beginning of a larger one. 1 <= n, and n <= size() where the space is numbered.
  virtual std::vector<std::uint64_t> sample(std::uint64_t n, std::uint64_t seed) const;
  /// The whole definition as JSON text; it goes into every store.
  virtual std::string definition() const = 0;

  /// How keys follow from the digits of the index; null where they take the words. A space has this or write_key() and
  /// key_width().
  virtual const DigitKey* digit_key() const { return nullptr; }
  /// Writes the `net` key of an architecture to `out`, which has room for key_width() bytes; returns its length. `words`:
  /// those of the index, as codec() decodes them; not looked at where there is a digit_key().
  virtual std::size_t write_key(std::uint64_t index, const std::uint64_t* words, char* out) const;
  /// The same as a text.
  std::string key(std::uint64_t index, const std::uint64_t* words) const;
  /// Of the architecture with this index, 0 <= index < size().
  std::string key(std::uint64_t index) const;
  /// What the published tables of the space call the column of keys; `net` is understood too.
  virtual const std::string& key_column() const;
  /// Bytes of the longest key.
  virtual std::size_t key_width() const;
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

  /// What families of features and equivalences need to know of the space.
  const SpaceTraits& traits() const { return traits_; }
  const std::vector<WideColumn>& costs() const { return traits_.costs; }
  const Cell& cell() const { return traits_.cell; }
  /// Whether every architecture has all elements of the cells.
  bool complete() const { return traits_.complete; }
  OpRoles roles() const { return {traits_.zero_op, traits_.identity_op}; }
  /// Index -> words, with host pointers.
  virtual Codec codec() const = 0;
  /// What codec().codes points to; empty when the codec needs none.
  virtual std::span<const std::uint64_t> codes() const { return {}; }
  /// Whether the space knows which architectures have dead operations, and whether one has none (docs/features.md).
  virtual bool has_reachability() const { return false; }
  virtual bool reachable(const std::uint64_t*) const { return true; }
  /// Whether some architectures are disconnected: in one of their cells no path leads from an input to an output, so that
  /// they compute nothing and cannot be trained; and whether one is not (docs/features.md, "Reachability").
  virtual bool may_be_disconnected() const { return false; }
  virtual bool connected(const std::uint64_t*) const { return true; }
  /// Operations on nodes: the graphs of the architectures (FeaturePlan), for the tabulated strategy.
  virtual std::vector<std::uint64_t> graphs() const { return {}; }
  /// What the words and their bits mean.
  virtual AdjacencyBits adjacency_bits() const = 0;

 protected:
  SpaceTraits traits_;  ///< which every space sets when it is made
};

/// Architectures of a space at most, so that an index is a 64-bit integer and samples of it can be drawn.
inline constexpr std::uint64_t kMaxArchitectures = std::uint64_t{1} << 62;

/// Throws InputError where the architectures have no numbers. `what`: what needs them, such as "--range". `advice`: what can be
/// done instead.
void require_numbered(const SearchSpace& space, const std::string& what, const std::string& advice = {});

/// The column of keys in tables.
inline constexpr const char* kKeyColumn = "net";

/// The words of an architecture.
std::vector<std::uint64_t> words_of(const SearchSpace& space, std::uint64_t index);

}  // namespace cartograf
