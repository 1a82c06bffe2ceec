#include "io/hdf5/shared_store_writer.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/content_digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "io/hdf5/shared_rows.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf {

struct SharedStoreWriter::State {
  const Ranks& ranks;
  StoreSchema schema;
  std::string where;
  Compression compression;
  int threads;
  RankRows mine;
  hdf5::RowPointers pointers;
  std::vector<hdf5::RowDataset> forms;
  std::optional<ContentDigest> content;  ///< of this rank's rows, where each rank's begin with a block of it
  std::optional<StoreWriter> file;       ///< of rank 0
  std::optional<hdf5::SharedRows> rows;
  std::uint64_t appended = 0, n_writes = 0, most_writes = 0;
  std::size_t row_size = 0;
  bool finished = false;

  State(const Ranks& r, const std::filesystem::path& target, const StoreSchema& s, Compression c, bool overwrite, int t, const RankRows& m)
      : ranks(r), schema(s), where(target.string()), compression(c), threads(t), mine(m), pointers(schema), forms(hdf5::row_datasets(schema)) {
    for (const hdf5::RowDataset& one : forms) row_size += one.row_size();
    most_writes = ranks.largest((mine.n + mine.batch_rows - 1) / mine.batch_rows);
    const bool in_blocks = ranks.largest(mine.n == 0 ? 0 : mine.first % ContentDigest::kBlockRows) == 0;
    if (in_blocks && schema.content_digest && ContentDigest::is_of(schema)) content.emplace(schema);
    std::string name;
    ranks.agree([&] {
      if (!ranks.first()) return;
      file.emplace(target, schema, compression, overwrite, threads, std::nullopt, RowsElsewhere{{}, true});
      name = file->lend().string();
    });
    name = ranks.of_first(name);
    ranks.agree([&] { rows.emplace(name, forms, compression, where); });
  }

  void append(const StoreRows& given) {
    CARTOGRAF_EXPECTS(appended + given.n_rows <= mine.n && given.n_rows <= mine.batch_rows);
    const std::vector<const void*>& columns = pointers.of(given);
    SharedTasks digests(content ? digest_tasks(columns, given.n_rows) : std::vector<std::function<void()>>(), std::max(0, resolve_threads(threads) - 1));
    for (std::size_t i = 0; i < forms.size(); ++i) rows->write(i, mine.first + appended, given.n_rows, columns[i]);
    digests.finish();
    appended += given.n_rows;
    ++n_writes;
  }

  std::vector<std::function<void()>> digest_tasks(const std::vector<const void*>& columns, std::uint64_t n) {
    std::vector<std::function<void()>> tasks;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      if (!ContentDigest::counts(schema, forms[i].path)) continue;
      std::vector<std::function<void()>> more = content->tasks_of(forms[i].path, static_cast<const std::byte*>(columns[i]), n);
      tasks.insert(tasks.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
    return tasks;
  }

  /// The digests of the blocks of all ranks' rows, as one rank would have them; empty where ranks have none.
  std::vector<ContentDigest::Hash> blocks_of_all() {
    if (!content) return {};
    content->finish();
    std::string bytes;
    for (const ContentDigest::Hash& hash : content->blocks()) bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
    const std::vector<std::string> of_ranks = ranks.all(bytes), rows_of_ranks = ranks.all(std::to_string(mine.n));
    ContentDigest whole(schema);
    std::uint64_t n_rows = 0;
    for (std::size_t rank = 0; rank < of_ranks.size(); ++rank) {
      std::vector<ContentDigest::Hash> hashes(of_ranks[rank].size() / sizeof(ContentDigest::Hash));
      std::memcpy(hashes.data(), of_ranks[rank].data(), of_ranks[rank].size());
      const std::uint64_t n = std::stoull(rows_of_ranks[rank]);
      n_rows += n;
      if (n > 0 && !whole.add_blocks(hashes, n, n_rows == schema.n_rows)) throw Error(where + ": digests of rank " + std::to_string(rank) + " are not those of its rows");
    }
    whole.finish();
    return whole.blocks();
  }

  void finish(const std::function<void(std::uint64_t)>& passed) {
    CARTOGRAF_EXPECTS(appended == mine.n);
    for (; rows->together() && n_writes < most_writes; ++n_writes) {
      for (std::size_t i = 0; i < forms.size(); ++i) rows->write(i, 0, 0, nullptr);
    }
    ranks.agree([&] { rows->close(); });
    const std::vector<ContentDigest::Hash> blocks = blocks_of_all();
    ranks.agree([&] {
      if (!ranks.first()) return;
      file->take_back(mine.batch_rows, blocks, passed);
      file->complete();
    });
    // Only now, when all ranks are known to be there still.
    ranks.agree([&] {
      if (ranks.first()) file->give_name();
    });
    finished = true;
  }

  Written written() const {
    if (finished && file) return file->written();
    const std::uint64_t bytes = appended * row_size;
    return {appended, compression ? 0 : bytes, bytes, static_cast<bool>(compression)};
  }
};

const Ranks& ranks_of_store_job() {
  hdf5::prepare();
  return Ranks::of_job();
}

SharedStoreWriter::SharedStoreWriter(const Ranks& ranks, const std::filesystem::path& target, const StoreSchema& schema, Compression compression, bool overwrite,
                                     int threads, const RankRows& mine)
    : state_(std::make_unique<State>(ranks, target, schema, compression, overwrite, threads, mine)) {}
SharedStoreWriter::~SharedStoreWriter() = default;

void SharedStoreWriter::append(const StoreRows& rows) { state_->append(rows); }
Written SharedStoreWriter::written() const { return state_->written(); }
void SharedStoreWriter::finish(const std::function<void(std::uint64_t)>& passed) { state_->finish(passed); }

}  // namespace cartograf
