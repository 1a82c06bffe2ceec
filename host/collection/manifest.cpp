#include "host/collection/manifest.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "host/space/json_place.hpp"
#include "io/files/text_input.hpp"
#include "io/hdf5/sha256.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kFormat = "cartograf-collection";
constexpr std::int64_t kFormatVersion = 1;
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kMostStores = 1000;

std::string digest(const JsonPlace& place, const std::string& begin) {
  const std::string text = place.text();
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!text.starts_with(begin) || text.size() != begin.size() + 64 || !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(begin.size()), text.end(), is_digit)) {
    place.fail((begin.empty() ? "" : "'" + begin + "' and ") + std::string("64 hexadecimal digits"));
  }
  return text;
}

std::string file_name(const JsonPlace& place) {
  const std::string text = place.text();
  if (!is_name_of_store(text)) place.fail("the name of a file in the folder");
  return text;
}

std::uint64_t count(const JsonPlace& place, std::int64_t smallest) { return static_cast<std::uint64_t>(place.integer(smallest, kMost)); }

ManifestStore store_of(const JsonPlace& place) {
  place.only({"file", "space", "convention", "families", "dtype", "compression", "rows", "columns", "bytes", "content_digest", "sha256"});
  ManifestStore store;
  store.file = file_name(place.at("file"));
  store.space = place.at("space").text();
  store.convention = place.at("convention").text();
  for (const JsonPlace& family : place.at("families").items(1, kMostStores)) store.families.push_back(family.text());
  store.dtype = place.at("dtype").text();
  store.compression = place.at("compression").text();
  store.rows = count(place.at("rows"), 1);
  store.columns = count(place.at("columns"), 0);
  store.bytes = count(place.at("bytes"), 1);
  store.content_digest = digest(place.at("content_digest"), "sha256:");
  store.sha256 = digest(place.at("sha256"), "");
  return store;
}

}  // namespace

bool is_name_of_store(const std::string& name) {
  return !name.empty() && name.find('/') == std::string::npos && name.find('\0') == std::string::npos && name[0] != '.';
}

std::string architectures_text(double architectures) {
  constexpr double most_in_full = 1e15;
  return architectures < most_in_full ? grouped(static_cast<std::uint64_t>(architectures)) : "about " + rounded(architectures);
}

std::string text_of(const Manifest& manifest) {
  nlohmann::ordered_json json, stores = nlohmann::ordered_json::array(), left_out = nlohmann::ordered_json::array();
  for (const ManifestStore& store : manifest.stores) {
    nlohmann::ordered_json one;
    one["file"] = store.file;
    one["space"] = store.space;
    one["convention"] = store.convention;
    one["families"] = store.families;
    one["dtype"] = store.dtype;
    one["compression"] = store.compression;
    one["rows"] = store.rows;
    one["columns"] = store.columns;
    one["bytes"] = store.bytes;
    one["content_digest"] = store.content_digest;
    one["sha256"] = store.sha256;
    stores.push_back(one);
  }
  for (const LeftOutSpace& one : manifest.left_out) left_out.push_back({{"space", one.space}, {"architectures", one.architectures}});
  json["format"] = kFormat;
  json["format_version"] = kFormatVersion;
  json["cartograf_version"] = manifest.cartograf_version;
  json["definitions_version"] = manifest.definitions_version;
  json["stores"] = stores;
  json["left_out"] = left_out;
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Manifest manifest_from_json(const std::string& text, const std::string& document) {
  const nlohmann::json json = parse_json(text, document);
  const JsonPlace root(json, document);
  if (!json.is_object() || !root.find("format") || root.at("format").value() != kFormat) {
    throw InputError(document + ": expected a manifest that 'cartograf precompute' wrote, with the format \"" + kFormat + "\"");
  }
  const JsonPlace version = root.at("format_version");
  if (version.integer(1, kMost) > kFormatVersion) {
    throw InputError(document + ": it is of version " + std::to_string(version.integer(1, kMost)) + " of its format, and this cartograf knows version " + std::to_string(kFormatVersion) + ": a newer one is needed");
  }
  root.only({"format", "format_version", "cartograf_version", "definitions_version", "stores", "left_out"});
  Manifest manifest;
  manifest.cartograf_version = root.at("cartograf_version").text();
  manifest.definitions_version = root.at("definitions_version").integer(1, kMost);
  std::set<std::string> names;
  for (const JsonPlace& place : root.at("stores").items(1, kMostStores)) {
    manifest.stores.push_back(store_of(place));
    if (!names.insert(manifest.stores.back().file).second) place.at("file").refuse("the file " + in_quotes(manifest.stores.back().file) + " stands there twice");
  }
  for (const JsonPlace& place : root.at("left_out").items(0, kMostStores)) {
    const JsonPlace architectures = place.at("architectures");
    if (!architectures.value().is_number()) architectures.fail("a number");
    manifest.left_out.push_back({place.at("space").text(), architectures.value().get<double>()});
  }
  return manifest;
}

Manifest read_manifest(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kManifestFile;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw InputError(folder.string() + ": expected a folder with " + kManifestFile + ", which 'cartograf precompute' writes when all stores are there ('--resume' goes on)");
  }
  if (!std::filesystem::is_regular_file(path, error)) throw InputError(path.string() + ": expected a file, found a pipe, a device or a folder");
  return manifest_from_json(read_text(path), path.string());
}

ManifestStore manifest_store(const StoreReader& store, const std::filesystem::path& path) {
  const StoreSchema& schema = store.schema();
  ManifestStore said;
  said.file = path.filename().string();
  said.space = schema.features.space;
  said.convention = schema.features.convention;
  said.families = schema.features.families;
  said.dtype = to_string(schema.features.dtype);
  said.compression = to_string(store.compression());
  said.rows = schema.n_rows;
  said.columns = schema.features.columns.size();
  said.bytes = std::filesystem::file_size(path);
  said.content_digest = store.content_digest();
  said.sha256 = sha256_of_file(path);
  return said;
}

}  // namespace cartograf
