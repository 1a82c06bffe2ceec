#pragma once

#include <nanobind/nanobind.h>

#include <cartograf/error.hpp>

namespace cartograf::python {

/// A key, a name or a column that is not there: beside ValueError a KeyError in Python.
class MissingKey : public InputError {
 public:
  using InputError::InputError;
};

/// Puts the classes of exceptions into the module, and has ours thrown as them.
void bind_errors(nanobind::module_& module);

}  // namespace cartograf::python
