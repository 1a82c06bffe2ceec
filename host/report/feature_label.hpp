#pragma once

#include <string>

#include "host/space/op_names.hpp"

namespace cartograf {

/// The name of a feature as HTML. Its text is the name, byte by byte; what is set of it are the operations: ids or names in
/// the brackets of a subset ("min_path_len_banned_(1, 4)", "max_op_on_path_(none,skip_connect)") and at the end of a count
/// ("op_count_2") become chips that say on hovering what they are. `operations`: those of the space; none = no chips.
std::string feature_label(const std::string& name, const OpNames& operations);

/// What the ids of operations mean: a chip and a name for each. Empty without operations.
std::string operation_legend(const OpNames& operations);

}  // namespace cartograf
