#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/store_schema.hpp"

namespace cartograf {

/// Names and values, for people.
using StoreFactList = std::vector<std::pair<std::string, std::string>>;

/// What a store whose making may be divided, among runs or among processes, needs to know beside its schema.
struct StoreRun {
  /// What else decides the rows: "the architectures", "range 0:15625".
  StoreFactList facts;
  /// How many rows are appended at a time, but for the last of them.
  std::uint64_t batch_rows = 1;
  /// Whether an earlier run that ended early is gone on with.
  bool resumed = false;
};

/// All that decides the bytes of the file; of a part of a store, those of the whole and into how many parts it is divided.
StoreFactList identity_of(const StoreSchema& schema, const Compression& compression, const StoreRun& run = {});

/// As JSON, and back: a list of pairs. Throws InputError, naming `where`, for another text.
std::string text_of(const StoreFactList& facts);
StoreFactList facts_of(const std::string& text, const std::string& where);

/// The fact that has the checksum of the tables of classes, and what it says where there are none.
inline constexpr const char* kClassesFact = "the classes of architectures";
inline constexpr const char* kNoFact = "none";
/// What it says where there are some.
std::string text_of(const ClassTable& classes);

/// The first fact in which they differ: "the convention is 'paper', there it was 'graf_nas'"; empty where they are the same.
std::string difference(const StoreFactList& here, const StoreFactList& there, const std::string& there_it);

}  // namespace cartograf
