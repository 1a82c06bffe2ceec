#include "io/hdf5/matrix_file.hpp"

#include <hdf5_hl.h>

#include <cartograf/version.hpp>

#include "io/files/csv_table.hpp"
#include "io/files/file_ending.hpp"
#include "io/hdf5/chunked_writer.hpp"
#include "io/hdf5/handle.hpp"
#include "io/hdf5/texts.hpp"
#include "io/files/npy.hpp"
#include "io/files/partial_file.hpp"
#include "io/files/text_output.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

/// Calls `use(i, row)` for each row.
template <class Use>
void for_each_row(const NamedMatrix& matrix, Use use) {
  std::vector<double> row(matrix.names.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    matrix.row(i, row.data());
    use(i, row);
  }
}

void write_csv(const NamedMatrix& matrix, OutputStream& out) {
  std::string line = "column";
  for (const std::string& name : matrix.names) line += "," + csv_quoted_name(name);
  out.write(line + "\n");
  for_each_row(matrix, [&](std::size_t i, const std::vector<double>& row) {
    line = csv_quoted(matrix.names[i]);
    for (const double value : row) line += "," + shortest(value);
    out.write(line + "\n");
  });
}

void write_npy(const NamedMatrix& matrix, OutputStream& out) {
  out.write(npy_header(Dtype::float64, matrix.names.size(), matrix.names.size()));
  for_each_row(matrix, [&](std::size_t, const std::vector<double>& row) {
    out.write({reinterpret_cast<const char*>(row.data()), row.size() * sizeof(double)});
  });
}

/// Names the dimensions, so that xarray opens the file with labelled axes.
void attach_names(const hdf5::Handle& file, const NamedMatrix& matrix, const std::string& where) {
  const auto opened = [&](const std::string& name) {
    return hdf5::checked(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, where, "open a dataset");
  };
  const hdf5::Handle names = opened("feature_names"), values = opened(matrix.name);
  hdf5::check(H5DSset_scale(names.get(), "feature_names"), where, "make a dimension scale");
  for (const unsigned dimension : {0U, 1U}) {
    hdf5::check(H5DSattach_scale(values.get(), names.get(), dimension), where, "attach a dimension scale");
  }
}

void write_values(const hdf5::Handle& file, const NamedMatrix& matrix, const std::string& where) {
  const std::size_t n = matrix.names.size();
  hdf5::ChunkedWriter writer(file.get(), {matrix.name, H5T_IEEE_F64LE, n, n, true, false}, {}, 1, where);
  for_each_row(matrix, [&](std::size_t, const std::vector<double>& row) { writer.append(row.data(), 1); });
  writer.finish();
}

void write_hdf5(const NamedMatrix& matrix, const std::filesystem::path& path, bool overwrite) {
  const std::string where = printable_line(path.string());
  PartialFile target(path, overwrite);
  hdf5::prepare();
  hdf5::Handle file = hdf5::create_file(target.path(), where);
  hdf5::write_texts(file.get(), "feature_names", matrix.names, where);
  write_values(file, matrix, where);
  attach_names(file, matrix, where);
  hdf5::write_attribute(file.get(), "format", "cartograf-" + matrix.name);
  hdf5::write_attribute(file.get(), "format_version", std::int64_t{2});
  hdf5::write_attribute(file.get(), "cartograf_version", std::string(CARTOGRAF_VERSION));
  hdf5::write_attribute(file.get(), "space", matrix.space);
  hdf5::write_attribute(file.get(), "convention", matrix.convention);
  hdf5::write_attribute(file.get(), "rows", matrix.n_rows);
  if (!file.reset()) hdf5::fail(where, "write");
  target.commit();
}

}  // namespace

void check_matrix_target(const std::filesystem::path& target, bool overwrite) {
  if (is_stream(target)) return check_output(target, overwrite);
  require_ending(target, {".csv", ".npy", ".h5"});
  check_writable(target, overwrite);
}

void write_matrix(const NamedMatrix& matrix, const std::filesystem::path& target, bool overwrite) {
  check_matrix_target(target, overwrite);
  if (target.extension() == ".h5") return write_hdf5(matrix, target, overwrite);
  OutputStream out(target, overwrite);
  if (target.extension() == ".npy") {
    write_npy(matrix, out);
  } else {
    write_csv(matrix, out);
  }
  out.finish();
}

}  // namespace cartograf
