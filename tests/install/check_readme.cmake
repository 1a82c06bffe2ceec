# cmake -D SOURCE_DIR=... -P check_readme.cmake: the program in README.md is one of the examples.
file(READ "${SOURCE_DIR}/README.md" readme)
file(READ "${SOURCE_DIR}/docs/examples/cpp/keys.cpp" program)
string(FIND "${readme}" "```cpp\n${program}```\n" at)
if(at EQUAL -1)
  message(FATAL_ERROR "README.md does not have docs/examples/cpp/keys.cpp as its program")
endif()
