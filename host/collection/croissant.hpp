#pragma once

#include <string>

#include "host/collection/manifest.hpp"

namespace cartograf {

inline constexpr const char* kCroissantFile = "croissant.json";
/// What it calls the data set: by that an own one is known.
inline constexpr const char* kCroissantName = "cartograf-features";

/// The metadata of a collection as Croissant 1.0 (JSON-LD; Akhtar et al., "Croissant: A Metadata Format for ML-Ready Datasets", DEEM 2024):
/// its files with their SHA-256, and a record for each store. `manifest_text`: as the file has it. `date`: of publication, "2026-11-30".
std::string croissant(const Manifest& manifest, const std::string& manifest_text, const std::string& date);

}  // namespace cartograf
