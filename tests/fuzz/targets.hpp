#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

/// What the command reads from files of strangers, as functions of any bytes. Each returns whether the bytes were accepted, and throws
/// for a finding: Broken where what was accepted lacks a property that it must have, and whatever else the code under test throws
/// that it does not promise to.
namespace fuzz {

bool csv_table(std::string_view bytes);       ///< a CSV, a list and the beginning of a file
bool keys(std::string_view bytes);            ///< the first byte says of which space, the second how it is read, then the key
bool space_document(std::string_view bytes);  ///< a space of a user, JSON
bool import_table(std::string_view bytes);    ///< what `import` reads: JSON, the texts of NATS-Bench, CSV, gzip of them
bool npy(std::string_view bytes);             ///< a NumPy array of whole numbers
bool booster(std::string_view bytes);         ///< a model file of XGBoost; its checksum is forged
bool model_arrays(std::string_view bytes);    ///< what the process that reads HDF5 says of a model file
bool store_facts(std::string_view bytes);     ///< what the process that reads HDF5 says of a store, or of a part of one
bool journal(std::string_view bytes);         ///< what an earlier run of `features --resume` left
bool manifest(std::string_view bytes);        ///< of a folder of stores
bool split_list(std::string_view bytes);      ///< `--splits`: which rows to train on

class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws Broken unless it holds.
inline void require(bool holds, const std::string& what) {
  if (!holds) throw Broken(what);
}

}  // namespace fuzz
