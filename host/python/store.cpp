#include <cartograf/store.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/calls.hpp"
#include "host/family/convention.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

/// Rows [begin, end) of `/features`, [n x columns], the numbers of their architectures, [n], and their divisors, [n], or none.
nb::tuple rows_of(const Store& store, std::uint64_t begin, std::uint64_t end) {
  auto table = std::make_unique<FeatureTable>(with_hdf5([&] { return store.rows(begin, end); }));
  std::vector<std::uint64_t> indices = table->indices;
  std::vector<std::uint8_t> row_divisors = table->row_divisors;
  const MatrixView rows = table->rows();
  const nb::capsule owner(table.release(), [](void* pointer) noexcept { delete static_cast<FeatureTable*>(pointer); });
  return nb::make_tuple(array_of_rows(rows, owner), array_of(std::move(indices)), array_of(std::move(row_divisors)));
}

nb::object beside(const Store& store, std::string_view path, std::uint64_t begin, std::uint64_t end) {
  for (const ColumnBeside& column : store.columns_beside()) {
    if (column.path == path && column.dtype == Dtype::int64) return nb::cast(array_of(with_hdf5([&] { return store.integers_beside(path, begin, end); })));
  }
  return nb::cast(array_of(with_hdf5([&] { return store.beside(path, begin, end); })));
}

void write(const std::filesystem::path& file, const Features& features, const ArchitectureList& architectures, const std::optional<std::string>& dtype,
           int gzip_level, bool keys, bool adjacency, bool overwrite, std::string_view device, int threads, const nb::object& progress) {
  const Told told(progress);
  const StoreOptions options{dtype_of(dtype), gzip_level, keys, adjacency, overwrite};
  const RunOptions run{device_of(device), threads, told.listener()};
  with_hdf5([&] { write_store(file, features, architectures, options, run); });
}

}  // namespace

void bind_store(nb::module_& module) {
  nb::class_<Store>(module, "Store")
      .def_static("open", [](const std::filesystem::path& file) { return with_hdf5([&] { return Store(file); }); })
      .def_prop_ro("space", [](const Store& store) { return store.space(); })
      .def_prop_ro("size", &Store::size)
      .def_prop_ro("convention", [](const Store& store) { return std::string(to_string(store.convention())); })
      .def_prop_ro("families", [](const Store& store) { return store.families(); })
      .def_prop_ro("beside",
                   [](const Store& store) {
                     nb::list paths;
                     for (const ColumnBeside& column : store.columns_beside()) paths.append(column.path);
                     return paths;
                   })
      .def("column_beside", &beside)
      .def("rows", &rows_of)
      .def("keys", [](const Store& store, std::uint64_t begin, std::uint64_t end) { return with_hdf5([&] { return store.keys(begin, end); }); });
  module.def("write_store", &write, nb::arg("file"), nb::arg("features"), nb::arg("architectures"), nb::arg("dtype").none(), nb::arg("gzip_level"),
             nb::arg("keys"), nb::arg("adjacency"), nb::arg("overwrite"), nb::arg("device"), nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace cartograf::python
