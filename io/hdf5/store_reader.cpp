#include "io/hdf5/store_reader.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <system_error>

#include "io/hdf5/digest.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/packing.hpp"
#include "io/hdf5/reading_child.hpp"
#include "io/hdf5/row_datasets.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {

namespace {

/// Of 64 bits, since bytes between members would be sent as they are.
enum class Wish : std::uint64_t { facts,
                                  features,
                                  index,
                                  keys,
                                  row_divisor,
                                  adjacency,
                                  side,
                                  side_integers,
                                  forms,
                                  classes,
                                  block_digests,
                                  rows,
                                  chunks };

struct Request {
  Wish wish = Wish::facts;
  std::uint64_t side = 0, first = 0, n = 0;  ///< side: of rows and chunks, the number of the dataset
  std::uint64_t slot = 0;                    ///< where in the memory that both see rows and chunks are put
};

/// So many pieces are read ahead, less the one that is taken.
constexpr std::uint64_t kSlots = 4;

template <class Byte>
std::span<Byte> slot_of(std::span<Byte> shared, std::uint64_t slot) {
  return shared.subspan(slot * (shared.size() / kSlots), shared.size() / kSlots);
}

/// What the process that reads the store does for a request. Rows go into the memory that both see, but for keys.
std::string answered(hdf5::OpenStore& store, const Request& request, std::span<std::byte> shared) {
  const StoreSchema& schema = store.facts().schema;
  const auto read = [&](const std::string& name, hid_t type, std::size_t row_size) {
    CARTOGRAF_EXPECTS(request.n * row_size <= shared.size());
    store.read(name, request.first, request.n, type, shared.data());
    return std::string();
  };
  const hid_t feature_types[] = {H5T_NATIVE_INT8, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE};
  switch (request.wish) {
    case Wish::facts: return packed(store.facts());
    case Wish::features: return read("features", feature_types[static_cast<int>(schema.features.dtype)], hdf5::row_size_of(schema.features));
    case Wish::index: return read("index", H5T_NATIVE_UINT64, sizeof(std::uint64_t));
    case Wish::row_divisor: return read("row_divisor", H5T_NATIVE_UINT8, 1);
    case Wish::adjacency: return read("adjacency", H5T_NATIVE_UINT64, schema.adjacency->operations.size() * sizeof(std::uint64_t));
    case Wish::side: return read(schema.sides.at(request.side).path, H5T_NATIVE_DOUBLE, sizeof(double));
    case Wish::side_integers: return read(schema.sides.at(request.side).path, H5T_NATIVE_INT64, sizeof(std::int64_t));
    default: break;
  }
  hdf5::Packer out;
  switch (request.wish) {
    case Wish::keys: out.put(store.read_keys(request.first, request.n)); break;
    case Wish::forms:
      out.put(to_string(store.compression()));
      for (const hdf5::OpenStore::StoredForm& form : store.stored_forms()) {
        out.put(form.layout);
        out.put(form.digest);
      }
      break;
    case Wish::classes: {
      const ClassTable classes = store.read_classes();
      out.put(classes.equivalence);
      out.put(classes.index);
      out.put(classes.representative);
      break;
    }
    case Wish::block_digests: return store.read_block_digests(request.n);
    case Wish::rows: store.read_rows(request.side, request.first, request.n, slot_of(shared, request.slot)); break;
    case Wish::chunks:
      for (const auto& [size, skipped_filters] : store.read_chunks(request.side, request.first, request.n, slot_of(shared, request.slot))) {
        out.put(size);
        out.put(std::uint64_t{skipped_filters});
      }
      break;
    default: CARTOGRAF_EXPECTS(false);
  }
  return out.take();
}

}  // namespace

struct StoreReader::State : hdf5::StoreFacts {
  std::string where;
  hdf5::ReadingChild child;
  PassedRows passed;
  std::vector<std::string> layouts, row_digests;  ///< once they are asked for
  Compression compression;

  State(const std::filesystem::path& path, const std::string& name)
      : where(name.empty() ? path.string() : name), child(where, hdf5::size_of_file(path), [path, name_of_store = where] {
          return [store = std::make_shared<hdf5::OpenStore>(path, name_of_store)](std::string_view bytes, std::span<std::byte> shared) {
            Request request;
            CARTOGRAF_EXPECTS(bytes.size() == sizeof request);
            std::memcpy(&request, bytes.data(), sizeof request);
            return answered(*store, request, shared);
          };
        }) {
    static_cast<hdf5::StoreFacts&>(*this) = hdf5::unpacked_facts(ask({}));
  }

  static std::string_view bytes_of(const Request& request) { return {reinterpret_cast<const char*>(&request), sizeof request}; }

  std::string ask(const Request& request) { return child.ask(bytes_of(request)); }

