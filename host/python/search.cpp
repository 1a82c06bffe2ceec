#include <cartograf/search.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/calls.hpp"
#include "host/search/acquire.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

NextBy next_by(std::string_view name) {
  switch (parse_acquisition(std::string(name))) {
    case Acquisition::expected_improvement: return NextBy::expected_improvement;
    case Acquisition::upper_confidence_bound: return NextBy::upper_confidence_bound;
    case Acquisition::thompson: break;
  }
  return NextBy::thompson;
}

/// [(index, key, score)]
nb::list listed(const std::vector<Found>& found) {
  nb::list list;
  for (const Found& one : found) list.append(nb::make_tuple(one.index, one.key, one.score));
  return list;
}

}  // namespace

void bind_search(nb::module_& module) {
  module.def(
      "best_architectures",
      [](const ArchitectureList& architectures, const Predictor& predictor, std::uint64_t n, bool smallest, const Numbers<std::uint64_t>& exclude,
         bool disconnected, const nb::object& progress) {
        const Told told(progress);
        const BestOptions options{n, smallest, vector_of(exclude), disconnected, told.listener()};
        return listed(unlocked([&] { return best_architectures(architectures, predictor, options); }));
      },
      nb::arg("architectures"), nb::arg("predictor"), nb::arg("n"), nb::arg("smallest"), nb::arg("exclude"), nb::arg("disconnected"), nb::arg("progress").none());
  module.def(
      "next_architectures",
      [](const ArchitectureList& architectures, const Predictor& predictor, std::uint64_t n, std::string_view by, bool smallest, double kappa,
         std::uint64_t seed, const Numbers<std::uint64_t>& exclude, bool disconnected, const nb::object& progress) {
        const Told told(progress);
        const NextOptions options{n, next_by(by), smallest, kappa, seed, vector_of(exclude), disconnected, told.listener()};
        return listed(unlocked([&] { return next_architectures(architectures, predictor, options); }));
      },
      nb::arg("architectures"), nb::arg("predictor"), nb::arg("n"), nb::arg("by"), nb::arg("smallest"), nb::arg("kappa"), nb::arg("seed"), nb::arg("exclude"),
      nb::arg("disconnected"), nb::arg("progress").none());
}

}  // namespace cartograf::python
