#include "host/python/errors.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

/// A class of the module with several bases, thrown for the C++ class T.
template <class T, class... Bases>
nb::object exception(nb::module_& module, const char* name, const char* text, const Bases&... bases) {
  const nb::object type = nb::exception<T>(module, name, nb::make_tuple(bases...));
  type.attr("__doc__") = text;
  type.attr("__module__") = "cartograf";
  return type;
}

}  // namespace

void bind_errors(nb::module_& module) {
  const auto builtin = [](PyObject* type) { return nb::borrow(type); };
  const nb::object error = exception<Error>(module, "Error", "Base of every exception that cartograf raises on purpose.", builtin(PyExc_Exception));
  // KeyError shows its text as a literal; a message is a sentence.
  error.attr("__str__") = builtin(PyExc_Exception).attr("__str__");
  const nb::object input =
      exception<InputError>(module, "InputError", "What was given is wrong: an unknown name, a malformed key, a file of another kind.", error, builtin(PyExc_ValueError));
  exception<IoError>(module, "IoError", "The system refused: no such folder, no permission, disk full.", error, builtin(PyExc_OSError));
  exception<DeviceError>(module, "DeviceError", "The device asked for cannot be used; the message says why.", error, builtin(PyExc_RuntimeError));
  exception<MissingKey>(module, "MissingKeyError", "There is no architecture of that key, no space, family or column of that name.", input, builtin(PyExc_KeyError));
}

}  // namespace cartograf::python
