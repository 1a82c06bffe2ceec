#pragma once

#include <string>
#include <vector>

#include "host/engine/architectures.hpp"
#include "host/engine/execution.hpp"
#include "host/engine/key_table.hpp"
#include "host/notation/notation.hpp"
#include "io/files/text_output.hpp"

namespace cartograf {

// Numbers of architectures beside their keys.

/// Throws InputError for an order that the space does not have.
void check_orders(const SearchSpace& space, const std::vector<IndexOrder>& orders);
/// "nats_index": what a column of them is called.
std::string order_column(IndexOrder order);
/// ",nats_index,cartograf_index": a header's columns for them, directly behind that of the keys.
std::string order_columns(const std::vector<IndexOrder>& orders);
/// ",1462,0": their fields.
std::string order_fields(const SearchSpace& space, const std::vector<IndexOrder>& orders, std::uint64_t index);

/// How architectures are written out as text.
struct ConvertOptions {
  std::string notation = "net";      ///< a name of find_notation()
  std::vector<IndexOrder> orders{};  ///< of the numbers behind the keys
};

/// Writes the rows of a table, in their order: a CSV whose column of keys is called `net` and holds the notation, with all
/// other columns as they stand; of a list without orders, a list. Throws InputError for a notation or an order that the
/// space does not have.
void convert_table(const SearchSpace& space, const KeyTable& table, const ConvertOptions& options, OutputStream& out);

/// Writes architectures of a space, in their order: one a line, or a CSV where there are orders. Memory does not grow with
/// their number. Throws as above.
void convert_architectures(const SearchSpace& space, const Architectures& architectures, const ConvertOptions& options, const Execution& execution,
                           OutputStream& out);

}  // namespace cartograf
