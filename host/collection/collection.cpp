#include "host/collection/collection.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <cartograf/version.hpp>

#include "host/collection/croissant.hpp"
#include "host/collection/datasheet.hpp"
#include "host/family/convention.hpp"
#include "host/family/definitions.hpp"
#include "host/family/family.hpp"
#include "host/space/catalog.hpp"
#include "host/space/space_document.hpp"
#include "io/files/partial_file.hpp"
#include "io/files/text_output.hpp"
#include "io/hdf5/store_check.hpp"
#include "io/hdf5/store_identity.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kStoreEnding = ".h5";

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (std::filesystem::is_directory(folder, error)) return;
  if (std::filesystem::exists(folder, error)) throw InputError(folder.string() + ": expected a folder, or none, found a file");
  throw IoError(folder.string() + ": cannot make a folder: " + describe_errno(error ? error.value() : ENOENT));
}

}  // namespace

struct CollectionWriter::State {
  struct PlannedStore {
    std::shared_ptr<const SearchSpace> space;
    Convention convention;

    std::string file() const { return space->name() + "." + std::string(to_string(convention)) + kStoreEnding; }
  };

  std::filesystem::path folder;
  CollectionOptions options;
  std::vector<PlannedStore> planned;
  Manifest manifest;

  void plan() {
    const std::vector<std::string> names = options.spaces.empty() ? space_names() : options.spaces;
    for (const std::string& name : names) {
      std::shared_ptr<const SearchSpace> space = open_space(name);
      if (!is_name_of_store(space->name())) {
        throw InputError("precompute: " + in_quotes(space->name()) + ": expected the name of a space that can be that of a file, without a slash and not beginning with a period");
      }
      const double size = space->approximate_size();
      if (size > static_cast<double>(options.most_architectures)) {
        if (!options.spaces.empty()) {
          throw InputError("precompute: " + printable_line(name) + ": expected a space of at most " + counted(options.most_architectures, "architecture") + " (--up-to), found one of " +
                           architectures_text(size));
        }
        manifest.left_out.push_back({space->name(), size});
        continue;
      }
      const bool twice = std::any_of(planned.begin(), planned.end(), [&](const PlannedStore& one) { return one.space->name() == space->name(); });
      if (twice) throw InputError("precompute: expected each space once, found " + in_quotes(space->name()) + " twice");
      for (const Convention convention : kConventions) planned.push_back({space, convention});
    }
    if (planned.empty()) throw InputError("precompute: expected spaces of at most " + counted(options.most_architectures, "architecture") + " (--up-to), found none");
  }

  /// The folder was named, and nothing else: a link in it may lead to files of the user that no one named.
  void check_names() const {
    std::vector<std::string> names = {kManifestFile, kDatasheetFile, kCroissantFile};
    for (const PlannedStore& one : planned) names.push_back(one.file());
    for (const std::string& name : names) {
      const std::string path = (folder / name).string();
      std::error_code error;
      const std::filesystem::file_status status = std::filesystem::symlink_status(folder / name, error);
      if (!std::filesystem::exists(status)) continue;
      if (!std::filesystem::is_regular_file(status)) {
        throw InputError(path + ": expected a regular file, or none, found " + (std::filesystem::is_symlink(status) ? "a symbolic link" : "something else"));
      }
      if (!options.overwrite && !options.resume) throw InputError(path + ": it exists; --resume keeps what is right, --overwrite replaces it");
    }
    if (options.resume && !options.overwrite) require_own_documents();
  }

  /// What an earlier run wrote may be replaced, and no document of somebody else.
  void require_own_documents() const {
    std::error_code error;
    if (std::filesystem::exists(folder / kManifestFile, error)) read_manifest(folder);
    const auto require = [&](const char* name, const std::string& mark) {
      const std::filesystem::path path = folder / name;
      if (!std::filesystem::exists(path, error) || read_file(path).find(mark) != std::string::npos) return;
      throw InputError(path.string() + ": --resume: expected what an earlier run wrote, found another file; --overwrite replaces it");
    };
    require(kDatasheetFile, kDatasheetTitle);
    require(kCroissantFile, std::string("\"") + kCroissantName + '"');
  }

  /// A store that is there is kept when it is the one that would be written and its checksums are right.
  void require_same(const StoreReader& store, StoreSchema schema) const {
    std::sort(schema.sides.begin(), schema.sides.end(), [](const SideColumn& a, const SideColumn& b) { return a.path < b.path; });  // as they are read
    const std::string differs = difference(identity_of(store.schema(), store.compression()), identity_of(schema, options.compression), "it should be");
    if (!differs.empty()) throw InputError(store.name() + ": --resume: expected the store that this run would write, found another: " + differs + "; --overwrite without --resume begins anew");
    if (store.cartograf_version() != CARTOGRAF_VERSION) {
      throw InputError(store.name() + ": --resume: expected a store of cartograf " CARTOGRAF_VERSION ", found one of " + in_quotes(store.cartograf_version()) +
                       "; --overwrite without --resume begins anew");
    }
  }

