#pragma once

#include <string>

#include "kernels/base/error.hpp"

namespace cartograf {

/// A library of the CUDA toolkit, opened when it is first needed: hundreds of megabytes that a machine without a GPU need
/// not have. `title` is what errors call it, such as cuBLAS; `name` its file. It is looked for by its name, where the loader
/// finds it; else in the toolkit that this program was built with. It stays open, as its functions may be called until the
/// end. Throws DeviceError, with the loader's reason.
void* opened_toolkit_library(const std::string& title, const std::string& name);

/// The address of a function of it. Throws DeviceError when there is none of that name.
void* toolkit_function(void* library, const std::string& title, const char* name);

template <class Function>
void find_toolkit_function(void* library, const std::string& title, const char* name, Function& function) {
  function = reinterpret_cast<Function>(toolkit_function(library, title, name));
}

}  // namespace cartograf
