# The libraries that other programs link to, each shared and static, put together of the objects of the layers:
#   cartograf::features   spaces, families and rows: needs OpenMP and zlib (and the CUDA runtime, linked statically)
#   cartograf::cartograf  all of <cartograf/...>, the former included: a program links one of the two
set(_feature_layers kernels files space notation family engine api_features)
set(_feature_dependencies OpenMP::OpenMP_CXX ZLIB::ZLIB)
if(CARTOGRAF_HAS_CUDA)
  list(APPEND _feature_dependencies CUDA::cudart_static)
endif()
set(_layers ${_feature_layers} linalg compress ranks hdf5 zarr store table metrics predictor search api)
set(_dependencies ${_feature_dependencies} CartografHDF5::hdf5 CartografLibsvm::libsvm PkgConfig::libdeflate PkgConfig::libzstd PkgConfig::libxxhash OpenSSL::Crypto
    PkgConfig::openblas Threads::Threads ${CMAKE_DL_LIBS})

if(CARTOGRAF_MPI)
  list(APPEND _dependencies MPI::MPI_C)
endif()

# cartograf_library(NAME SHARED|STATIC FILE_NAME LAYERS layer... DEPENDENCIES target...) -> cartograf_NAME_shared or _static
function(cartograf_library name type file_name)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "LAYERS;DEPENDENCIES")
  string(TOLOWER ${type} suffix)
  set(target cartograf_${name}_${suffix})
  add_library(${target} ${type})
  foreach(layer IN LISTS arg_LAYERS)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:cartograf_${layer}>)
  endforeach()
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX EXPORT_NAME ${name} OUTPUT_NAME ${file_name}
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/host/include> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>)
  target_link_libraries(${target} PRIVATE ${arg_DEPENDENCIES})
  if(type STREQUAL SHARED)
    # What third parties are linked statically stays inside, and nothing is left to be found when a program starts.
    target_link_options(${target} PRIVATE LINKER:--exclude-libs,ALL LINKER:--no-undefined
      "LINKER:--version-script,${PROJECT_SOURCE_DIR}/cmake/exports.map")
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${PROJECT_SOURCE_DIR}/cmake/exports.map")
  endif()
endfunction()

cartograf_library(features SHARED cartograf_features LAYERS ${_feature_layers} DEPENDENCIES ${_feature_dependencies})
cartograf_library(features STATIC cartograf_features LAYERS ${_feature_layers} DEPENDENCIES ${_feature_dependencies})
# The shared library finds XGBoost by itself; programs that link the static one are told of it.
cartograf_library(cartograf SHARED cartograf LAYERS ${_layers} DEPENDENCIES ${_dependencies} $<TARGET_FILE:CartografXGBoost::xgboost>)
cartograf_library(cartograf STATIC cartograf LAYERS ${_layers} DEPENDENCIES ${_dependencies} CartografXGBoost::xgboost)

# For a project that has this one in its tree.
set(_type static)
if(BUILD_SHARED_LIBS)
  set(_type shared)
endif()
add_library(cartograf::features ALIAS cartograf_features_${_type})
add_library(cartograf::cartograf ALIAS cartograf_cartograf_${_type})
