#include "kernels/linalg/toolkit_library.hpp"

#include <dlfcn.h>

namespace cartograf {

void* opened_toolkit_library(const std::string& title, const std::string& name) {
  if (void* const library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  const std::string reason = dlerror();
  if (void* const library = dlopen((std::string(CARTOGRAF_TOOLKIT_FOLDER "/") + name).c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
  throw DeviceError(title + " cannot be used: " + reason + "; install it, or name its folder in LD_LIBRARY_PATH");
}

void* toolkit_function(void* library, const std::string& title, const char* name) {
  void* const function = dlsym(library, name);
  if (function == nullptr) throw DeviceError(title + " cannot be used: it has no function " + name);
  return function;
}

}  // namespace cartograf
