# Adds the tests of one GoogleTest program, a process for each test suite: starting 2,400 processes, one for each test,
# took longer than most of the tests. Read by ctest, with `name`, `program`, `folder` (where it runs) and `results`
# (folder for its XML, from which scripts/ctest_summary.py counts single tests).
# Tests with "Cuda" in their name get the label `cuda`, and a process of their own where a suite has others too.
if(NOT EXISTS "${program}")
  add_test("${name}_NOT_BUILT" "${name}_NOT_BUILT")
  return()
endif()

# A sanitizer's complaint here is a failed test, not a ctest that does not start.
execute_process(COMMAND "${program}" --gtest_list_tests WORKING_DIRECTORY "${folder}" TIMEOUT 300
                OUTPUT_VARIABLE listed ERROR_VARIABLE listed RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  add_test("${name}.can_list_its_tests" "${program}" --gtest_list_tests)
  return()
endif()

function(add_suite test suite filter)
  string(REPLACE "/" "-" file "${test}.xml")
  add_test("${test}" "${program}" "--gtest_filter=${filter}" "--gtest_output=xml:${results}/${file}")
  # Skipped is a suite of which every test was: then this is the end of its output.
  set_tests_properties("${test}" PROPERTIES WORKING_DIRECTORY "${folder}" TIMEOUT 900 SKIP_REGULAR_EXPRESSION
    "\\[  PASSED  \\] 0 tests\\.\n\\[  SKIPPED \\] [0-9]+ tests?, listed below:\n(\\[  SKIPPED \\] [^\n]+\n)+$" ${ARGN})
endfunction()

function(add_suites_of suite with_cuda others)
  if(others)
    add_suite("${name}.${suite}" "${suite}" "${suite}.*-*Cuda*")
  endif()
  if(with_cuda AND others)
    add_suite("${name}.${suite}.Cuda" "${suite}" "${suite}.*Cuda*" LABELS cuda)
  elseif(with_cuda)
    add_suite("${name}.${suite}" "${suite}" "${suite}.*" LABELS cuda)
  endif()
endfunction()

string(REGEX MATCHALL "[^\n]+" lines "${listed}")
set(suite "")
foreach(line IN LISTS lines)
  if(line MATCHES "^([^ ]+)\\.( |$)")
    if(suite)
      add_suites_of("${suite}" ${with_cuda} ${others})
    endif()
    set(suite "${CMAKE_MATCH_1}")
    set(with_cuda FALSE)
    set(others FALSE)
  elseif(suite AND line MATCHES "^  ([^ ]+)")
    if("${suite}.${CMAKE_MATCH_1}" MATCHES "Cuda")
      set(with_cuda TRUE)
    else()
      set(others TRUE)
    endif()
  endif()
endforeach()
if(suite)
  add_suites_of("${suite}" ${with_cuda} ${others})
endif()
