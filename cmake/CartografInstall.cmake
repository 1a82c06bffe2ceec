# `cmake --install`: the command, the libraries, the headers <cartograf/...> and a CMake package: find_package(cartograf).
include(CMakePackageConfigHelpers)
set(_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/cartograf)
set(_xgboost_dir ${CMAKE_INSTALL_LIBDIR}/cartograf)

foreach(name features cartograf)
  foreach(type shared static)
    install(TARGETS cartograf_${name}_${type} EXPORT cartograf-${name}-${type}
            ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(EXPORT cartograf-${name}-${type} NAMESPACE cartograf:: DESTINATION ${_package_dir})
  endforeach()
endforeach()

install(DIRECTORY host/include/cartograf DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(FILES "${PROJECT_BINARY_DIR}/include/cartograf/version.hpp" DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cartograf)

# XGBoost keeps the layout of its package: the library finds what it needs by a path relative to itself.
get_filename_component(_xgboost_lib "${CARTOGRAF_XGBOOST_LIBRARY}" DIRECTORY)
file(GLOB _xgboost_companions "${_xgboost_lib}/../../xgboost*.libs")
file(GLOB _xgboost_files "${_xgboost_lib}/libxgboost.so*")
install(FILES ${_xgboost_files} DESTINATION ${_xgboost_dir}/xgboost/lib)
install(DIRECTORY ${_xgboost_companions} DESTINATION ${_xgboost_dir})

install(TARGETS cartograf RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
cartograf_rpath(cartograf "$ORIGIN/../${_xgboost_dir}/xgboost/lib" ${CMAKE_INSTALL_BINDIR})
cartograf_rpath(cartograf_cartograf_shared "$ORIGIN/cartograf/xgboost/lib" ${CMAKE_INSTALL_LIBDIR})

# Where man and the shells look for what packages bring along.
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/man/" DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/bash/" DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/zsh/" DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/fish/" DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

set(_doc_dir ${CMAKE_INSTALL_DATADIR}/doc/cartograf)
install(FILES LICENSE NOTICE CITATION.cff DESTINATION ${_doc_dir})
get_filename_component(_xgboost_license "${_xgboost_lib}/../dist-info/licenses/LICENSE" ABSOLUTE)
if(EXISTS "${_xgboost_license}")
  install(FILES "${_xgboost_license}" DESTINATION ${_doc_dir} RENAME LICENSE.xgboost)
endif()
# The table that the quick start and the tutorial go by.
install(FILES docs/examples/data/nasbench201.csv docs/examples/data/README.md docs/examples/data/LICENSES.txt
        DESTINATION ${_doc_dir}/examples/data)

configure_package_config_file(cmake/cartograf-config.cmake.in "${PROJECT_BINARY_DIR}/cartograf-config.cmake"
  INSTALL_DESTINATION ${_package_dir} PATH_VARS _xgboost_dir)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/cartograf-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/cartograf-config.cmake" "${PROJECT_BINARY_DIR}/cartograf-config-version.cmake"
        cmake/FindCartografHDF5.cmake cmake/FindCartografLibsvm.cmake DESTINATION ${_package_dir})
