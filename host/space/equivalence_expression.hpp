#pragma once

#include <cstdint>
#include <string>

#include "host/space/equivalence.hpp"

namespace cartograf {

/// How an expression shows the zero operation and what comes of it.
enum class ZeroPrinting {
  operation,  ///< like any other operation
  marker,     ///< a term `#`
  dropped,    ///< not at all
};

/// The output of a cell as a string, as Dong and Yang print it for NAS-Bench-201 (ICLR 2020; `to_unique_str` of the
/// published code); several outputs have commas between them. Input i is the number i; an edge with an operation is
/// `(source)@name`, an identity is its source's string itself; a node joins the strings of its edges, sorted by their
/// bytes, with `+`. A string that comes through an identity is one term, even if it is a sum. A fixed edge is an
/// operation named `out`. Throws InputError when a string passes 1 MiB, as those of many shared nodes may.
std::string expression_text(const EdgeGraph& graph, const std::uint64_t* words, ZeroPrinting zeros);

}  // namespace cartograf
