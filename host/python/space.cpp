#include <cartograf/space.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/calls.hpp"
#include "host/python/errors.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

/// What `call` throws about a word of the user's is a KeyError in Python.
template <class Call>
auto by_key(Call&& call) {
  try {
    return call();
  } catch (const InputError& error) {
    throw MissingKey(error.what());
  }
}

/// [n_nodes, [(source, target, operation)], [operation of each node]] of each cell.
nb::list cells_of(const Space& space, std::uint64_t index) {
  nb::list cells;
  for (const CellGraph& cell : space.cells(index)) {
    nb::list edges;
    for (const Edge& edge : cell.edges) edges.append(nb::make_tuple(edge.source, edge.target, edge.operation));
    cells.append(nb::make_tuple(cell.n_nodes, edges, cell.node_operations));
  }
  return cells;
}

std::vector<std::string> keys_of(const Space& space, const Numbers<std::uint64_t>& indices) {
  const nb::gil_scoped_release unlocked;
  std::vector<std::string> keys;
  keys.reserve(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) keys.push_back(space.key(indices.data()[i]));
  return keys;
}

}  // namespace

void bind_space(nb::module_& module) {
  nb::class_<Space>(module, "Space")
      .def_static("named", [](const std::string& name) { return by_key([&] { return Space(name); }); })
      .def_static("from_file", [](const std::string& file) { return Space(file); })
      .def_static("from_json", &Space::from_json)
      .def_static("names", &Space::names)
      .def_prop_ro("name", &Space::name)
      .def_prop_ro("summary", &Space::summary)
      .def_prop_ro("size", &Space::size)
      .def_prop_ro("numbered", &Space::numbered)
      .def_prop_ro("definition", &Space::definition)
      .def_prop_ro("operations", &Space::operations)
      .def("families", [](const Space& space, std::string_view convention, bool on_request) { return space.families(convention_of(convention), on_request); })
      .def("key", &Space::key)
      .def("keys", &keys_of)
      .def("index", [](const Space& space, std::string_view key) { return by_key([&] { return space.index_of(key); }); })
      .def("cells", &cells_of);

  nb::class_<ArchitectureList>(module, "ArchitectureList")
      .def_static("all", [](const Space& space) { return ArchitectureList(space); })
      .def_static("range", &ArchitectureList::range)
      .def_static("sample", &ArchitectureList::sample, nb::call_guard<nb::gil_scoped_release>())
      .def_static("of_indices",
                  [](const Space& space, const Numbers<std::uint64_t>& indices) {
                    return ArchitectureList::of_indices(space, vector_of(indices));
                  })
      .def_static("of_keys",
                  [](const Space& space, std::vector<std::string> keys) {
                    const nb::gil_scoped_release unlocked;
                    return by_key([&] { return ArchitectureList::of_keys(space, std::move(keys)); });
                  })
      .def_static("of_file", &ArchitectureList::of_file, nb::call_guard<nb::gil_scoped_release>())
      .def("where", &ArchitectureList::where)
      .def("reachable_only", &ArchitectureList::reachable_only)
      .def_prop_ro("size_before_filters", &ArchitectureList::size_before_filters)
      .def("indices", [](const ArchitectureList& list, int threads) {
        std::vector<std::uint64_t> indices;
        {
          const nb::gil_scoped_release unlocked;
          indices = list.indices(threads);
        }
        return array_of(std::move(indices));
      });
}

}  // namespace cartograf::python
