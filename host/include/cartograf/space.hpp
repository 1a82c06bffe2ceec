#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <cartograf/family.hpp>
#include <cartograf/types.hpp>

/// @file
/// Search spaces, and which of their architectures are looked at.

namespace cartograf {

class SearchSpace;
struct Architectures;

/// A set of architectures in a fixed order: index <-> key. A copy is cheap and shares everything; all members are safe to
/// call from many threads at once.
/// A space of layers with 2^60 architectures or more has no order: there an index is a number that an architecture gets when
/// it is met, as a key, in a file or in a sample. It is the same for all objects of the space in this process, and means
/// nothing outside of it.
class CARTOGRAF_API Space {
 public:
  /// A built-in space by its name, or the document of a user by its path, which ends in `.json` (docs/spaces.md). Throws
  /// InputError for an unknown name, with the nearest ones, and for a document that says the place and what is wrong there.
  explicit Space(const std::string& name);
  /// A space that a JSON text describes; `document` is what to call it in errors.
  static Space from_json(const std::string& text, const std::string& document);
  /// Names of the built-in spaces.
  static std::vector<std::string> names();

  /// Its name, as stores and models keep it.
  const std::string& name() const;
  /// One line: what the architectures are and where they were published.
  const std::string& summary() const;
  /// Number of architectures that have an index: all, or, without an order, those that were met.
  std::uint64_t size() const;
  /// Whether the architectures have an order, and with it an index that is the same everywhere.
  bool numbered() const;
  /// The whole definition as JSON text, as every store keeps it.
  std::string definition() const;
  /// What an architecture chooses among, by number: the operations of its keys and of Edge::operation.
  std::vector<std::string> operations() const;
  /// Names of the families of features, in the order of their columns; `on_request` gives those that are not on by default.
  std::vector<std::string> families(Convention convention = Convention::graf_nas, bool on_request = false) const;

  /// The key of an architecture, as the published tables of the space write it. Throws InputError for an index beyond the space.
  std::string key(std::uint64_t index) const;
  /// The architecture that a key names. Throws InputError for a text that is no key of this space, with the place in it.
  std::uint64_t index_of(std::string_view key) const;
  /// The cells of an architecture as graphs, in the order of its key. Throws InputError for an index beyond the space.
  std::vector<CellGraph> cells(std::uint64_t index) const;

  /// @cond
  explicit Space(std::shared_ptr<const SearchSpace> space) : space_(std::move(space)) {}
  const SearchSpace& implementation() const { return *space_; }
  /// @endcond

 private:
  std::shared_ptr<const SearchSpace> space_;
};

/// Which architectures of a space, in which order. A value: every member gives a new one.
class CARTOGRAF_API ArchitectureList {
 public:
  /// All of a space. Throws InputError for a space without an order; so does range().
  explicit ArchitectureList(Space space);
  /// Those with the indices [begin, end). Throws InputError when the range is empty or leaves the space.
  static ArchitectureList range(Space space, std::uint64_t begin, std::uint64_t end);
  /// `n` different ones at random, the same for the same seed everywhere; a smaller sample is the beginning of a larger one.
  /// Throws InputError when n is 0 or larger than the space.
  static ArchitectureList sample(Space space, std::uint64_t n, std::uint64_t seed);
  /// Those with these indices, in this order. Throws InputError for an index beyond the space, with its place.
  static ArchitectureList of_indices(Space space, std::vector<std::uint64_t> indices);
  /// Those with these keys, in this order, with their nodes numbered as the keys number them. Throws InputError for a
  /// malformed key, with its place in the list and the place in it.
  static ArchitectureList of_keys(Space space, std::vector<std::string> keys);
  /// Those of a file: a CSV with a column `net`, or one key a line. Throws InputError with file, line and column, also for a key
  /// that stands there twice.
  static ArchitectureList of_file(Space space, const std::filesystem::path& file);

  /// Those for which a closed-form cost is as asked, such as "params < 1000000". The filter works as the architectures are
  /// read, so that nothing is held. Throws InputError for a condition that cannot be read or a cost that the space lacks.
  ArchitectureList where(const std::string& condition) const;
  /// Those without operations that no signal passes. Throws InputError for a space that does not define it.
  ArchitectureList reachable_only() const;

  /// How many there are before filters.
  std::uint64_t size_before_filters() const;
  /// The indices of all that pass the filters, in the order of the list.
  std::vector<std::uint64_t> indices(int threads = 0) const;
  /// The space that they are of.
  const Space& space() const { return space_; }

  /// @cond
  ArchitectureList(Space space, Architectures architectures);
  const Architectures& implementation() const { return *architectures_; }
  /// @endcond

 private:
  Space space_;
  std::vector<std::string> conditions_;
  bool reachable_only_ = false;
  std::shared_ptr<const Architectures> architectures_;
  ArchitectureList filtered(std::vector<std::string> conditions, bool reachable_only) const;
};

}  // namespace cartograf
