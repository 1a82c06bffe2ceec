#include "io/hdf5/store_writer.hpp"

#include <hdf5_hl.h>

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
#include "io/hdf5/content_digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/texts.hpp"
#include "io/files/chunk_rows.hpp"
#include "io/files/descriptor.hpp"
#include "io/files/free_space.hpp"
#include "io/files/partial_file.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "io/hdf5/store_format.hpp"
#include "io/hdf5/store_identity.hpp"
#include "io/hdf5/store_reader.hpp"
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

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

void sync(int descriptor, const std::string& where) {
  if (fdatasync(descriptor) != 0 && errno != EINVAL) throw_write_error(where + ": cannot write", errno);
}

}  // namespace

struct StoreWriter::State {
  StoreSchema schema;
  Compression compression;
  int threads;
  std::string where;
  PartialFile target;
  Handle file;
  hdf5::RowPointers pointers;  ///< sorts the schema's side columns
  std::vector<hdf5::RowDataset> forms;
  std::vector<hdf5::ChunkedWriter> datasets;  ///< [forms]; the journal numbers them in this order
  std::optional<ContentDigest> content;
  bool content_known = false;  ///< rows that come now are in `content` already
  std::string identity;        ///< of a part, or of what may be continued
  std::uint64_t first_row = 0, appended = 0, final_size = 0;
  std::optional<hdf5::JournalWriter> journal;
  std::chrono::steady_clock::time_point last_sync = std::chrono::steady_clock::now();

  State(const std::filesystem::path& path, StoreSchema s, Compression c, bool overwrite, int t, const std::optional<StoreRun>& run, const RowsElsewhere& elsewhere)
      : schema(std::move(s)), compression(c), threads(t), where(path.string()),
        target(path, overwrite, run && run->resumed ? Unfinishable::continued : Unfinishable::removed), pointers(schema) {
    hdf5::prepare();
    file = hdf5::create_file(target.path(), where, elsewhere.sources.empty() ? H5F_LIBVER_V18 : H5F_LIBVER_V110);
    create_datasets(elsewhere);
    begin_content();
    CARTOGRAF_EXPECTS(run || !schema.part);
    if (run) identity = text_of(identity_of(schema, compression, *run));
    if (run && run->resumed) begin_journal(*run);
  }

  // Members are destroyed after this: the datasets and the file must be closed before `target` removes the file.
  ~State() {
    if (journal) leave_for_later();
    datasets.clear();
    file.reset();
  }

