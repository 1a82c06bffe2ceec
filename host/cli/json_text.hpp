#pragma once

#include <string>

namespace cartograf::cli {

/// A value of JSON as commands print it: two blanks a level; of what is no UTF-8, which only names of files and of datasets can be, U+FFFD stands.
template <class Json>
std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cartograf::cli
