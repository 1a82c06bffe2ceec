#include "host/store/merge.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/store/featurise.hpp"
#include "io/files/free_space.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/store_reader.hpp"
#include "io/hdf5/store_writer.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// What is kept of a part while it is closed.
struct PartFile {
  std::filesystem::path path;
  StoreSchema schema;
  Compression compression;
  StoreFactList whole;  ///< what it says decides the whole
  StoreFactList form;   ///< what it holds

  std::string name() const { return printable_line(path.string()); }
  const StorePart& part() const { return *schema.part; }
};

PartFile part_file(const std::filesystem::path& path) {
  const StoreReader store(path);
  if (!store.schema().part) throw InputError(store.name() + ": expected a part that 'cartograf features --shard' wrote, found a whole store");
  PartFile file{path, store.schema(), store.compression(), store.part_identity(), {}};
  file.form = identity_of(file.schema, file.compression);
  return file;
}

void require_same_whole(const PartFile& first, const PartFile& other) {
  std::string differs = difference(other.whole, first.whole, "there it is");
  if (differs.empty()) differs = difference(other.form, first.form, "there it is");
  if (differs.empty()) return;
  throw InputError(other.name() + ": expected a part of the same store as " + first.name() + ", found another: " + differs);
}

/// Sorts the parts, and requires that they are all, each once, and that their rows follow each other.
void require_complete(std::vector<PartFile>& parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const PartFile& a, const PartFile& b) { return a.part().number < b.part().number; });
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].part().number == parts[i - 1].part().number) {
      throw InputError(parts[i].name() + ": expected each part once, found " + to_string(parts[i].part()) + ", which " + parts[i - 1].name() + " is too");
    }
  }
  const std::uint64_t n_parts = parts.front().part().n_parts;
  if (parts.back().part().number >= n_parts) throw InputError(parts.back().name() + " is damaged: found " + to_string(parts.back().part()));
  if (parts.size() < n_parts) {
    std::uint64_t missing = 0;
    while (missing < parts.size() && parts[missing].part().number == missing) ++missing;
    const std::uint64_t n_others = n_parts - parts.size() - 1;
    throw InputError("merge: expected all parts of the store, found no part " + std::to_string(missing) + " of " + std::to_string(n_parts) +
                     (n_others == 0 ? "" : "; " + counted(n_others, "other") + " missing too"));
  }
  std::uint64_t n_rows = 0;
  for (const PartFile& one : parts) {
    if (one.part().first_row != n_rows) {
      throw InputError(one.name() + ": expected row " + std::to_string(n_rows) + " as its first, found row " + std::to_string(one.part().first_row));
    }
    n_rows += one.schema.n_rows;
  }
  if (n_rows != parts.front().part().n_rows) {
    throw InputError(parts.back().name() + ": expected " + std::to_string(parts.front().part().n_rows) + " rows in all parts, found " + std::to_string(n_rows));
  }
}

/// The tables of classes stand in each part; those of the first are taken, once they are what all say of them.
std::optional<ClassTable> classes_of(const PartFile& file) {
  const auto said = std::find_if(file.whole.begin(), file.whole.end(), [](const auto& fact) { return fact.first == kClassesFact; });
  if (said == file.whole.end() || said->second == kNoFact) return std::nullopt;
  ClassTable classes = StoreReader(file.path).read_classes();
  if (text_of(classes) != said->second) throw InputError(file.name() + ": /class is damaged, or was changed: its checksum is wrong");
  return classes;
}

std::vector<VirtualSource> sources_of(const std::vector<PartFile>& parts, const std::filesystem::path& target) {
  const std::filesystem::path folder = std::filesystem::weakly_canonical(std::filesystem::absolute(target)).parent_path();
  std::vector<VirtualSource> sources;
  for (const PartFile& one : parts) sources.push_back({std::filesystem::weakly_canonical(std::filesystem::absolute(one.path)).lexically_proximate(folder).string(), one.schema.n_rows});
  return sources;
}

}  // namespace

void merge(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& target, const MergeOptions& options) {
  if (paths.empty()) throw InputError("merge: expected the parts of a store, found none");
  check_writable(target, options.overwrite);
  std::vector<PartFile> parts;
  for (const std::filesystem::path& path : paths) {
    parts.push_back(part_file(path));
    require_same_whole(parts.front(), parts.back());
  }
  require_complete(parts);
  StoreSchema schema = parts.front().schema;
  schema.n_rows = schema.part->n_rows;
  schema.part.reset();
  schema.classes = classes_of(parts.front());
  const std::uint64_t n_rows = schema.n_rows, batch_rows = batch_rows_of(schema);
  if (!options.virtually && !parts.front().compression) {
    const double size = uncompressed_size(schema);
    require_free_space(target, size, "the store takes " + bytes_text(size), "write it to another disk, or name the parts alone with --virtual");
  }
  StoreWriter writer(target, std::move(schema), parts.front().compression, options.overwrite, options.threads, std::nullopt, {options.virtually ? sources_of(parts, target) : std::vector<VirtualSource>()});
  for (const PartFile& file : parts) {
    const StoreReader store(file.path);
    if (store.schema().part != file.schema.part || store.part_identity() != file.whole || identity_of(store.schema(), store.compression()) != file.form) {
      throw InputError(file.name() + ": it has changed since it was looked at");
    }
    writer.append_store(store, batch_rows, [&](std::uint64_t passed) {
      if (options.progress) options.progress(file.part().first_row + passed, n_rows);
    });
  }
  writer.finish();
}

}  // namespace cartograf
