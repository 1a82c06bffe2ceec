#pragma once

#include <nanobind/nanobind.h>

/// @file
/// The classes and functions of the module, by the header of <cartograf/...> that they stand for. They are what host/python/cartograf/*.py
/// is written with, and no interface of their own: names, shapes and errors that users meet are there.

namespace cartograf::python {

void bind_space(nanobind::module_& module);
void bind_features(nanobind::module_& module);
void bind_store(nanobind::module_& module);
void bind_predictor(nanobind::module_& module);
void bind_search(nanobind::module_& module);

}  // namespace cartograf::python
