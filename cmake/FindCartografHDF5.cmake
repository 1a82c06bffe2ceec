# Defines CartografHDF5::hdf5: the serial HDF5 C library and its high-level part; with CARTOGRAF_MPI the parallel one.
# pkg-config and not CMake's FindHDF5, because the latter takes a parallel build when one is
# installed beside the serial one. -DCARTOGRAF_HDF5_STATIC=ON links it statically, for machines without HDF5.
# -DCARTOGRAF_HDF5_ROOT names the folder of a static one that can be linked into a shared library (scripts/wheel.sh makes it).
option(CARTOGRAF_HDF5_STATIC "Link HDF5 statically" OFF)
set(CARTOGRAF_HDF5_ROOT "" CACHE PATH "Folder with lib/libhdf5.a, of position-independent code, and include/hdf5.h")
find_package(PkgConfig REQUIRED)
if(CARTOGRAF_HDF5_ROOT)
  set(cartograf_hdf5_FOUND TRUE)
  set(cartograf_hdf5_INCLUDE_DIRS "${CARTOGRAF_HDF5_ROOT}/include")
elseif(CARTOGRAF_MPI)
  set(_names hdf5_openmpi_hl hdf5_mpich_hl hdf5_hl)
  set(_core hdf5_openmpi hdf5_mpich hdf5)
  set(_folder openmpi)
  pkg_search_module(cartograf_hdf5 QUIET hdf5-openmpi hdf5-mpich hdf5)
else()
  set(_names hdf5_serial_hl hdf5_hl)
  set(_core hdf5_serial hdf5)
  set(_folder serial)
  pkg_search_module(cartograf_hdf5 QUIET hdf5-serial hdf5)
endif()

set(_found FALSE)
if(cartograf_hdf5_FOUND AND NOT TARGET CartografHDF5::hdf5)
  set(_search HINTS ${cartograf_hdf5_LIBRARY_DIRS} PATHS "/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/hdf5/${_folder}")
  if(CARTOGRAF_HDF5_ROOT)
    set(_names libhdf5_hl.a)
    set(_core libhdf5.a)
    set(_search PATHS "${CARTOGRAF_HDF5_ROOT}/lib" NO_DEFAULT_PATH)
    set(_more ZLIB::ZLIB m ${CMAKE_DL_LIBS})
  elseif(CARTOGRAF_HDF5_STATIC)
    set(_names libhdf5_serial_hl.a libhdf5_hl.a)
    set(_core libhdf5_serial.a libhdf5.a)
    find_library(CARTOGRAF_SZ NAMES libsz.a REQUIRED)
    find_library(CARTOGRAF_AEC NAMES libaec.a REQUIRED)
    find_library(CARTOGRAF_Z NAMES libz.a REQUIRED)
    set(_more ${CARTOGRAF_SZ} ${CARTOGRAF_AEC} ${CARTOGRAF_Z} m ${CMAKE_DL_LIBS})
  else()
    set(_more)
  endif()
  find_library(CARTOGRAF_HDF5_HL_LIBRARY NAMES ${_names} ${_search})
  find_library(CARTOGRAF_HDF5_LIBRARY NAMES ${_core} ${_search})
  if(CARTOGRAF_HDF5_HL_LIBRARY AND CARTOGRAF_HDF5_LIBRARY)
    add_library(CartografHDF5::hdf5 INTERFACE IMPORTED)
    set_target_properties(CartografHDF5::hdf5 PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${cartograf_hdf5_INCLUDE_DIRS}"
      INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${cartograf_hdf5_INCLUDE_DIRS}"
      INTERFACE_LINK_LIBRARIES "${CARTOGRAF_HDF5_HL_LIBRARY};${CARTOGRAF_HDF5_LIBRARY};${_more}")
  endif()
endif()
if(TARGET CartografHDF5::hdf5)
  set(_found TRUE)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(CartografHDF5
  REQUIRED_VARS _found CARTOGRAF_HDF5_LIBRARY CARTOGRAF_HDF5_HL_LIBRARY
  VERSION_VAR cartograf_hdf5_VERSION
  REASON_FAILURE_MESSAGE "install libhdf5-dev (on Debian, libhdf5-openmpi-dev for CARTOGRAF_MPI) and pkg-config")
