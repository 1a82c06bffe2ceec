#include "io/hdf5/content_digest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "io/files/whole_pieces.hpp"
#include "io/hdf5/open_store.hpp"
#include "io/hdf5/sha256.hpp"
#include "kernels/base/dtype.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/macros.hpp"

namespace cartograf {
namespace {

static_assert(std::endian::native == std::endian::little, "rows are hashed as they lie in memory, which is as they lie in the file");

}  // namespace

bool ContentDigest::is_of(const StoreSchema& schema) {
  return !schema.features.columns.empty() || std::any_of(schema.sides.begin(), schema.sides.end(), [&](const SideColumn& side) { return counts(schema, side.path); });
}

bool ContentDigest::counts(const StoreSchema& schema, const std::string& path) {
  return path == "features" || path == "row_divisor" || path == (schema.numbered ? "index" : "key") || path.starts_with("wide/");
}

ContentDigest::ContentDigest(const StoreSchema& schema) : columns_(schema.features.columns), dtype_(schema.features.dtype) {
  for (std::size_t i = 0; i < columns_.size(); ++i) (columns_[i].divisor == FeatureColumn::kReal ? real_ : whole_).push_back(i);
  as_they_are_ = dtype_ == Dtype::int8 && real_.empty();
  of_rows_ = dtype_ != Dtype::int8 && schema.row_divisor;
  add_source(schema.numbered ? "index" : "key", schema.numbered ? sizeof(std::uint64_t) : schema.key_width, {schema.numbered ? "index" : "key"});
  std::vector<std::string> names;
  if (!whole_.empty()) names.emplace_back("whole");
  if (!real_.empty()) names.emplace_back("real");
  if (!columns_.empty()) add_source("features", hdf5::row_size_of(schema.features), names);
  for (const SideColumn& side : schema.sides) {
    if (counts(schema, side.path)) add_source(side.path, sizeof(std::int64_t), {side.path});
  }
}

void ContentDigest::add_source(const std::string& path, std::size_t row_size, std::vector<std::string> names) {
  Source& source = sources_.emplace_back(Source{path, row_size});
  source.hashes.resize(names.size());
  source.names = std::move(names);
}

ContentDigest::Source& ContentDigest::source_of(const std::string& path) {
  const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const Source& one) { return one.path == path; });
  CARTOGRAF_EXPECTS(found != sources_.end());
  return *found;
}

std::vector<std::function<void()>> ContentDigest::tasks_of(const std::string& path, const std::byte* rows, std::uint64_t n) {
  if (path == "row_divisor") {
    take_divisors(rows, n);
    return {};
  }
  Source& source = source_of(path);
  const std::size_t block_size = kBlockRows * source.row_size;
  const std::span<const std::byte> bytes(rows, n * source.row_size);
  std::vector<std::function<void()>> tasks;
  take_whole_pieces(source.pending, block_size, bytes, [&](const std::byte* blocks, std::size_t n_blocks) {
    // What began with earlier rows lies in the buffer for those, which the next rows will be in.
    const bool stays = blocks >= bytes.data() && blocks < bytes.data() + bytes.size();
    const auto owned = stays ? nullptr : std::make_shared<std::vector<std::byte>>(blocks, blocks + block_size);
    for (std::size_t i = 0; i < n_blocks; ++i) {
      const std::byte* const block = owned ? owned->data() : blocks + i * block_size;
      const std::size_t number = source.hashes.front().size();
      for (std::vector<Hash>& hashes : source.hashes) hashes.emplace_back();
      tasks.emplace_back([this, &source, block, number, owned] { hash_block(source, block, kBlockRows, number); });
    }
  });
  return tasks;
}

void ContentDigest::hash_block(Source& source, const std::byte* rows, std::uint64_t n, std::size_t block) const {
  if (source.path == "features" && !as_they_are_) return hash_features(source, rows, n, block);
  source.hashes.front()[block] = sha256(rows, n * source.row_size);
}

