#include <cartograf/predictor.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/calls.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

nb::list names_of(const std::vector<FeatureColumn>& columns) {
  nb::list names;
  for (const FeatureColumn& column : columns) names.append(column.name);
  return names;
}

Predictor train(const RowDescription& description, const Rows& rows, const Numbers<double>& targets, const std::string& kind,
                const std::map<std::string, std::string>& parameters, const std::string& target, std::uint64_t seed, std::string_view device, int threads) {
  TrainingOptions options{.kind = kind, .parameters = parameters, .target = target, .seed = seed};
  options.run = {device_of(device), threads, {}};
  const MatrixView view = view_of(rows);
  const nb::gil_scoped_release unlocked;
  return Predictor::train(description, view, span_of(targets), options);
}

Predictor load(const std::filesystem::path& file, std::string_view device, int threads) {
  const RunOptions run{device_of(device), threads, {}};
  return with_hdf5([&] { return Predictor::load(file, run); });
}

/// (prediction, deviation, lower, upper)
nb::tuple tuple_of(UncertainValues values) {
  return nb::make_tuple(array_of(std::move(values.prediction)), array_of(std::move(values.deviation)), array_of(std::move(values.lower)),
                        array_of(std::move(values.upper)));
}

}  // namespace

void bind_predictor(nb::module_& module) {
  nb::class_<RowDescription>(module, "RowDescription")
      .def(nb::init<const Features&>())
      .def(nb::init<const Store&>())
      .def(nb::init<const std::vector<std::string>&>())
      .def_static("of_training", [](const Predictor& predictor) { return RowDescription(predictor); })
      .def_prop_ro("names", [](const RowDescription& description) { return names_of(description.columns()); })
      .def_prop_ro(
          "divisors",
          [](const RowDescription& description) {
            std::vector<std::int32_t> divisors;
            for (const FeatureColumn& column : description.columns()) divisors.push_back(column.divisor);
            return array_of(std::move(divisors));
          },
          nb::rv_policy::move);

  nb::class_<Predictor>(module, "Predictor")
      .def_static("train", &train)
      .def_static("load", &load)
      .def_static("kinds", &Predictor::kinds)
      .def("save", [](const Predictor& predictor, const std::filesystem::path& file, bool overwrite) { with_hdf5([&] { predictor.save(file, overwrite); }); })
      .def_prop_ro("kind", &Predictor::kind)
      .def_prop_ro("target", &Predictor::target)
      .def_prop_ro("space_name", &Predictor::space_name)
      .def_prop_ro("names", [](const Predictor& predictor) { return names_of(predictor.columns()); })
      .def_prop_ro("notes", &Predictor::notes)
      .def_prop_ro("knows_uncertainty", &Predictor::knows_uncertainty)
      .def("predict",
           [](const Predictor& predictor, const RowDescription& description, const Rows& rows, const Numbers<std::uint8_t>& row_divisors) {
             return array_of(unlocked([&] { return predictor.predict(description, view_of(rows), span_of(row_divisors)); }));
           })
      .def("predict_list",
           [](const Predictor& predictor, const ArchitectureList& architectures) {
             const Told told;
             return array_of(unlocked([&] { return predictor.predict(architectures, told.listener()); }));
           })
      .def("predict_uncertain",
           [](const Predictor& predictor, const RowDescription& description, const Rows& rows, const Numbers<std::uint8_t>& row_divisors) {
             return tuple_of(unlocked([&] { return predictor.predict_uncertain(description, view_of(rows), span_of(row_divisors)); }));
           })
      .def("predict_uncertain_list",
           [](const Predictor& predictor, const ArchitectureList& architectures) {
             const Told told;
             return tuple_of(unlocked([&] { return predictor.predict_uncertain(architectures, told.listener()); }));
           })
      .def("contributions",
           [](const Predictor& predictor, const RowDescription& description, const Rows& rows, const Numbers<std::uint8_t>& row_divisors) {
             std::vector<float> values = unlocked([&] { return predictor.contributions(description, view_of(rows), span_of(row_divisors)); });
             return array_of(std::move(values), {rows.shape(0), predictor.columns().size() + 1});
           })
      .def("total_gain", [](const Predictor& predictor) { return array_of(predictor.total_gain()); });
}

}  // namespace cartograf::python