  void know_forms() {
    if (!layouts.empty()) return;
    const std::string bytes = ask({Wish::forms});
    hdf5::Unpacker in(bytes);
    compression = parse_compression(in.next<std::string>());
    for (std::size_t i = 0; i < hdf5::row_datasets(schema).size(); ++i) {
      in.get(layouts.emplace_back());
      in.get(row_digests.emplace_back());
    }
    in.end();
  }

  void read_pieces(std::span<const StoredPiece> pieces, const std::function<void(const StoredPiece&, const StoredRows&)>& take) {
    const std::vector<hdf5::RowDataset> forms = hdf5::row_datasets(schema);
    std::size_t n_sent = 0, n_received = 0;
    const auto send_ahead = [&] {
      for (; n_sent < std::min(pieces.size(), n_received + kSlots - 1); ++n_sent) {
        const StoredPiece& piece = pieces[n_sent];
        const Request request{piece.chunks ? Wish::chunks : Wish::rows, piece.dataset, piece.first, piece.n_rows, n_sent % kSlots};
        child.send(bytes_of(request));
      }
    };
    try {
      for (const StoredPiece& piece : pieces) {
        send_ahead();
        const std::uint64_t slot = n_received % kSlots;
        ++n_received;
        const std::string answer = child.receive();
        take(piece, rows_of(piece, answer, forms.at(piece.dataset).row_size(), slot));
      }
    } catch (...) {
      drop_answers(n_sent - n_received);
      throw;
    }
  }

  StoredRows rows_of(const StoredPiece& piece, std::string_view answer, std::size_t row_size, std::uint64_t slot) const {
    const std::span<const std::byte> bytes = slot_of(child.shared(), slot);
    hdf5::Unpacker in(answer);
    StoredRows rows;
    std::size_t size = piece.chunks ? 0 : piece.n_rows * row_size;
    while (piece.chunks && !in.empty()) {
      const auto chunk = in.next<std::uint64_t>(), skipped_filters = in.next<std::uint64_t>();
      if (chunk > bytes.size() - size) hdf5::Unpacker::fail();
      rows.chunks.emplace_back(chunk, static_cast<std::uint32_t>(skipped_filters));
      size += chunk;
    }
    in.end();
    if (size > bytes.size()) hdf5::Unpacker::fail();
    rows.bytes = bytes.first(size);
    return rows;
  }

  /// So that the next request has its own answer.
  void drop_answers(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
      try {
        child.receive();
      } catch (const Error&) {  // that was the answer
      }
    }
  }

  /// Rows [first, first + n) of a dataset, of `row_size` bytes in memory each.
  void read(Wish wish, std::uint64_t side, std::uint64_t first, std::uint64_t n, std::size_t row_size, void* out) {
    if (row_size > child.shared().size()) throw InputError(where + ": expected rows of at most " + std::to_string(child.shared().size()) + " bytes, found " + std::to_string(row_size));
    constexpr std::size_t slice = std::size_t{4} << 20;  // of which the pages are soon there and stay
    const std::uint64_t at_once = row_size == 0 ? n : std::max<std::uint64_t>(1, slice / row_size);
    for (std::uint64_t done = 0; done < n && row_size > 0; done += at_once) {
      const std::uint64_t part = std::min(at_once, n - done);
      ask({wish, side, first + done, part});
      std::memcpy(static_cast<std::byte*>(out) + done * row_size, child.shared().data(), part * row_size);
    }
  }

  template <class T>
  std::vector<T> column(Wish wish, std::uint64_t first, std::uint64_t n, std::uint64_t side = 0) {
    std::vector<T> values(n);
    read(wish, side, first, n, sizeof(T), values.data());
    return values;
  }
};

StoreReader::StoreReader(const std::filesystem::path& path, const std::string& name) : state_(std::make_unique<State>(path, name)) {}
StoreReader::~StoreReader() = default;
StoreReader::StoreReader(StoreReader&&) noexcept = default;
StoreReader& StoreReader::operator=(StoreReader&&) noexcept = default;

const std::string& StoreReader::name() const { return state_->where; }
const StoreSchema& StoreReader::schema() const { return state_->schema; }
const std::string& StoreReader::digest() const { return state_->digest; }
bool StoreReader::features_digest_is_of_this_form() const { return state_->digest_is_of_this_form; }
const std::string& StoreReader::content_digest() const { return state_->content_digest; }
const std::string& StoreReader::cartograf_version() const { return state_->version; }
const std::vector<std::string>& StoreReader::left_out() const { return state_->left_out; }

