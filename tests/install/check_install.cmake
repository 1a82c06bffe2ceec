# cmake -D BUILD_DIR=... -D SOURCE_DIR=... -D WORK_DIR=... -D GENERATOR=... -D COMPILER=... -D BUILD_TYPE=... -D VERSION=...
#       -P check_install.cmake

# run(WORD...): the command must succeed; its output is left in `output`.
macro(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${WORK_DIR}" RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\nended with ${result}:\n${output}")
  endif()
endmacro()

function(expect_output part)
  string(FIND "${output}" "${part}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "expected '${part}' in the output, found:\n${output}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK_DIR}")
file(MAKE_DIRECTORY "${WORK_DIR}")

# An installation must work where it is moved to, so it is moved at once.
run("${CMAKE_COMMAND}" --install "${BUILD_DIR}" --prefix "${WORK_DIR}/first")
file(RENAME "${WORK_DIR}/first" "${WORK_DIR}/moved prefix")
set(prefix "${WORK_DIR}/moved prefix")

file(GLOB_RECURSE scripts "${prefix}/*.cmake")
if(NOT scripts)
  message(FATAL_ERROR "no CMake package was installed")
endif()
foreach(script IN LISTS scripts)
  file(READ "${script}" text)
  foreach(folder IN ITEMS "${BUILD_DIR}" "${SOURCE_DIR}/")
    string(FIND "${text}" "${folder}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${script} refers to ${folder}")
    endif()
  endforeach()
endforeach()

run("${prefix}/bin/cartograf" --version)
expect_output("cartograf ${VERSION}")
run("${prefix}/bin/cartograf" spaces)
expect_output("nasbench201")
run("${prefix}/bin/cartograf" features nasbench201 -o command.h5 --range 0:100 --device cpu)
run("${prefix}/bin/cartograf" train command.h5 --target params -o command.ubj --device cpu)

run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${CMAKE_CURRENT_LIST_DIR}/consumer" -B consumer "-DCMAKE_PREFIX_PATH=${prefix}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_BUILD_TYPE=${BUILD_TYPE}" "-DCARTOGRAF_EXPECTED_VERSION=${VERSION}")
run("${CMAKE_COMMAND}" --build consumer)
run(consumer/consumer library.h5 library.ubj library.csv)
expect_output("nasbench201: 100 architectures, 191 features")

# The program and the command write the same store, and each reads what the other wrote.
file(SHA256 "${WORK_DIR}/command.h5" of_command)
file(SHA256 "${WORK_DIR}/library.h5" of_library)
if(NOT of_command STREQUAL of_library)
  message(FATAL_ERROR "the consumer wrote another store than the command")
endif()
run("${prefix}/bin/cartograf" predict command.h5 --model library.ubj -o predictions.csv --device cpu)
expect_output("100 predictions of params")

# Both apply that model to the space, with the same result.
run("${prefix}/bin/cartograf" predict nasbench201 --model library.ubj -o command.csv --device cpu)
file(SHA256 "${WORK_DIR}/command.csv" of_command)
file(SHA256 "${WORK_DIR}/library.csv" of_library)
if(NOT of_command STREQUAL of_library)
  message(FATAL_ERROR "the consumer predicts the space otherwise than the command")
endif()