  /// The group of a path such as "wide/params". HDF5 would make it by itself, but with a time stamp.
  void create_group_of(const std::string& path) {
    const std::string group = path.substr(0, path.find('/'));
    if (H5Lexists(file.get(), group.c_str(), H5P_DEFAULT) > 0) return;
    const Handle creation = checked(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, where, "create a property list");
    check(H5Pset_obj_track_times(creation.get(), false), where, "turn time stamps off");
    checked(H5Gcreate2(file.get(), group.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose, where, "create a group");
  }

  void create_datasets(const RowsElsewhere& elsewhere) {
    CARTOGRAF_EXPECTS(schema.numbered || schema.key_width > 0);
    for (const SideColumn& side : schema.sides) create_group_of(side.path);
    forms = hdf5::row_datasets(schema);
    for (const hdf5::RowDataset& one : forms) {
      hdf5::ChunkedWriter::Layout layout{one.path, one.type.get(), schema.n_rows, one.row_elements, one.matrix, true, one.chunk_rows, 0, elsewhere};
      if (compression && elsewhere.sources.empty()) {
        const ChunkShape of_features = packed_chunk_shape(schema.n_rows, std::max<std::size_t>(schema.features.columns.size(), 1), size_of(schema.features.dtype));
        const ChunkShape shape = packed_chunk_shape(schema.n_rows, one.row_elements, H5Tget_size(one.type.get()));
        if (one.matrix || one.path == "row_divisor") layout.chunk_rows = one.matrix ? shape.rows : of_features.rows;
        if (one.matrix) layout.chunk_columns = shape.columns;
      }
      datasets.emplace_back(file.get(), layout, compression, threads, where);
    }
  }

  void begin_content() {
    if (!schema.content_digest || !ContentDigest::is_of(schema)) return;
    content.emplace(schema);
    for (std::size_t i = 0; i < datasets.size(); ++i) {
      const std::string& path = forms[i].path;
      if (!ContentDigest::counts(schema, path)) continue;
      datasets[i].listen_to_rows([this, path](const std::byte* rows, std::uint64_t n) {
        return content_known ? std::vector<std::function<void()>>() : content->tasks_of(path, rows, n);
      });
    }
  }

  /// Null where the store has none of that path.
  hdf5::ChunkedWriter* dataset_of(const std::string& path) {
    const auto found = std::find_if(forms.begin(), forms.end(), [&](const hdf5::RowDataset& one) { return one.path == path; });
    return found == forms.end() ? nullptr : &datasets[static_cast<std::size_t>(found - forms.begin())];
  }

  /// HDF5 puts a chunk behind all that was there, and writes it at once: it ends where the file ends. (H5Dget_chunk_info_by_coord() would
  /// look at all chunks of the dataset each time.) Were that not so, the checksum would say so when it is read.
  void note_chunk(std::uint32_t dataset, const hdf5::StoredChunk& chunk) {
    struct stat now {};
    if (fstat(target.descriptor(), &now) != 0) throw IoError(where + ": cannot write: " + describe_errno(errno));
    journal->add({dataset, chunk.skipped_filters, static_cast<std::uint64_t>(now.st_size) - chunk.size, chunk.size, hdf5::hash_of(chunk.bytes, chunk.size)});
  }

  void begin_journal(const StoreRun& run) {
    // Which part it is decides the bytes of the file, but is no fact that all parts have.
    std::string work = identity;
    if (schema.part) {
      StoreFactList facts = facts_of(identity, where);
      facts.emplace_back("the shard", std::to_string(schema.part->number));
      work = text_of(facts);
    }
    journal.emplace(target.journal(), where, work);
    for (std::size_t i = 0; i < datasets.size(); ++i) {
      datasets[i].listen([this, i](const hdf5::StoredChunk& chunk) { note_chunk(static_cast<std::uint32_t>(i), chunk); });
    }
    restore_best(work);
    std::uint64_t complete = schema.n_rows;
    for (const hdf5::ChunkedWriter& one : datasets) complete = std::min(complete, one.written());
    first_row = appended = complete / run.batch_rows * run.batch_rows;
    for (hdf5::ChunkedWriter& one : datasets) one.begin_at(first_row);
  }

  [[noreturn]] void refuse_other_work(const std::string& begun, const std::string& asked) const {
    throw InputError(where + ": --resume: expected what the earlier run began, found another: " +
                     difference(facts_of(asked, where), facts_of(begun, where), "there it was") + "; --overwrite without --resume begins anew");
  }

  /// Of what earlier runs left the longest is taken, and all removed: this one has it now.
  void restore_best(const std::string& work) {
    const EarlierRun* best = nullptr;
    std::vector<hdf5::JournalChunk> chunks;
    for (const EarlierRun& run : target.earlier_runs()) {
      std::optional<hdf5::Journal> found = hdf5::read_journal(run.journal.number());
      if (!found) continue;
      if (found->identity != work) refuse_other_work(found->identity, work);
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

  /// Rows that are divided by a number of their own come behind it, in each file that is written.
  bool divisors_are_there(std::size_t dataset) {
    const hdf5::ChunkedWriter* const divisors = dataset_of("row_divisor");
    if (divisors == nullptr || forms[dataset].path != "features") return true;
    const hdf5::ChunkedWriter& features = datasets[dataset];
    return divisors->written() >= std::min(schema.n_rows, features.written() + features.rows_per_chunk());
  }

  void restore(const EarlierRun& run, const std::vector<hdf5::JournalChunk>& chunks) {
    const std::uint64_t size = file_size(run.data.number());
    std::vector<std::byte> bytes;
    for (const hdf5::JournalChunk& chunk : chunks) {
      if (chunk.dataset >= datasets.size() || chunk.size > datasets[chunk.dataset].most_stored() || chunk.address > size || chunk.size > size - chunk.address) return;
      if (!divisors_are_there(chunk.dataset)) return;
      bytes.resize(chunk.size);
      if (read_at(run.data.number(), bytes.data(), bytes.size(), chunk.address) != bytes.size()) return;
      if (hdf5::hash_of(bytes.data(), bytes.size()) != chunk.hash) return;
      const hdf5::StoredChunk stored{bytes.data(), bytes.size(), chunk.skipped_filters};
      if (!datasets[chunk.dataset].restore({&stored, 1})) return;
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
    if (std::none_of(datasets.begin(), datasets.end(), [](const hdf5::ChunkedWriter& one) { return one.written() > 0; })) return;
    target.keep();
    try {
      commit();
    } catch (const std::exception&) {  // a full disk: what the journal says of what is not there is found by checksums
    }
  }

  Written written() const {
    Written now{appended, final_size > 0 ? final_size : file_size(target.descriptor()), 0, static_cast<bool>(compression)};
    for (const hdf5::ChunkedWriter& one : datasets) now.bytes_uncompressed += one.written_size();
    return now;
  }

  void append(const StoreRows& rows) {
    CARTOGRAF_EXPECTS(appended + rows.n_rows <= schema.n_rows);
    appended += rows.n_rows;
    const std::vector<const void*>& columns = pointers.of(rows);
    CARTOGRAF_EXPECTS(columns.size() == datasets.size());
    for (std::size_t i = 0; i < datasets.size(); ++i) datasets[i].append(columns[i], rows.n_rows);
    if (!journal) return;
    journal->flush();
    constexpr std::chrono::seconds between_commits(10);
    if (std::chrono::steady_clock::now() - last_sync > between_commits) commit();
  }

  /// What is read of each dataset of a part, piece by piece, in the order in which one run would have written it.
  std::vector<StoredPiece> pieces_of(const StoreReader& part, std::uint64_t batch_rows) const {
    const std::uint64_t n_rows = part.schema().n_rows;
    std::vector<std::uint64_t> taken(datasets.size());
    std::vector<StoredPiece> pieces;
    for (std::uint64_t end = 0; end < n_rows;) {
      end = std::min(n_rows, (appended + end) / batch_rows * batch_rows + batch_rows - appended);
      for (std::size_t i = 0; i < datasets.size(); ++i) {
        const hdf5::ChunkedWriter& one = datasets[i];
        const std::uint64_t chunk_rows = one.rows_per_chunk(), at_once = std::max<std::uint64_t>(1, StoreReader::kPieceSize / forms[i].row_size());
        // What is divided never comes before its divisors.
        const bool chunks = forms[i].path != "row_divisor" && one.at_chunk() && hdf5::layout_of(one.dataset()) == part.layouts()[i];
        const std::uint64_t n_chunks_at_once = std::max<std::uint64_t>(1, at_once / chunk_rows);
        while (chunks && taken[i] + chunk_rows <= end) {
          const std::uint64_t n = std::min((end - taken[i]) / chunk_rows, n_chunks_at_once) * chunk_rows;
          pieces.push_back({i, taken[i], n, true});
          taken[i] += n;
        }
        while (taken[i] < end && (!chunks || end == n_rows)) {
          const std::uint64_t n = std::min(at_once, end - taken[i]);
          pieces.push_back({i, taken[i], n, false});
          taken[i] += n;
        }
      }
    }
    return pieces;
  }

  /// SHA-256 takes longer than all else about a row. The digests in a part are believed where they are those of its content digest: whoever
  /// forges rows and the checksum of rows has the digest that he leaves. verify() of the whole takes it anew.
  bool add_block_digests(const StoreReader& part) {
    const std::uint64_t n_rows = part.schema().n_rows;
    ContentDigest of_part(part.schema());
    const std::vector<ContentDigest::Hash> blocks = part.read_block_digests(of_part.n_blocks(n_rows));
    if (blocks.empty() || part.content_digest().empty()) return false;
    if (!of_part.add_blocks(blocks, n_rows, true) || of_part.finish() != part.content_digest()) {
      throw InputError(part.name() + ": /" + hdf5::kBlockDigests + " is damaged, or was changed: it is not what the digest of the content was made of");
    }
    return content->add_blocks(blocks, n_rows, appended + n_rows == schema.n_rows);
  }

  void append_store(const StoreReader& part, std::uint64_t batch_rows, const std::function<void(std::uint64_t)>& passed) {
    CARTOGRAF_EXPECTS(!journal && appended + part.schema().n_rows <= schema.n_rows);
    content_known = content && add_block_digests(part);
    for (hdf5::ChunkedWriter& one : datasets) one.begin_part();
    part.read_pieces(pieces_of(part, batch_rows), [&](const StoredPiece& piece, const StoredRows& rows) {
      hdf5::ChunkedWriter& one = datasets[piece.dataset];
      if (!piece.chunks) {
        one.append(rows.bytes.data(), piece.n_rows);
      } else {
        std::vector<hdf5::StoredChunk> chunks;
        std::size_t begin = 0;
        for (const auto& [size, skipped_filters] : rows.chunks) {
          chunks.push_back({rows.bytes.data() + begin, size, skipped_filters});
          begin += size;
        }
        if (!one.append_stored(chunks)) throw InputError(part.name() + ": /" + forms[piece.dataset].path + " is damaged: a chunk cannot be unpacked");
      }
      if (passed && piece.dataset + 1 == datasets.size()) passed(piece.first + piece.n_rows);
    });
    for (std::size_t i = 0; i < datasets.size(); ++i) {
      const std::string found = datasets[i].end_part(), stored = part.row_digests()[i];
      if (!stored.empty() && stored != found) throw InputError(part.name() + ": /" + forms[i].path + " is damaged, or was changed: its checksum is wrong");
    }
    appended += part.schema().n_rows;
    content_known = false;
  }

  /// HDF5 has the file open no more; the descriptor, and with it the lock, stay.
  std::filesystem::path lend() {
    CARTOGRAF_EXPECTS(!journal && appended == 0);
    for (hdf5::ChunkedWriter& one : datasets) one.lend();
    if (!file.reset()) hdf5::fail(where, "write");
    return target.lend();
  }

  void take_back(std::uint64_t batch_rows, const std::vector<ContentDigest::Hash>& blocks, const std::function<void(std::uint64_t)>& passed) {
    file = hdf5::open_to_change(target.path(), where);
    for (hdf5::ChunkedWriter& one : datasets) one.take_back(file.get());
    content_known = content && !blocks.empty() && content->add_blocks(blocks, schema.n_rows, true);
    while (appended < schema.n_rows) {
      appended = std::min(schema.n_rows, appended + batch_rows);
      for (hdf5::ChunkedWriter& one : datasets) one.take_rows(appended);
      if (passed) passed(appended);
    }
    content_known = false;
  }

  Handle open_dataset(const std::string& name) {
    return checked(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, where, "open a dataset");
  }

  void write_small_dataset(const std::string& name, hid_t type, const std::vector<hsize_t>& extent, const void* data) {
    const Handle space = checked(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose, where, "create a dataspace");
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
    write_small_dataset("divisor", H5T_STD_I32LE, {divisors.size()}, divisors.data());
  }

  void write_classes() {
    const ClassTable& classes = *schema.classes;
    write_small_dataset("class_index", H5T_STD_U64LE, {classes.index.size()}, classes.index.data());
    write_small_dataset("class", H5T_STD_U64LE, {classes.representative.size()}, classes.representative.data());
    const Handle dataset_ = open_dataset("class");
    hdf5::write_attribute(dataset_.get(), "equivalence", classes.equivalence);
  }

  void write_block_digests() {
    const std::vector<ContentDigest::Hash> blocks = content->blocks();
    write_small_dataset(hdf5::kBlockDigests, H5T_STD_U8LE, {blocks.size(), sizeof blocks[0]}, blocks.data());
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
    if (schema.key_width > 0) {
      attach("key", rows, 0);
      attach("key", dimension("key_characters", schema.key_width), 1);
      hdf5::write_attribute(open_dataset("key").get(), "_Encoding", std::string("utf-8"));
    }
    if (schema.classes) attach("class", scale_of("class_index"), 0);
    if (schema.row_divisor) attach("row_divisor", rows, 0);
    if (schema.adjacency) {
      attach("adjacency", rows, 0);
      attach("adjacency", scale_of("operation_names"), 1);
    }
    for (const SideColumn& side : schema.sides) attach(side.path, rows, 0);
    if (schema.features.columns.empty()) return;
    const Handle names = scale_of("feature_names");
    attach("features", rows, 0);
    attach("features", names, 1);
    attach("divisor", names, 0);
  }

  void write_attributes(const hdf5::StoreFacts& facts) {
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
    if (!facts.digest.empty()) hdf5::write_attribute(root, "features_digest", facts.digest);
    if (!facts.content_digest.empty()) hdf5::write_attribute(root, hdf5::kContentDigest, facts.content_digest);
    if (schema.part) hdf5::write_part(root, *schema.part, identity);
    if (!schema.adjacency) return;
    const Handle masks = open_dataset("adjacency");
    hdf5::write_attribute(masks.get(), "edges", schema.adjacency->edges);
  }

  void complete() {
    CARTOGRAF_EXPECTS(appended == schema.n_rows);
    for (auto one = datasets.rbegin(); one != datasets.rend(); ++one) one->finish();
    if (schema.adjacency) hdf5::write_texts(file.get(), "operation_names", schema.adjacency->operations, where);
    if (!schema.features.columns.empty()) write_columns();
    if (schema.classes) write_classes();
    attach_scales();
    const std::string content_digest = content ? content->finish() : "";
    if (schema.part && content) write_block_digests();
    const hdf5::ChunkedWriter* const features = dataset_of("features");
    const hdf5::StoreFacts facts{schema, features == nullptr ? "" : features->digest(), true, CARTOGRAF_VERSION, schema.part ? identity : "", content_digest, {}};
    write_attributes(facts);
    hdf5::write_attribute(file.get(), hdf5::kDescriptionDigest, hdf5::description_digest(facts));
    hdf5::write_attribute(file.get(), "complete", std::int64_t{1});
    if (!file.reset()) hdf5::fail(where, "write");
    if (journal) sync(target.descriptor(), where);
    final_size = file_size(target.descriptor());
  }

  void give_name() {
    target.commit();
    journal.reset();
  }
};

std::string hdf5_version() { return hdf5::library_version(); }

StoreWriter::StoreWriter(const std::filesystem::path& target, StoreSchema schema, Compression compression, bool overwrite, int threads,
                         const std::optional<StoreRun>& run, const RowsElsewhere& elsewhere)
    : state_(std::make_unique<State>(target, std::move(schema), compression, overwrite, threads, run, elsewhere)) {}
StoreWriter::~StoreWriter() = default;

const StoreSchema& StoreWriter::schema() const { return state_->schema; }
std::uint64_t StoreWriter::first_row() const { return state_->first_row; }
Written StoreWriter::written() const { return state_->written(); }
void StoreWriter::append(const StoreRows& rows) { state_->append(rows); }
void StoreWriter::append_store(const StoreReader& part, std::uint64_t batch_rows, const std::function<void(std::uint64_t)>& passed) {
  state_->append_store(part, batch_rows, passed);
}
std::filesystem::path StoreWriter::lend() { return state_->lend(); }
void StoreWriter::take_back(std::uint64_t batch_rows, const std::vector<ContentDigest::Hash>& blocks, const std::function<void(std::uint64_t)>& passed) {
  state_->take_back(batch_rows, blocks, passed);
}
void StoreWriter::finish() {
  complete();
  give_name();
}
void StoreWriter::complete() { state_->complete(); }
void StoreWriter::give_name() { state_->give_name(); }

}  // namespace cartograf
