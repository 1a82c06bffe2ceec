# Defines CartografXGBoost::xgboost: libxgboost and the header of its C API.
# CARTOGRAF_XGBOOST_ROOT names a folder with lib/libxgboost.so and include/xgboost/c_api.h;
# scripts/setup.sh makes one from the pinned PyPI packages. For the Python package the library is not linked: it is loaded when it is
# first called (host/xgboost).
set(CARTOGRAF_XGBOOST_ROOT "${PROJECT_SOURCE_DIR}/third_party/xgboost" CACHE PATH
    "Folder with lib/libxgboost.so and include/xgboost/c_api.h")
find_library(CARTOGRAF_XGBOOST_LIBRARY NAMES xgboost HINTS "${CARTOGRAF_XGBOOST_ROOT}/lib"
             "${CARTOGRAF_XGBOOST_ROOT}/lib/cartograf")
find_path(CARTOGRAF_XGBOOST_INCLUDE_DIR NAMES xgboost/c_api.h HINTS "${CARTOGRAF_XGBOOST_ROOT}/include")
include(FindPackageHandleStandardArgs)
set(_linked CARTOGRAF_XGBOOST_LIBRARY)
if(CARTOGRAF_PYTHON)
  set(_linked)
endif()
find_package_handle_standard_args(CartografXGBoost
  REQUIRED_VARS ${_linked} CARTOGRAF_XGBOOST_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or give -DCARTOGRAF_XGBOOST_ROOT")
if(CartografXGBoost_FOUND AND CARTOGRAF_PYTHON AND NOT TARGET CartografXGBoost::xgboost)
  add_library(CartografXGBoost::xgboost INTERFACE IMPORTED)
  set_target_properties(CartografXGBoost::xgboost PROPERTIES
    INTERFACE_LINK_LIBRARIES cartograf_xgboost
    INTERFACE_INCLUDE_DIRECTORIES "${CARTOGRAF_XGBOOST_INCLUDE_DIR}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${CARTOGRAF_XGBOOST_INCLUDE_DIR}")
elseif(CartografXGBoost_FOUND AND NOT TARGET CartografXGBoost::xgboost)
  add_library(CartografXGBoost::xgboost SHARED IMPORTED)
  set_target_properties(CartografXGBoost::xgboost PROPERTIES
    IMPORTED_LOCATION "${CARTOGRAF_XGBOOST_LIBRARY}"
    IMPORTED_SONAME libxgboost.so.3
    INTERFACE_INCLUDE_DIRECTORIES "${CARTOGRAF_XGBOOST_INCLUDE_DIR}"
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${CARTOGRAF_XGBOOST_INCLUDE_DIR}")
endif()
