# What every target of ours is compiled with. `cartograf_options` is public (the language), `cartograf_warnings`
# is private to our own code.
add_library(cartograf_options INTERFACE)
target_compile_features(cartograf_options INTERFACE cxx_std_20)
target_include_directories(cartograf_options INTERFACE
  "${PROJECT_SOURCE_DIR}" "${PROJECT_SOURCE_DIR}/host/include" "${PROJECT_BINARY_DIR}/include")
configure_file(host/include/cartograf/version.hpp.in "${PROJECT_BINARY_DIR}/include/cartograf/version.hpp" @ONLY)

add_library(cartograf_warnings INTERFACE)
target_compile_options(cartograf_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wnon-virtual-dtor;-Wold-style-cast>
  $<$<COMPILE_LANGUAGE:CUDA>:-Xcompiler=-Wall,-Wextra,-Wshadow>)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # A false positive of GCC 12 on `"text" + std::string` (GCC bug 105329).
  target_compile_options(cartograf_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  # Part of Clang's -Wconversion, not of g++'s.
  target_compile_options(cartograf_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-sign-conversion>)
endif()
if(CARTOGRAF_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # The checks that sanitizers add make g++ see uses before initialisation where there are none (GCC bug 105562: std::regex).
  target_compile_options(cartograf_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
endif()
if(CARTOGRAF_WERROR)
  target_compile_options(cartograf_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror>
    $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()

# What Debian hardens its own packages with (dpkg-buildflags): the command reads files of strangers. Sanitizers do more, and
# do not go with it.
if(NOT CARTOGRAF_SANITIZE)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fstack-protector-strong>)
  # It needs an optimising compiler.
  add_compile_options("$<$<AND:$<COMPILE_LANGUAGE:CXX>,$<NOT:$<CONFIG:Debug>>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  add_link_options(LINKER:-z,relro,-z,now,-z,noexecstack)
endif()

if(CARTOGRAF_SANITIZE)
  add_compile_options(-fsanitize=${CARTOGRAF_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CARTOGRAF_SANITIZE})
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)  # g++ defines them by itself: where they are, limits of memory and time are others
    if(CARTOGRAF_SANITIZE MATCHES address)
      add_compile_definitions(__SANITIZE_ADDRESS__)
    elseif(CARTOGRAF_SANITIZE MATCHES thread)
      add_compile_definitions(__SANITIZE_THREAD__)
    endif()
  endif()
endif()

if(CARTOGRAF_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "CARTOGRAF_FUZZ: libFuzzer comes with Clang, found ${CMAKE_CXX_COMPILER_ID}; the preset fuzz takes clang++")
  endif()
  # libFuzzer follows which branches an input takes.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Most of a compilation is the standard library, JSON and CLI11, parsed and generated anew for every file. So the files of
# a target are compiled several at a time; those with options of their own stay alone. Off (preset `dev`): each for itself,
# which makes a change of one line cheap and shows a file that does not include what it uses.
function(cartograf_together target files)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CARTOGRAF_UNITY} UNITY_BUILD_BATCH_SIZE ${files})
endfunction()

# cartograf_rpath(TARGET RPATH): an installed target finds XGBoost by this path, one of the build tree by its place. CMake's own
# way ends the path of the build tree with an empty element, to have room when it installs, and the loader takes that for the
# current folder: whoever puts a library there would be obeyed.
function(cartograf_rpath target installed folder)
  get_filename_component(built "${CARTOGRAF_XGBOOST_LIBRARY}" DIRECTORY)
  set_target_properties(${target} PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "${installed};${built}")
  install(CODE "file(RPATH_CHANGE FILE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}/$<TARGET_FILE_NAME:${target}>\"
    OLD_RPATH \"${installed}:${built}\" NEW_RPATH \"${installed}\")")
endfunction()

# Our libraries offer what is marked CARTOGRAF_API and hide the rest.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_CUDA_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

# One layer = one static library: cartograf_layer(name SOURCES... ) -> cartograf_NAME. It is not installed: host/api puts the
# layers together into the libraries that are.
function(cartograf_layer name)
  add_library(cartograf_${name} STATIC ${ARGN})
  target_link_libraries(cartograf_${name} PUBLIC cartograf_options PRIVATE cartograf_warnings)
  cartograf_together(cartograf_${name} 10)
endfunction()
