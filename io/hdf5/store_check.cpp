#include "io/hdf5/store_check.hpp"

#include <algorithm>
#include <optional>

#include "io/hdf5/content_digest.hpp"
#include "io/hdf5/digest.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/task_threads.hpp"

namespace cartograf {

StoreCheck check_store(const StoreReader& store, int threads, const std::function<void(std::uint64_t)>& passed) {
  const StoreSchema& schema = store.schema();
  const std::vector<hdf5::RowDataset> datasets = hdf5::row_datasets(schema);
  std::size_t widest = 1;
  for (const hdf5::RowDataset& one : datasets) widest = std::max(widest, one.row_size());
  const std::uint64_t at_once = std::max<std::uint64_t>(1, StoreReader::kPieceSize / widest);
  std::vector<StoredPiece> pieces;
  for (std::uint64_t first = 0; first < schema.n_rows; first += at_once) {
    for (std::size_t i = 0; i < datasets.size(); ++i) pieces.push_back({i, first, std::min(at_once, schema.n_rows - first), false});
  }
  std::vector<Digest> digests(datasets.size());
  std::optional<ContentDigest> content;
  if (ContentDigest::is_of(schema)) content.emplace(schema);
  store.read_pieces(pieces, [&](const StoredPiece& piece, const StoredRows& rows) {
    const std::string& path = datasets[piece.dataset].path;
    std::vector<std::function<void()>> tasks;
    if (content && ContentDigest::counts(schema, path)) tasks = content->tasks_of(path, rows.bytes.data(), piece.n_rows);
    tasks.emplace_back([&] { digests[piece.dataset].update(rows.bytes.data(), rows.bytes.size()); });
    SharedTasks(std::move(tasks), resolve_threads(threads) - 1).finish();
    if (passed && piece.dataset + 1 == datasets.size()) passed(piece.first + piece.n_rows);
  });
  StoreCheck check;
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    std::string stored = store.row_digests()[i];
    if (stored.empty() && datasets[i].path == "features" && store.features_digest_is_of_this_form()) stored = store.digest();
    if (stored.empty()) {
      check.without_checksum.push_back("/" + datasets[i].path);
    } else if (stored != digests[i].text()) {
      throw InputError(store.name() + ": /" + datasets[i].path + " is damaged, or was changed: its checksum is wrong");
    }
  }
  if (!content) return check;
  check.content_digest = content->finish();
  if (!store.content_digest().empty() && store.content_digest() != check.content_digest) {
    throw InputError(store.name() + ": its content was changed: expected " + store.content_digest() + ", as it says, found " + check.content_digest);
  }
  const std::vector<ContentDigest::Hash> blocks = store.read_block_digests(content->n_blocks(schema.n_rows));
  if (!blocks.empty() && blocks != content->blocks()) throw InputError(store.name() + ": /block_digests is damaged, or was changed: it is not of these rows");
  return check;
}

}  // namespace cartograf
