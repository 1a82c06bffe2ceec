#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/space/search_space.hpp"

namespace cartograf {

/// How a benchmark or a code base writes an architecture as one text (docs/keys.md). What such texts name is the same as
/// what the space's own key names, SearchSpace::key(), which is the notation `net`.
struct Notation {
  const char* name;
  const char* summary;
  /// Whether architectures of the space are written so.
  bool (*is_of)(const SearchSpace& space);
  /// Whether the beginning of a text says that it is written so; read() checks the rest.
  bool (*recognises)(std::string_view text);
  /// Throws KeyError.
  EncodedKey (*read)(const SearchSpace& space, std::string_view text);
  std::string (*write)(const SearchSpace& space, const EncodedKey& architecture);
};

/// All notations that the space has, `net` first.
std::vector<const Notation*> notations_of(const SearchSpace& space);
/// Throws InputError, with those that there are.
const Notation& find_notation(const SearchSpace& space, std::string_view name);

/// An order in which somebody numbers the architectures of a space.
enum class IndexOrder {
  none,       ///< keys are texts
  cartograf,  ///< SearchSpace::key(): `/index` of stores
  nats,       ///< that of NATS-Bench, NAS-Bench-201 and HW-NAS-Bench
};
inline constexpr IndexOrder kIndexOrders[] = {IndexOrder::cartograf, IndexOrder::nats};
const char* to_string(IndexOrder order);
/// Throws InputError for a name that is none.
IndexOrder parse_index_order(std::string_view name);
/// The number of an architecture in an order, and back. Throws InputError for a space that is not numbered so, and for a
/// number beyond the space.
std::uint64_t number_of(const SearchSpace& space, IndexOrder order, std::uint64_t index);
std::uint64_t index_of_number(const SearchSpace& space, IndexOrder order, std::uint64_t number);

/// How keys are to be read.
struct KeyReading {
  IndexOrder index = IndexOrder::none;  ///< keys are numbers in this order
  /// Operations on nodes: nodes that lie on no path from the input to the output are taken out first, as NAS-Bench-101 does
  /// (Ying et al., ICML 2019; `ModelSpec` of google-research/nasbench).
  bool prune = false;
};

/// The architecture that a text names in any notation of the space. Throws KeyError.
EncodedKey read_key(const SearchSpace& space, std::string_view text, const KeyReading& reading = {});

}  // namespace cartograf
