#include <nanobind/nanobind.h>
#include <nanobind/stl/filesystem.h>

#include <cartograf/version.hpp>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/errors.hpp"
#include "host/xgboost/at_run_time.hpp"

NB_MODULE(_core, module) {
  using namespace cartograf::python;
  module.attr("__version__") = CARTOGRAF_VERSION;
  nanobind::set_leak_warnings(false);  // a process that was spawned ends without taking its modules apart
  bind_errors(module);
  bind_space(module);
  bind_features(module);
  bind_store(module);
  bind_predictor(module);
  bind_search(module);
  module.def("address_of", [](const Rows& rows) { return reinterpret_cast<std::uintptr_t>(rows.data()); });
  module.def("use_xgboost_library", &cartograf::xgboost::use_library);
}
