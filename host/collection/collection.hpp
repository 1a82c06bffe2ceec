#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/collection/manifest.hpp"
#include "host/store/featurise.hpp"
#include "host/store/verify.hpp"

namespace cartograf {

struct CollectionOptions {
  std::vector<std::string> spaces;               ///< as open_space() takes them; empty: all built-in ones
  std::uint64_t most_architectures = 1'000'000;  ///< spaces of more are left out, or refused where they were named
  std::optional<Dtype> dtype{};                  ///< none: natural_dtype()
  Compression compression{CompressionMethod::gzip, 6};
  bool overwrite = false;
  bool resume = false;  ///< keep stores that are there and right, and go on with what an earlier run left
};

/// A folder of feature stores: whole spaces, each in every convention, with the families that are on by default. Beside the stores
/// there are, once all are complete, manifest.json, datasheet.md ("Datasheets for Datasets", Gebru et al., Communications of the ACM 2021)
/// and croissant.json (Croissant 1.0, Akhtar et al., DEEM 2024).
class CollectionWriter {
 public:
  /// Makes the folder where there is none. Throws InputError for spaces that are unknown, too large or given twice, and for files that are
  /// there already, unless `overwrite` or `resume`.
  CollectionWriter(std::filesystem::path folder, const CollectionOptions& options);
  ~CollectionWriter();
  CollectionWriter(const CollectionWriter&) = delete;
  CollectionWriter& operator=(const CollectionWriter&) = delete;

  std::size_t n_stores() const;
  std::filesystem::path path(std::size_t store) const;
  /// Computes one, or with `resume` looks whether the one that is there is whole and right. Says which. Throws what featurise() throws;
  /// InputError for a store of something else.
  bool write(std::size_t store, const Execution& execution, const std::function<void(const Written&)>& on_written);
  /// When all are written. `date`: of today, such as "2026-11-30", for croissant.json.
  void finish(const std::string& date);
  const Manifest& manifest() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Files of stores in a folder that its manifest does not name.
std::vector<std::string> unlisted_stores(const std::filesystem::path& folder, const Manifest& manifest);

/// verify() of a store of a folder, and whether it is the one that the manifest names. Throws InputError for the first difference.
Verification verify_store(const std::filesystem::path& folder, const ManifestStore& said, const VerifyOptions& options);

}  // namespace cartograf
