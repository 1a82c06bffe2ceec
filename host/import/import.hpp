#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/import/source_table.hpp"
#include "host/space/search_space.hpp"
#include "io/files/text_output.hpp"

namespace cartograf {

/// Reads a table that others made: JSON of NASLib, the text that NATS-Bench prints, or a CSV with a column of keys. The content
/// says which it is. Throws InputError with the place of what is wrong.
SourceTable read_source(const std::filesystem::path& file, const ImportOptions& options);

/// The built-in space that reads all keys of a table. Throws InputError where none does, with what the likeliest says of the
/// first key that it cannot read, and where several do.
std::unique_ptr<SearchSpace> space_of(const SourceTable& table, const KeyReading& reading);

/// Writes a table as a CSV with the columns `net` and those of the table; a missing number is an empty field. options.note is
/// told of architectures of several rows. Throws InputError for a key that the space does not read, with its place.
void write_imported(const SearchSpace& space, const SourceTable& table, const ImportOptions& options, OutputStream& out);

}  // namespace cartograf
