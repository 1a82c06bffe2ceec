#include <string>

#include "host/import/import.hpp"
#include "host/space/catalog.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/targets.hpp"

namespace fuzz {
namespace {

using cartograf::InputError;

/// What `import --space nasbench201 --times` writes.
std::string imported(std::string_view bytes) {
  static const std::unique_ptr<cartograf::SearchSpace> space = cartograf::find_space("nasbench201");
  const MemoryFile in(bytes);
  cartograf::ImportOptions options;
  options.times = true;
  options.note = [](const std::string& note) { require(!note.empty(), "a note says nothing"); };
  const cartograf::SourceTable table = cartograf::read_source(in.path(), options);
  require(!table.rows().empty(), "a table without rows");
  for (const cartograf::SourceTable::Row& row : table.rows()) require(row.values.size() <= table.columns().size(), "a row with more values than columns");
  const MemoryFile out;
  cartograf::OutputStream stream(out.path(), true);
  cartograf::write_imported(*space, table, options, stream);
  stream.finish();
  return out.content();
}

}  // namespace

bool import_table(std::string_view bytes) {
  std::string table;
  try {
    table = imported(bytes);
  } catch (const InputError&) {
    return false;
  }
  const cartograf::CsvTable csv = cartograf::CsvTable::parse(table, "imported.csv");
  require(csv.header().front().text == "net" && csv.n_rows() > 0, "an imported table without keys: " + table);
  require(imported(table) == table, "an imported table is another when it is imported again: " + table);
  return true;
}

}  // namespace fuzz