void ContentDigest::hash_features(Source& source, const std::byte* rows, std::uint64_t n, std::size_t block) const {
  const std::uint64_t first = block * kBlockRows;
  CARTOGRAF_EXPECTS(!of_rows_ || (first >= first_divisor_ && first - first_divisor_ + n <= row_divisors_.size()));
  const std::uint8_t* const divisors = of_rows_ ? &row_divisors_[first - first_divisor_] : nullptr;
  std::vector<std::int8_t> whole(n * whole_.size());
  std::vector<double> real(n * real_.size());
  with_dtype(dtype_, [&](auto zero) {
    using T = decltype(zero);
    std::vector<T> values(columns_.size());
    std::vector<float> times(whole_.size(), 1);
    std::vector<std::size_t> by_row;
    for (std::size_t i = 0; i < whole_.size() && !std::is_same_v<T, std::int8_t>; ++i) {
      times[i] = static_cast<float>(columns_[whole_[i]].divisor);
      if (columns_[whole_[i]].divisor == 0) by_row.push_back(i);
    }
    for (std::uint64_t row = 0; row < n; ++row) {
      std::memcpy(values.data(), rows + row * source.row_size, source.row_size);
      for (const std::size_t i : by_row) times[i] = divisors[row];
      std::int8_t* const out = whole.data() + row * whole_.size();
      for (std::size_t i = 0; i < whole_.size(); ++i) {
        // To the nearest whole number: behind this one float32 has no bits for what is less.
        constexpr float no_fraction = 12582912;
        out[i] = static_cast<std::int8_t>(static_cast<std::int32_t>(static_cast<float>(values[whole_[i]]) * times[i] + no_fraction - no_fraction));
      }
      for (std::size_t i = 0; i < real_.size(); ++i) {
        const auto value = static_cast<double>(values[real_[i]]);
        real[row * real_.size() + i] = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
      }
    }
  });
  std::size_t name = 0;
  if (!whole_.empty()) source.hashes[name++][block] = sha256(whole.data(), whole.size());
  if (!real_.empty()) source.hashes[name][block] = sha256(real.data(), real.size() * sizeof(double));
}

/// Of rows whose features are hashed no divisor is kept.
void ContentDigest::take_divisors(const std::byte* rows, std::uint64_t n) {
  if (!of_rows_) return;
  const std::uint64_t hashed = source_of("features").hashes.front().size() * kBlockRows, passed = std::min<std::uint64_t>(hashed - first_divisor_, row_divisors_.size());
  row_divisors_.erase(row_divisors_.begin(), row_divisors_.begin() + static_cast<std::ptrdiff_t>(passed));
  first_divisor_ += passed;
  const auto* divisors = reinterpret_cast<const std::uint8_t*>(rows);
  row_divisors_.insert(row_divisors_.end(), divisors, divisors + n);
}

std::vector<ContentDigest::Hash> ContentDigest::blocks() const {
  std::vector<Hash> all;
  for (const Source& source : sources_) {
    for (const std::vector<Hash>& hashes : source.hashes) all.insert(all.end(), hashes.begin(), hashes.end());
  }
  return all;
}

std::size_t ContentDigest::n_blocks(std::uint64_t n_rows) const {
  std::size_t n_lists = 0;
  for (const Source& source : sources_) n_lists += source.hashes.size();
  return n_lists * ((n_rows + kBlockRows - 1) / kBlockRows);
}

bool ContentDigest::add_blocks(const std::vector<Hash>& blocks, std::uint64_t n_rows, bool last) {
  if (blocks.size() != n_blocks(n_rows) || (n_rows % kBlockRows != 0 && !last)) return false;
  if (std::any_of(sources_.begin(), sources_.end(), [](const Source& source) { return !source.pending.empty(); })) return false;
  const auto n = static_cast<std::ptrdiff_t>((n_rows + kBlockRows - 1) / kBlockRows);
  auto next = blocks.begin();
  for (Source& source : sources_) {
    for (std::vector<Hash>& hashes : source.hashes) {
      hashes.insert(hashes.end(), next, next + n);
      next += n;
    }
  }
  row_divisors_.clear();
  if (of_rows_) first_divisor_ = source_of("features").hashes.front().size() * kBlockRows;
  return true;
}

std::string ContentDigest::finish() {
  nlohmann::json columns = nlohmann::json::array(), datasets = nlohmann::json::array();
  for (const FeatureColumn& column : columns_) columns.push_back({column.name, column.divisor});
  for (Source& source : sources_) {
    if (!source.pending.empty()) {
      const std::size_t block = source.hashes.front().size();
      for (std::vector<Hash>& hashes : source.hashes) hashes.emplace_back();
      hash_block(source, source.pending.data(), source.pending.size() / source.row_size, block);
      source.pending.clear();
    }
    for (std::size_t i = 0; i < source.names.size(); ++i) {
      datasets.push_back({source.names[i], hexadecimal(sha256(source.hashes[i].data(), source.hashes[i].size() * sizeof(Hash)))});
    }
  }
  const std::string text = nlohmann::json{columns, datasets}.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  return "sha256:" + hexadecimal(sha256(text.data(), text.size()));
}

}  // namespace cartograf
