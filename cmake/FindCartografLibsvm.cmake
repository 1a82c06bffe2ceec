# Defines CartografLibsvm::libsvm. Its Debian package has no file for CMake or pkg-config.
find_path(CARTOGRAF_LIBSVM_INCLUDE_DIR NAMES libsvm/svm.h)
find_library(CARTOGRAF_LIBSVM_LIBRARY NAMES svm)
mark_as_advanced(CARTOGRAF_LIBSVM_INCLUDE_DIR CARTOGRAF_LIBSVM_LIBRARY)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CartografLibsvm REQUIRED_VARS CARTOGRAF_LIBSVM_LIBRARY CARTOGRAF_LIBSVM_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or install libsvm-dev")
if(CartografLibsvm_FOUND AND NOT TARGET CartografLibsvm::libsvm)
  add_library(CartografLibsvm::libsvm UNKNOWN IMPORTED)
  set_target_properties(CartografLibsvm::libsvm PROPERTIES
    IMPORTED_LOCATION "${CARTOGRAF_LIBSVM_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${CARTOGRAF_LIBSVM_INCLUDE_DIR}")
endif()
