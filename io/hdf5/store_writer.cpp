#include "io/hdf5/store_writer.hpp"

#include <hdf5_hl.h>

#include <libdeflate.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>

#include <cartograf/version.hpp>

#include "io/hdf5/chunk_journal.hpp"
#include "io/hdf5/chunked_writer.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/texts.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/store_format.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf {

using hdf5::check;
using hdf5::checked;
using hdf5::Handle;

namespace {

hid_t file_type(Dtype dtype) {
  switch (dtype) {
    case Dtype::int8: return H5T_STD_I8LE;
    case Dtype::float32: return H5T_IEEE_F32LE;
    case Dtype::int64: return H5T_STD_I64LE;
    case Dtype::float64: break;
  }
  return H5T_IEEE_F64LE;
}

hid_t file_type(SideType type) {
  switch (type) {
    case SideType::int64: return H5T_STD_I64LE;
    case SideType::float64: return H5T_IEEE_F64LE;
    case SideType::float32: break;
  }
  return H5T_IEEE_F32LE;
}

hid_t mask_type(const AdjacencyBits& bits) {
  switch (mask_size(bits)) {
    case 1: return H5T_STD_U8LE;
    case 2: return H5T_STD_U16LE;
    case 4: return H5T_STD_U32LE;
    default: return H5T_STD_U64LE;
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string columns_text(const FeatureDescription& features) {
  std::string text;
  for (const FeatureColumn& column : features.columns) text += column.name + "/" + std::to_string(column.divisor) + "\n";
  return std::to_string(features.columns.size()) + ", " + digest_of(text);
}

std::string classes_text(const ClassTable& classes) {
  hdf5::Packer out;
  out.put(classes.equivalence);
  out.put(classes.index);
  out.put(classes.representative);
  return classes.equivalence + ", " + digest_of(out.take());
}

std::string compression_text(const Compression& compression) {
  return compression.gzip_level == 0 ? "none" : "gzip:" + std::to_string(compression.gzip_level) + " of libdeflate " + LIBDEFLATE_VERSION_STRING;
}

/// All that decides the bytes of the file, with names for people.
Facts identity_of(const StoreSchema& schema, const Compression& compression, const Resumption& resumption) {
  Facts facts = {{"cartograf's version", CARTOGRAF_VERSION},
                 {"HDF5's version", hdf5_version()},
                 {"the space", schema.features.space},
                 {"the definition of the space", digest_of(schema.space_definition)},
                 {"the number of architectures", std::to_string(schema.n_rows)}};
  facts.insert(facts.end(), resumption.facts.begin(), resumption.facts.end());
  std::string sides;
  for (const SideColumn& side : schema.sides) sides += side.path + " ";
  const Facts rest = {{"the seed of the sample", schema.seed ? std::to_string(*schema.seed) : "none"},
                      {"the classes of architectures", schema.classes ? classes_text(*schema.classes) : "none"},
                      {"the convention", schema.features.convention},
                      {"the families", joined(schema.features.families)},
                      {"the columns", columns_text(schema.features)},
                      {"the type of the features", std::string(to_string(schema.features.dtype))},
                      {"the columns of their own", sides},
                      {"the width of keys", std::to_string(schema.key_width)},
                      {"the adjacency tensor", schema.adjacency ? "written" : "left out"},
                      {"the compression", compression_text(compression)},
                      {"the rows of a batch", std::to_string(resumption.batch_rows)}};
  facts.insert(facts.end(), rest.begin(), rest.end());
  return facts;
}

std::string packed_facts(const Facts& facts) {
  hdf5::Packer out;
  out.put(std::uint64_t{facts.size()});
  for (const auto& [name, value] : facts) {
    out.put(name);
    out.put(value);
  }
  return out.take();
}

Facts unpacked_facts(const std::string& bytes) {
  hdf5::Unpacker in(bytes);
  Facts facts;
  for (auto n = in.next<std::uint64_t>(); n > 0; --n) {
    auto& [name, value] = facts.emplace_back();
    in.get(name);
    in.get(value);
  }
  in.end();
  return facts;
}

[[noreturn]] void refuse_other_work(const std::string& where, const Facts& begun, const Facts& asked) {
  for (std::size_t i = 0; i < std::min(begun.size(), asked.size()); ++i) {
    if (begun[i] == asked[i]) continue;
    throw InputError(where + ": --resume: expected what the earlier run began, found another: " + asked[i].first + " is " + in_quotes(asked[i].second) + ", there it was " +
                     in_quotes(begun[i].second) + "; --overwrite without --resume begins anew");
  }
  throw InputError(where + ": --resume: expected what the earlier run began, found another; --overwrite without --resume begins anew");
}

void sync(int descriptor, const std::string& where) {
  if (fdatasync(descriptor) != 0 && errno != EINVAL) throw IoError(where + ": cannot write: " + describe_errno(errno));
}

}  // namespace

struct StoreWriter::State {
  StoreSchema schema;
  Compression compression;
  int threads;
  std::string where;
  PartialFile target;
  Handle file;
  std::optional<hdf5::ChunkedWriter> features, index, keys, row_divisor, adjacency;
  std::vector<hdf5::ChunkedWriter> sides;
  std::vector<std::byte> narrow_masks;
  std::uint64_t first_row = 0, appended = 0;
  std::optional<hdf5::JournalWriter> journal;
  std::chrono::steady_clock::time_point last_sync = std::chrono::steady_clock::now();

  State(const std::filesystem::path& path, StoreSchema s, Compression c, bool overwrite, int t, const std::optional<Resumption>& resumption)
      : schema(std::move(s)), compression(c), threads(t), where(path.string()),
        target(path, overwrite, resumption ? Unfinishable::continued : Unfinishable::removed) {
    hdf5::prepare();
    file = hdf5::create_file(target.path(), where);
    create_datasets();
    if (resumption) begin_journal(*resumption);
  }

  // Members are destroyed after this: the datasets and the file must be closed before `target` removes the file.
  ~State() {
    if (journal) leave_for_later();
    sides.clear();
    adjacency.reset();
    row_divisor.reset();
    keys.reset();
    index.reset();
    features.reset();
    file.reset();
  }

  hdf5::ChunkedWriter dataset(const std::string& name, hid_t type, std::uint64_t row_elements, bool matrix) {
    return {file.get(), {name, type, schema.n_rows, row_elements, matrix}, compression, threads, where};
  }

  /// The group of a path such as "wide/params". HDF5 would make it by itself, but with a time stamp.
  void create_group_of(const std::string& path) {
    const std::string group = path.substr(0, path.find('/'));
    if (H5Lexists(file.get(), group.c_str(), H5P_DEFAULT) > 0) return;
    const Handle creation = checked(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, where, "create a property list");
    check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
    checked(H5Gcreate2(file.get(), group.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose, where, "create a group");
  }

  void create_datasets() {
    if (!schema.features.columns.empty()) features.emplace(dataset("features", file_type(schema.features.dtype), schema.features.columns.size(), true));
    CARTOGRAF_EXPECTS(schema.numbered || schema.key_width > 0);
    if (schema.numbered) index.emplace(dataset("index", H5T_STD_U64LE, 1, false));
    if (schema.key_width > 0) {
      const Handle type = hdf5::character_type();
      keys.emplace(dataset("key", type.get(), schema.key_width, true));
    }
    if (schema.row_divisor) row_divisor.emplace(dataset("row_divisor", H5T_STD_U8LE, 1, false));
    if (schema.adjacency) {
      adjacency.emplace(dataset("adjacency", mask_type(*schema.adjacency), schema.adjacency->operations.size(), true));
    }
    for (const SideColumn& side : schema.sides) create_group_of(side.path);
    for (const SideColumn& side : schema.sides) sides.push_back(dataset(side.path, file_type(side.type), 1, false));
  }

  /// All datasets that rows are appended to, in the order of append(), by which the journal numbers them.
  std::vector<hdf5::ChunkedWriter*> datasets() {
    std::vector<hdf5::ChunkedWriter*> all;
    for (auto* one : {&features, &index, &keys, &row_divisor, &adjacency}) {
      if (*one) all.push_back(&**one);
    }
    for (hdf5::ChunkedWriter& side : sides) all.push_back(&side);
    return all;
  }

  /// HDF5 puts a chunk behind all that was there, and writes it at once: it ends where the file ends. (H5Dget_chunk_info_by_coord() would
  /// look at all chunks of the dataset each time.) Were that not so, the checksum would say so when it is read.
  void note_chunk(std::uint32_t dataset, const void* bytes, std::size_t size, std::uint32_t skipped_filters) {
    struct stat now {};
    if (fstat(target.descriptor(), &now) != 0) throw IoError(where + ": cannot write: " + describe_errno(errno));
    journal->add({dataset, skipped_filters, static_cast<std::uint64_t>(now.st_size) - size, size, hdf5::hash_of(bytes, size)});
  }

  void begin_journal(const Resumption& resumption) {
    const Facts identity = identity_of(schema, compression, resumption);
    journal.emplace(target.journal(), where, packed_facts(identity));
    const std::vector<hdf5::ChunkedWriter*> all = datasets();
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i]->listen([this, i](const void* bytes, std::size_t size, std::uint32_t skipped_filters) { note_chunk(static_cast<std::uint32_t>(i), bytes, size, skipped_filters); });
    }
    restore_best(identity);
    std::uint64_t complete = schema.n_rows;
    for (const hdf5::ChunkedWriter* one : all) complete = std::min(complete, one->written());
    first_row = appended = complete / resumption.batch_rows * resumption.batch_rows;
    for (hdf5::ChunkedWriter* one : all) one->begin_at(first_row);
  }

  /// Of what earlier runs left the longest is taken, and all removed: this one has it now.
  void restore_best(const Facts& identity) {
    const EarlierRun* best = nullptr;
    std::vector<hdf5::JournalChunk> chunks;
    for (const EarlierRun& run : target.earlier_runs()) {
      std::optional<hdf5::Journal> found = hdf5::read_journal(run.journal.number());
      if (!found) continue;
      if (const Facts begun = unpacked_facts(found->identity); begun != identity) refuse_other_work(where, begun, identity);
      if (best != nullptr && found->chunks.size() <= chunks.size()) continue;
      best = &run;
      chunks = std::move(found->chunks);
    }
    if (best != nullptr) restore(*best, chunks);
    if (target.earlier_runs().empty()) return;
    commit();
    for (const EarlierRun& run : target.earlier_runs()) run.remove();
    target.earlier_runs().clear();
  }

  void restore(const EarlierRun& run, const std::vector<hdf5::JournalChunk>& chunks) {
    const std::vector<hdf5::ChunkedWriter*> all = datasets();
    constexpr std::uint64_t most = std::uint64_t{1} << 32;  // a row of 10^6 columns is 8 MB
    std::vector<std::byte> bytes;
    for (const hdf5::JournalChunk& chunk : chunks) {
      if (chunk.dataset >= all.size() || chunk.size > most) return;
      bytes.resize(chunk.size);
      if (read_at(run.data.number(), bytes.data(), bytes.size(), chunk.address) != bytes.size()) return;
      if (hdf5::hash_of(bytes.data(), bytes.size()) != chunk.hash) return;
      if (!all[chunk.dataset]->restore(bytes.data(), bytes.size(), chunk.skipped_filters)) return;
    }
  }

  /// What was written so far outlives the machine.
  void commit() {
    sync(target.descriptor(), where);
    journal->flush();
    sync(target.journal(), where);
    last_sync = std::chrono::steady_clock::now();
  }

  void leave_for_later() noexcept {
    if (!target.earlier_runs().empty()) return;  // which have all that is in this one
    const std::vector<hdf5::ChunkedWriter*> all = datasets();
    if (std::none_of(all.begin(), all.end(), [](const hdf5::ChunkedWriter* one) { return one->written() > 0; })) return;
    target.keep();
    try {
      commit();
    } catch (const std::exception&) {  // a full disk: what the journal says of what is not there is found by checksums
    }
  }

  void append_adjacency(const StoreRows& rows) {
    const std::size_t width = H5Tget_size(mask_type(*schema.adjacency));
    const std::size_t n = rows.n_rows * schema.adjacency->operations.size();
    narrow_masks.resize(n * width);
    // Little-endian: the low bytes come first.
    for (std::size_t i = 0; i < n; ++i) std::memcpy(&narrow_masks[i * width], &rows.adjacency[i], width);
    adjacency->append(narrow_masks.data(), rows.n_rows);
  }

  void append(const StoreRows& rows) {
    CARTOGRAF_EXPECTS(appended + rows.n_rows <= schema.n_rows);
    CARTOGRAF_EXPECTS(rows.sides.size() == sides.size());
    appended += rows.n_rows;
    if (features) features->append(rows.features, rows.n_rows);
    if (index) index->append(rows.index, rows.n_rows);
    if (keys) keys->append(rows.keys, rows.n_rows);
    if (row_divisor) row_divisor->append(rows.row_divisor, rows.n_rows);
    if (adjacency) append_adjacency(rows);
    for (std::size_t i = 0; i < sides.size(); ++i) sides[i].append(rows.sides[i], rows.n_rows);
    if (!journal) return;
    journal->flush();
    constexpr std::chrono::seconds between_commits(10);
    if (std::chrono::steady_clock::now() - last_sync > between_commits) commit();
  }

  Handle open_dataset(const std::string& name) {
    return checked(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, where, "open a dataset");
  }

  void write_small_dataset(const std::string& name, hid_t type, hsize_t extent, const void* data) {
    const Handle space = checked(H5Screate_simple(1, &extent, nullptr), H5Sclose, where, "create a dataspace");
    const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, "create a property list");
    check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
    const Handle created = checked(H5Dcreate2(file.get(), name.c_str(), type, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                                   H5Dclose, where, "create a dataset");
    check(H5Dwrite(created.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), where, "write");
  }

  void write_columns() {
    std::vector<std::string> names;
    std::vector<std::int32_t> divisors;
    for (const FeatureColumn& column : schema.features.columns) {
      names.push_back(column.name);
      divisors.push_back(column.divisor);
    }
    hdf5::write_texts(file.get(), "feature_names", names, where);
    write_small_dataset("divisor", H5T_STD_I32LE, divisors.size(), divisors.data());
  }

  void write_classes() {
    const ClassTable& classes = *schema.classes;
    write_small_dataset("class_index", H5T_STD_U64LE, classes.index.size(), classes.index.data());
    write_small_dataset("class", H5T_STD_U64LE, classes.representative.size(), classes.representative.data());
    const Handle dataset_ = open_dataset("class");
    hdf5::write_attribute(dataset_.get(), "equivalence", classes.equivalence);
  }

  /// A dimension without values of its own, as netCDF writes one: a dataset that nothing is written into. Without it netCDF and
  /// h5netcdf would have to make up a name.
  Handle dimension(const std::string& dimension_name, hsize_t extent) {
    const Handle space = checked(H5Screate_simple(1, &extent, nullptr), H5Sclose, where, "create a dataspace");
    const Handle creation = checked(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, where, "create a property list");
    check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
    Handle scale = checked(H5Dcreate2(file.get(), dimension_name.c_str(), H5T_IEEE_F32BE, space.get(), H5P_DEFAULT, creation.get(), H5P_DEFAULT),
                           H5Dclose, where, "create a dataset");
    char name[80];
    std::snprintf(name, sizeof name, "This is a netCDF dimension but not a netCDF variable.%10llu", static_cast<unsigned long long>(extent));
    check(H5DSset_scale(scale.get(), name), where, "make a dimension scale");
    return scale;
  }

  /// Names the dimensions, so that netCDF and xarray open the file with labelled axes.
  void attach_scales() {
    const auto scale_of = [&](const std::string& name) {
      Handle scale = open_dataset(name);
      check(H5DSset_scale(scale.get(), name.c_str()), where, "make a dimension scale");
      return scale;
    };
    const Handle rows = schema.numbered ? scale_of("index") : dimension("row", schema.n_rows);
    const auto attach = [&](const std::string& name, const Handle& scale, unsigned dimension) {
      const Handle dataset_ = open_dataset(name);
      check(H5DSattach_scale(dataset_.get(), scale.get(), dimension), where, "attach a dimension scale");
    };
    if (keys) {
      attach("key", rows, 0);
      attach("key", dimension("key_characters", schema.key_width), 1);
      hdf5::write_attribute(open_dataset("key").get(), "_Encoding", std::string("utf-8"));
    }
    if (schema.classes) attach("class", scale_of("class_index"), 0);
    if (row_divisor) attach("row_divisor", rows, 0);
    if (adjacency) {
      attach("adjacency", rows, 0);
      attach("adjacency", scale_of("operation_names"), 1);
    }
    for (const SideColumn& side : schema.sides) attach(side.path, rows, 0);
    if (!features) return;
    const Handle names = scale_of("feature_names");
    attach("features", rows, 0);
    attach("features", names, 1);
    attach("divisor", names, 0);
  }

  void write_attributes() {
    const hid_t root = file.get();
    hdf5::write_attribute(root, "format", std::string(store_format::kName));
    hdf5::write_attribute(root, "format_version", store_format::kVersion);
    hdf5::write_attribute(root, "cartograf_version", std::string(CARTOGRAF_VERSION));
    hdf5::write_attribute(root, "space", schema.features.space);
    hdf5::write_attribute(root, "space_definition", schema.space_definition);
    hdf5::write_attribute(root, "convention", schema.features.convention);
    hdf5::write_attribute(root, "families", joined(schema.features.families));
    if (schema.seed) hdf5::write_attribute(root, "seed", *schema.seed);
    if (!schema.numbered) hdf5::write_attribute(root, "numbered", std::int64_t{0});
    if (features) {
      hdf5::write_attribute(root, "features_digest", features->digest());
    }
    if (!adjacency) return;
    const Handle masks = open_dataset("adjacency");
    hdf5::write_attribute(masks.get(), "edges", schema.adjacency->edges);
  }

  void finish() {
    CARTOGRAF_EXPECTS(appended == schema.n_rows);
    for (hdf5::ChunkedWriter& side : sides) side.finish();
    if (adjacency) {
      adjacency->finish();
      hdf5::write_texts(file.get(), "operation_names", schema.adjacency->operations, where);
    }
    if (row_divisor) row_divisor->finish();
    if (keys) keys->finish();
    if (index) index->finish();
    if (features) {
      features->finish();
      write_columns();
    }
    if (schema.classes) write_classes();
    attach_scales();
    write_attributes();
    hdf5::write_attribute(file.get(), hdf5::kDescriptionDigest, hdf5::description_digest(hdf5::facts_of_file(file.get(), where)));
    hdf5::write_attribute(file.get(), "complete", std::int64_t{1});
    if (!file.reset()) hdf5::fail(where, "write");
    if (journal) sync(target.descriptor(), where);
    target.commit();
    journal.reset();
  }
};

std::string hdf5_version() { return hdf5::library_version(); }

StoreWriter::StoreWriter(const std::filesystem::path& target, StoreSchema schema, Compression compression, bool overwrite, int threads,
                         const std::optional<Resumption>& resumption)
    : state_(std::make_unique<State>(target, std::move(schema), compression, overwrite, threads, resumption)) {}
StoreWriter::~StoreWriter() = default;

const StoreSchema& StoreWriter::schema() const { return state_->schema; }
std::uint64_t StoreWriter::first_row() const { return state_->first_row; }
void StoreWriter::append(const StoreRows& rows) { state_->append(rows); }
void StoreWriter::finish() { state_->finish(); }

std::size_t mask_size(const AdjacencyBits& bits) {
  const std::size_t width = bits.word_bits > 0 ? static_cast<std::size_t>(bits.word_bits) : bits.edges.size();
  return width <= 8 ? 1 : width <= 16 ? 2
                      : width <= 32   ? 4
                                      : 8;
}

Compression parse_compression(const std::string& text) {
  if (text == "none") return {};
  if (text == "gzip") return {6};
  if (text.starts_with("gzip:")) {
    const int level = parse_number<int>(std::string_view(text).substr(5)).value_or(0);
    if (level >= 1 && level <= 9) return {level};
  }
  throw InputError("compression: expected none, gzip or gzip:L with L from 1 to 9, found " + in_quotes(text));
}

}  // namespace cartograf
