#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cartograf/family.hpp>
#include <cartograf/space.hpp>
#include <cartograf/types.hpp>

/// @file
/// What to compute for each architecture, and the rows that come of it.

namespace cartograf {

class FeatureSet;

/// Columns to compute for the architectures of a space. A copy is cheap; all members are safe to call from many threads.
class CARTOGRAF_API Features {
 public:
  /// Families by name, a group of one as `signal:lin`; none given = all that are on by default. The columns are in the order
  /// of docs/features.md, whatever the order asked for. Throws InputError for an unknown family, with the nearest names.
  explicit Features(Space space, const std::vector<std::string>& families = {}, Convention convention = Convention::graf_nas);
  /// The same columns and those of a family of one's own, which come behind the others of a row and before whole numbers of
  /// 64 bits. Throws InputError for a family without a name, columns or function, for a name with a colon, and for names that
  /// are there already.
  Features with(const FeatureFamily& family) const;

  /// What the columns of a row are: those of the families, then whole numbers of 64 bits (costs, numbers of paths).
  const std::vector<FeatureColumn>& columns() const;
  /// float64 for columns of real numbers or of 64 bits, else float32.
  Dtype natural_dtype() const;
  /// The space of the architectures.
  const Space& space() const { return space_; }

  /// @cond
  Features(Space space, FeatureSet set);
  const FeatureSet& implementation() const { return *set_; }
  /// @endcond

 private:
  Space space_;
  std::shared_ptr<const FeatureSet> set_;
  std::vector<FeatureColumn> columns_;
};

/// The place of a column among others. Throws InputError when there is none of that name, with the nearest ones.
CARTOGRAF_API std::size_t column_index(const std::vector<FeatureColumn>& columns, std::string_view name);

/// Rows of consecutive architectures of a list. All memory is the stream's and good until the next batch.
struct FeatureBatch {
  std::uint64_t first = 0;                 ///< place of the first one in the list; without a filter
  std::span<const std::uint64_t> indices;  ///< [n]
  MatrixView rows;                         ///< [n x columns]
  std::vector<std::string_view> keys;      ///< [n] when asked for, else empty
  std::vector<std::uint8_t> row_divisors;  ///< [n] where numerators have columns of divisor 0, which these divide; else empty

  /// Architectures of the batch.
  std::uint64_t size() const { return indices.size(); }
};

/// What a stream gives.
struct StreamOptions {
  std::optional<Dtype> dtype{};  ///< int8, float32 or float64; none = Features::natural_dtype()
  bool keys = false;             ///< whether batches have keys
  bool rows_on_device = false;   ///< whether rows stay on the GPU that computes them, else they come to host memory
  std::uint64_t batch_rows = 0;  ///< architectures of a batch at most; 0 = a number that suits
};

/// Turns architectures and features into batches, decoding each architecture once. What comes does not depend on devices,
/// threads or the size of the batches. A stream is used by one thread at a time.
class CARTOGRAF_API RowStream {
 public:
  /// Throws InputError for a dtype that the columns do not have, DeviceError when the device cannot be used.
  explicit RowStream(Features features, const StreamOptions& options = {}, const RunOptions& run = {});
  ~RowStream();                                ///< Frees the memory of the last batch.
  RowStream(RowStream&&) noexcept;             ///< Batches stay good.
  RowStream& operator=(RowStream&&) noexcept;  ///< Batches of the other stream stay good.

  /// Calls `read` with all that pass the filters of the list, in its order. Throws InputError for a list of another space,
  /// and what `read` or the progress function throw.
  void for_each(const ArchitectureList& architectures, const std::function<void(const FeatureBatch&)>& read);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Rows in host memory that it owns.
struct FeatureTable {
  std::vector<FeatureColumn> columns;        ///< what the columns are
  std::vector<std::uint64_t> indices;        ///< [n] the architectures
  Dtype dtype = Dtype::float32;              ///< of `data`
  std::vector<std::byte> data;               ///< [n x columns], row-major
  std::vector<std::uint8_t> row_divisors{};  ///< as a FeatureBatch has them

  /// The rows as a matrix, good as long as the table.
  MatrixView rows() const& { return {data.data(), dtype, indices.size(), columns.size(), {}}; }
  MatrixView rows() && = delete;  ///< A matrix of a table that is gone.
  /// The values of a column, [n]; numerators where `dtype` is int8. Throws InputError when there is none of that name.
  CARTOGRAF_API std::vector<double> column(std::string_view name) const;
};

/// All rows of a list at once: for lists that fit memory. Throws as RowStream does.
CARTOGRAF_API FeatureTable compute(const Features& features, const ArchitectureList& architectures, std::optional<Dtype> dtype = {},
                                   const RunOptions& run = {});

}  // namespace cartograf
