#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "host/table/feature_matrix.hpp"
#include "host/family/family.hpp"

namespace cartograf {

/// A column as selectors see it.
struct SelectableColumn {
  std::string name;
  std::string family;  ///< or the name of a joined table; empty = none
};

/// Positions of the columns that selectors choose, each once, ascending. A selector is a name, else a glob (`*`, `?`,
/// `[...]`), or `family:GLOB`; `@FILE` stands for the selectors in a file, one a line. One that begins with `!` takes out
/// again what it chooses, of all columns when it is the first. Throws InputError for a selector that chooses none, with
/// near names, and for an empty file.
std::vector<std::size_t> select_columns(const std::vector<SelectableColumn>& columns, const std::vector<std::string>& selectors);

/// The same of the columns of these names, in the order of the selectors, and a column as often as they choose it.
/// `families` gives the family of each and is called only when a selector, also one in a file, asks for families.
std::vector<std::size_t> select_columns_as_listed(const std::vector<std::string>& names, const std::function<std::vector<std::string>()>& families,
                                                  const std::vector<std::string>& selectors);

/// What select_columns() says of the columns of a matrix.
std::vector<std::size_t> select_columns(const FeatureMatrix& matrix, const std::vector<std::string>& selectors);

/// A selector that chooses the column of this name and no other, whatever its name.
std::string selector_of(const std::string& column_name);

/// The same rows with some of the columns.
FeatureMatrix with_columns(const DescribedRows& all, const std::vector<std::size_t>& columns);

/// Whether architectures have operations on edges and may lack some of the candidate edges, as those of DARTS do.
bool lacks_edges(const SearchSpace& space);

/// What a description says of some of its columns, in the order given. It keeps all families.
FeatureDescription description_of_columns(const FeatureDescription& all, const std::vector<std::size_t>& columns);

/// Some of the rows, which lie in host memory, and columns, in that order.
FeatureMatrix gathered(const DescribedRows& all, const std::vector<std::uint64_t>& rows, const std::vector<std::size_t>& columns);

/// The family of each column of a store of this space: [columns], kCostFamily for closed-form costs, empty where it is
/// none of `families`.
std::vector<std::string> column_families(const SearchSpace& space, Convention convention, const std::vector<std::string>& families,
                                         const std::vector<FeatureColumn>& columns);

/// "a, b, c" -> its parts; commas inside of round or square brackets, which names of features have, do not part.
/// Throws InputError, naming `option`, for an empty part.
std::vector<std::string> split_selectors(const std::string& option, const std::string& text);

}  // namespace cartograf
