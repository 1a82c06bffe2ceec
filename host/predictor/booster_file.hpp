#pragma once

#include <string>
#include <string_view>

namespace cartograf {

/// Throws InputError, naming `name`, the byte, what was expected and what was found, unless the bytes are a model of regression trees
/// exactly as XGBoost writes it in UBJSON (https://ubjson.org, XGBoost's schema doc/model.schema): known members, each once; lengths
/// within the file; of each tree arrays as long as it has nodes, links that make one tree of at most 1,000 levels of them, features
/// that exist, finite thresholds and weights. XGBoost trusts all of that, and reads and writes where links and numbers lead.
void require_sound_booster(std::string_view bytes, const std::string& name);

}  // namespace cartograf