void StoreReader::read_features(std::uint64_t first_row, std::uint64_t n_rows, void* out) const {
  const std::size_t row_size = hdf5::row_size_of(state_->schema.features);
  state_->read(Wish::features, 0, first_row, n_rows, row_size, out);
  if (state_->passed.follow(first_row, n_rows, state_->schema.n_rows, out, row_size) && state_->digest_is_of_this_form && state_->passed.digest() != state_->digest) {
    throw InputError(state_->where + ": /features is damaged: its checksum is wrong");
  }
}

std::vector<std::uint64_t> StoreReader::read_index(std::uint64_t first_row, std::uint64_t n_rows) const {
  return state_->column<std::uint64_t>(Wish::index, first_row, n_rows);
}

std::vector<std::string> StoreReader::read_keys(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (state_->schema.key_width == 0) return std::vector<std::string>(n_rows);
  const std::string bytes = state_->ask({Wish::keys, 0, first_row, n_rows});
  hdf5::Unpacker in(bytes);
  auto keys = in.next<std::vector<std::string>>();
  in.end();
  if (keys.size() != n_rows) hdf5::Unpacker::fail();
  return keys;
}

std::vector<std::uint8_t> StoreReader::read_row_divisor(std::uint64_t first_row, std::uint64_t n_rows) const {
  if (!state_->schema.row_divisor) return {};
  std::vector<std::uint8_t> divisors = state_->column<std::uint8_t>(Wish::row_divisor, first_row, n_rows);
  const auto zero = std::find(divisors.begin(), divisors.end(), 0);
  if (zero == divisors.end()) return divisors;
  throw InputError(state_->where + ": /row_divisor: row " + std::to_string(first_row + static_cast<std::uint64_t>(zero - divisors.begin())) + ": expected a number of at least 1, found 0");
}

std::vector<std::uint64_t> StoreReader::read_adjacency(std::uint64_t first_row, std::uint64_t n_rows) const {
  const std::size_t n_words = state_->schema.adjacency->operations.size();
  std::vector<std::uint64_t> words(n_rows * n_words);
  state_->read(Wish::adjacency, 0, first_row, n_rows, n_words * sizeof(std::uint64_t), words.data());
  return words;
}

std::vector<double> StoreReader::read_side(std::size_t side, std::uint64_t first_row, std::uint64_t n_rows) const {
  return state_->column<double>(Wish::side, first_row, n_rows, side);
}

std::vector<std::int64_t> StoreReader::read_side_integers(std::size_t side, std::uint64_t first_row,
                                                          std::uint64_t n_rows) const {
  return state_->column<std::int64_t>(Wish::side_integers, first_row, n_rows, side);
}

StoreFactList StoreReader::part_identity() const { return facts_of(state_->part_identity, state_->where); }

ClassTable StoreReader::read_classes() const {
  const std::string bytes = state_->ask({Wish::classes});
  hdf5::Unpacker in(bytes);
  ClassTable classes;
  in.get(classes.equivalence);
  in.get(classes.index);
  in.get(classes.representative);
  in.end();
  return classes;
}

std::vector<Sha256> StoreReader::read_block_digests(std::size_t n) const {
  const std::string bytes = state_->ask({Wish::block_digests, 0, 0, n});
  if (bytes.empty()) return {};
  std::vector<Sha256> digests(n);
  if (bytes.size() != n * sizeof digests[0]) hdf5::Unpacker::fail();
  std::memcpy(digests.data(), bytes.data(), bytes.size());
  return digests;
}

Compression StoreReader::compression() const {
  state_->know_forms();
  return state_->compression;
}

const std::vector<std::string>& StoreReader::layouts() const {
  state_->know_forms();
  return state_->layouts;
}

const std::vector<std::string>& StoreReader::row_digests() const {
  state_->know_forms();
  return state_->row_digests;
}

void StoreReader::read_pieces(std::span<const StoredPiece> pieces, const std::function<void(const StoredPiece&, const StoredRows&)>& take) const {
  state_->read_pieces(pieces, take);
}

bool StoreReader::features_intact() const {
  const StoreSchema& schema = state_->schema;
  const std::size_t row_size = hdf5::row_size_of(schema.features);
  if (row_size == 0) return true;
  const std::uint64_t rows_at_once = std::max<std::uint64_t>(1, (std::uint64_t{16} << 20) / row_size);
  std::vector<std::byte> rows(std::min(rows_at_once, schema.n_rows) * row_size);
  PassedRows passed;
  for (std::uint64_t first = 0; first < schema.n_rows; first += rows_at_once) {
    const std::uint64_t n = std::min(rows_at_once, schema.n_rows - first);
    state_->read(Wish::features, 0, first, n, row_size, rows.data());
    passed.follow(first, n, schema.n_rows, rows.data(), row_size);
  }
  return !state_->digest_is_of_this_form || passed.digest() == state_->digest;
}

}  // namespace cartograf
