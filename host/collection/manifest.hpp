#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "io/hdf5/store_reader.hpp"

namespace cartograf {

/// A store of a collection, as its manifest says it.
struct ManifestStore {
  std::string file;  ///< its name in the folder
  std::string space, convention;
  std::vector<std::string> families;
  std::string dtype, compression;
  std::uint64_t rows = 0, columns = 0;  ///< columns: of /features
  std::uint64_t bytes = 0;              ///< of the file
  std::string content_digest;           ///< ContentDigest
  std::string sha256;                   ///< of the file, in hexadecimal digits
};

/// A space that is not in the collection since it has too many architectures.
struct LeftOutSpace {
  std::string space;
  double architectures = 0;  ///< rounded where they are more than 2^53
};

/// "1,037,664,180", or "about 1.077e+18" where it is rounded.
std::string architectures_text(double architectures);

/// What a folder of feature stores says of itself: manifest.json (docs/file_format.md).
struct Manifest {
  std::string cartograf_version;
  std::int64_t definitions_version = 0;
  std::vector<ManifestStore> stores;
  std::vector<LeftOutSpace> left_out;
};

inline constexpr const char* kManifestFile = "manifest.json";

/// As JSON, and back. Throws InputError that names `document` and the place in it.
std::string text_of(const Manifest& manifest);
Manifest manifest_from_json(const std::string& text, const std::string& document);

/// Stores are in the folder itself: a manifest sends nobody to other files.
bool is_name_of_store(const std::string& name);

/// Of a folder. Throws InputError where it has none, and as above.
Manifest read_manifest(const std::filesystem::path& folder);

/// What a manifest says of the store that is there. `name`: in the folder. Reads all of the file.
ManifestStore manifest_store(const StoreReader& store, const std::filesystem::path& path);

}  // namespace cartograf