  bool write(std::size_t number, const Execution& execution, const std::function<void(const Written&)>& on_written) {
    const PlannedStore& one = planned.at(number);
    const std::filesystem::path path = folder / one.file();
    FeaturiseOptions how;
    how.compression = options.compression;
    how.execution = execution;
    how.overwrite = options.overwrite;
    how.unfinishable = options.resume ? Unfinishable::continued : Unfinishable::removed;
    how.on_written = on_written;
    const FeatureSet features = select_features(*one.space, one.convention, {});
    how.dtype = options.dtype.value_or(natural_dtype(features));
    const Architectures all = architecture_range(*one.space, 0, one.space->size());
    std::error_code error;
    const bool kept = options.resume && std::filesystem::exists(path, error);
    if (!kept) featurise(*one.space, features, all, path, how);
    const StoreReader store(path);
    if (kept) {
      const StoreSchema schema = store_schema(*one.space, features, all, how);
      require_same(store, schema);
      check_store(store, execution.threads, [&](std::uint64_t passed) { execution.progress(passed, schema.n_rows); });
    }
    manifest.stores.push_back(manifest_store(store, path));
    return !kept;
  }

  void finish(const std::string& date) {
    CARTOGRAF_EXPECTS(manifest.stores.size() == planned.size());
    std::vector<std::shared_ptr<const SearchSpace>> spaces;
    for (const PlannedStore& one : planned) {
      if (spaces.empty() || spaces.back() != one.space) spaces.push_back(one.space);
    }
    const std::string text = text_of(manifest);
    const std::pair<const char*, std::string> files[] = {{kManifestFile, text}, {kDatasheetFile, datasheet(manifest, spaces)}, {kCroissantFile, croissant(manifest, text, date)}};
    std::vector<std::unique_ptr<OutputStream>> outputs;
    std::vector<OutputStream*> all;
    for (const auto& [name, content] : files) {
      outputs.push_back(std::make_unique<OutputStream>(folder / name, options.overwrite || options.resume));
      outputs.back()->write(content);
      all.push_back(outputs.back().get());
    }
    finish_together(all);
  }
};

CollectionWriter::CollectionWriter(std::filesystem::path folder, const CollectionOptions& options) : state_(std::make_unique<State>()) {
  state_->folder = std::move(folder);
  state_->options = options;
  state_->manifest.cartograf_version = CARTOGRAF_VERSION;
  state_->manifest.definitions_version = kDefinitionsVersion;
  state_->plan();
  make_folder(state_->folder);
  state_->check_names();
}
CollectionWriter::~CollectionWriter() = default;

std::size_t CollectionWriter::n_stores() const { return state_->planned.size(); }
std::filesystem::path CollectionWriter::path(std::size_t store) const { return state_->folder / state_->planned.at(store).file(); }
bool CollectionWriter::write(std::size_t store, const Execution& execution, const std::function<void(const Written&)>& on_written) {
  return state_->write(store, execution, on_written);
}
void CollectionWriter::finish(const std::string& date) { state_->finish(date); }
const Manifest& CollectionWriter::manifest() const { return state_->manifest; }

std::vector<std::string> unlisted_stores(const std::filesystem::path& folder, const Manifest& manifest) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != kStoreEnding) continue;
    if (std::none_of(manifest.stores.begin(), manifest.stores.end(), [&](const ManifestStore& store) { return store.file == name; })) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Verification verify_store(const std::filesystem::path& folder, const ManifestStore& said, const VerifyOptions& options) {
  const std::filesystem::path path = folder / said.file;
  const StoreReader store(path);
  Verification found = verify(store, options);
  const ManifestStore is = manifest_store(store, path);
  const auto require = [&](const std::string& what, const std::string& expected, const std::string& here) {
    if (expected != here) throw InputError(path.string() + ": " + what + ": expected " + in_quotes(expected) + ", as " + kManifestFile + " says, found " + in_quotes(here));
  };
  require("the space", said.space, is.space);
  require("the convention", said.convention, is.convention);
  require("the type", said.dtype, is.dtype);
  require("the rows", std::to_string(said.rows), std::to_string(is.rows));
  require("the columns", std::to_string(said.columns), std::to_string(is.columns));
  require("the digest of the content", said.content_digest, found.content_digest);
  require("the SHA-256 of the file, whose content is that of the manifest", said.sha256, is.sha256);
  return found;
}

}  // namespace cartograf
