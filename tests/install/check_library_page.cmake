# cmake -D SOURCE_DIR=... -P check_library_page.cmake: the program in docs/library.md is one of the examples.
file(READ "${SOURCE_DIR}/docs/library.md" page)
file(READ "${SOURCE_DIR}/docs/examples/cpp/keys.cpp" program)
string(FIND "${page}" "```cpp\n${program}```\n" at)
if(at EQUAL -1)
  message(FATAL_ERROR "docs/library.md does not have docs/examples/cpp/keys.cpp as its program")
endif()
