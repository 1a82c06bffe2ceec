# `cmake --install`: the command, the libraries, their headers and a CMake package: find_package(cartograf).
include(CMakePackageConfigHelpers)
set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cartograf)
set(_xgboost_dir ${CMAKE_INSTALL_LIBDIR}/cartograf)

install(TARGETS cartograf_options cartograf_kernels cartograf_linalg cartograf_files cartograf_hdf5 cartograf_space cartograf_family cartograf_engine cartograf_store cartograf_table cartograf_metrics cartograf_predictor cartograf_evaluate cartograf_search cartograf_reproduce
        cartograf_report EXPORT cartograf-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT cartograf-targets NAMESPACE cartograf:: DESTINATION ${_package_dir})

# Headers keep the layout of the source tree, as their includes are written from its root.
foreach(folder kernels io host/space host/family host/engine host/store host/table host/metrics host/predictor host/evaluate host/search host/reproduce host/report)
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cartograf/${folder}
          FILES_MATCHING PATTERN "*.hpp" PATTERN "hdf5" EXCLUDE PATTERN "check.hpp" EXCLUDE PATTERN "cublas.hpp" EXCLUDE PATTERN "cusolver.hpp" EXCLUDE PATTERN "toolkit_library.hpp" EXCLUDE PATTERN "*_rows_of.hpp" EXCLUDE
          PATTERN "event.hpp" EXCLUDE PATTERN "stream.hpp" EXCLUDE PATTERN "row_launcher.hpp" EXCLUDE
          PATTERN "*_kernel.hpp" EXCLUDE PATTERN "built_ins.hpp" EXCLUDE PATTERN "json_place.hpp" EXCLUDE
          PATTERN "*_impl.hpp" EXCLUDE PATTERN "booster_call.hpp" EXCLUDE
          PATTERN "chart_json.hpp" EXCLUDE PATTERN "embedded.hpp" EXCLUDE
          PATTERN "number_text.hpp" EXCLUDE)
endforeach()

# XGBoost keeps the layout of its package: the library finds what it needs by a path relative to itself.
get_filename_component(_xgboost_lib "${CARTOGRAF_XGBOOST_LIBRARY}" DIRECTORY)
file(GLOB _xgboost_companions "${_xgboost_lib}/../../xgboost*.libs")
install(DIRECTORY "${_xgboost_lib}/" DESTINATION ${_xgboost_dir}/xgboost/lib
        FILES_MATCHING PATTERN "libxgboost.so*")
install(DIRECTORY ${_xgboost_companions} DESTINATION ${_xgboost_dir})

set_target_properties(cartograf PROPERTIES INSTALL_RPATH "$ORIGIN/../${_xgboost_dir}/xgboost/lib")
install(TARGETS cartograf RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

configure_package_config_file(cmake/cartograf-config.cmake.in "${PROJECT_BINARY_DIR}/cartograf-config.cmake"
  INSTALL_DESTINATION ${_package_dir} PATH_VARS _xgboost_dir)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/cartograf-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/cartograf-config.cmake" "${PROJECT_BINARY_DIR}/cartograf-config-version.cmake"
        cmake/FindCartografHDF5.cmake cmake/FindCartografLibsvm.cmake DESTINATION ${_package_dir})
