# Defines CartografThrust::thrust: the headers of Thrust, used with its OpenMP backend, so no CUDA compiler is needed.
# Those of the CUDA toolkit where there is one, else of PyPI's nvidia-cuda-cccl, which scripts/setup.sh unpacks. Not
# Debian's libthrust-dev (1.17), whose `unique` overruns the heap.
find_path(CARTOGRAF_THRUST_INCLUDE_DIR NAMES thrust/version.h cub/version.cuh
          HINTS "${PROJECT_SOURCE_DIR}/third_party/cccl" ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda
          PATH_SUFFIXES include/cccl NO_DEFAULT_PATH)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CartografThrust REQUIRED_VARS CARTOGRAF_THRUST_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "run scripts/setup.sh, or give -DCARTOGRAF_THRUST_INCLUDE_DIR")
if(CartografThrust_FOUND AND NOT TARGET CartografThrust::thrust)
  add_library(CartografThrust::thrust INTERFACE IMPORTED)
  set_target_properties(CartografThrust::thrust PROPERTIES
    INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${CARTOGRAF_THRUST_INCLUDE_DIR}"
    INTERFACE_INCLUDE_DIRECTORIES "${CARTOGRAF_THRUST_INCLUDE_DIR}")
endif()
