# SPDX-License-Identifier: MIT OR Apache-2.0
# How a layer, the program, a set of unit tests and a fuzzer are declared. One function each.

# axle_add_layer(NAME SOURCES file… [DEPENDS layer…] [LIBRARIES target…] [PUBLIC_LIBRARIES target…])
#
# Static library axle_NAME from the explicit SOURCES (relative to the calling folder).
# DEPENDS           layers that its headers may use: base, spec, …
# LIBRARIES         third-party targets (axle_dep::…) of its .cpp files; not passed on to users
# PUBLIC_LIBRARIES  third-party targets that its headers need (axle_dep::fmt, of base)
function(axle_add_layer name)
  cmake_parse_arguments(PARSE_ARGV 1 layer "" "" "SOURCES;DEPENDS;LIBRARIES;PUBLIC_LIBRARIES")
  axle_refuse_unparsed(axle_add_layer ${layer_UNPARSED_ARGUMENTS})
  add_library(axle_${name} STATIC ${layer_SOURCES})
  target_link_libraries(axle_${name} PUBLIC axle_settings ${layer_PUBLIC_LIBRARIES}
                        PRIVATE axle_warnings axle_counted ${layer_LIBRARIES})
  axle_optimize(axle_${name} ${name})
  if(AXLE_PRECOMPILE)
    target_precompile_headers(axle_${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp")
    target_compile_options(axle_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
  foreach(below IN LISTS layer_DEPENDS)
    target_link_libraries(axle_${name} PUBLIC axle_${below})
  endforeach()
endfunction()

# axle_add_program(NAME SOURCES file… DEPENDS layer… [LIBRARIES target…])
function(axle_add_program name)
  cmake_parse_arguments(PARSE_ARGV 1 program "" "" "SOURCES;DEPENDS;LIBRARIES")
  axle_refuse_unparsed(axle_add_program ${program_UNPARSED_ARGUMENTS})
  add_executable(${name} ${program_SOURCES})
  target_link_libraries(${name} PRIVATE axle_settings axle_warnings axle_counted ${program_LIBRARIES})
  foreach(below IN LISTS program_DEPENDS)
    target_link_libraries(${name} PRIVATE axle_${below})
  endforeach()
  target_link_libraries(${name} PRIVATE axle_build_config)
  if(AXLE_LINK STREQUAL "static")
    target_link_options(${name} PRIVATE -static-libstdc++ -static-libgcc)
  endif()
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
endfunction()

# axle_add_unit_tests(LAYER file… [LIBRARIES target…])
#
# Executable unit_LAYER and its ctest entry (label LAYER and unit). LIBRARIES defaults to axle_LAYER.
# Catch2 and, where there is one, axle_test_support come with it. The order is random; the seed is printed.
function(axle_add_unit_tests layer)
  cmake_parse_arguments(PARSE_ARGV 1 unit "" "" "LIBRARIES")
  if(NOT unit_LIBRARIES)
    set(unit_LIBRARIES axle_${layer})
  endif()
  axle_add_test_program(unit_${layer} SOURCES ${unit_UNPARSED_ARGUMENTS} LIBRARIES ${unit_LIBRARIES}
                        LABELS unit ${layer})
  axle_optimize(unit_${layer} ${layer})
endfunction()

# axle_optimize(TARGET LAYER): with optimisation, where the layer is one of AXLE_OPTIMIZED_LAYERS.
function(axle_optimize target layer)
  if(layer IN_LIST AXLE_OPTIMIZED_LAYERS)
    target_compile_options(${target} PRIVATE -O1)
  endif()
endfunction()

# axle_add_test_program(NAME SOURCES file… LIBRARIES target… LABELS label…): a Catch2 program and its ctest entry.
function(axle_add_test_program name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "" "SOURCES;LIBRARIES;LABELS")
  axle_refuse_unparsed(axle_add_test_program ${test_UNPARSED_ARGUMENTS})
  axle_select_tests(any chosen ${test_SOURCES})
  add_executable(${name} EXCLUDE_FROM_ALL ${chosen})
  target_link_libraries(${name} PRIVATE axle_settings axle_warnings axle_catch_main ${test_LIBRARIES})
  if(TARGET axle_test_support)
    target_link_libraries(${name} PRIVATE axle_test_support)
  endif()
  # 1.0 s a file without, 0.2 s with it (Catch2 2.13 is one large header). The second flag is ccache's condition.
  target_precompile_headers(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/support/catch.hpp"
    $<$<BOOL:${AXLE_PRECOMPILE}>:${CMAKE_SOURCE_DIR}/cmake/precompiled.hpp>)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
  if(NOT any)
    return()
  endif()
  set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL FALSE)
  add_test(NAME ${name}
    COMMAND $<TARGET_FILE:${name}> --order rand --rng-seed time ${AXLE_TEST_TAGS})
  axle_isolate_test(${name})
  set_tests_properties(${name} PROPERTIES LABELS "${test_LABELS}" TIMEOUT 600)
  if("unit" IN_LIST test_LABELS)
    add_dependencies(sanitized_tests ${name})
  endif()
endfunction()

# axle_select_tests(ANY CHOSEN file…): whether a file has a test with the tag AXLE_TEST_TAGS, and the files without
# those whose tests all lack it.
function(axle_select_tests any chosen)
  set(found FALSE)
  set(files)
  foreach(file IN LISTS ARGN)
    file(READ "${file}" text)
    string(FIND "${text}" "${AXLE_TEST_TAGS}" wanted)
    string(FIND "${text}" "TEST_CASE(" test)
    if(wanted GREATER_EQUAL 0)
      set(found TRUE)
    endif()
    if(wanted GREATER_EQUAL 0 OR test EQUAL -1)
      list(APPEND files "${file}")
    endif()
  endforeach()
  set(${any} ${found} PARENT_SCOPE)
  if(found)
    set(${chosen} "${files}" PARENT_SCOPE)
  else()
    set(${chosen} "${ARGN}" PARENT_SCOPE)
  endif()
endfunction()

# axle_add_fuzzer(NAME file [LIBRARIES target…])
#
# Program fuzz_NAME from a file that defines LLVMFuzzerTestOneInput, and a test (label corpus) that replays
# tests/fuzz/corpus/NAME. With AXLE_FUZZ it is a libFuzzer program; otherwise it has a driver that only replays.
function(axle_add_fuzzer name file)
  cmake_parse_arguments(PARSE_ARGV 2 fuzzer "" "" "LIBRARIES")
  axle_refuse_unparsed(axle_add_fuzzer ${fuzzer_UNPARSED_ARGUMENTS})
  if(AXLE_TEST_TAGS)
    return()
  endif()
  add_executable(fuzz_${name} ${file})
  target_link_libraries(fuzz_${name} PRIVATE axle_settings axle_warnings ${fuzzer_LIBRARIES})
  set_target_properties(fuzz_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests/bin")
  if(AXLE_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers fuzz_${name})
    set(replay -runs=0)
  else()
    target_sources(fuzz_${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests/support/replay_main.cpp")
    set(replay)
  endif()
  add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${replay} "${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name}")
  axle_isolate_test(fuzz_${name})
  set_tests_properties(fuzz_${name} PROPERTIES LABELS corpus TIMEOUT 600)
  add_dependencies(sanitized_tests fuzz_${name})
endfunction()

# axle_isolate_test(NAME): the ctest entry runs without the caller's home, proxies, indexes and certificates.
function(axle_isolate_test name)
  set(changes "HOME=set:${CMAKE_BINARY_DIR}/no-home")
  foreach(variable IN ITEMS
      XDG_CACHE_HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_BIN_HOME VIRTUAL_ENV CONDA_PREFIX
      http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
      SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NETRC
      PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS PIP_NO_INDEX PIP_CERT PIP_PROXY PIP_CONFIG_FILE
      PIP_TRUSTED_HOST UV_INDEX_URL UV_DEFAULT_INDEX UV_INDEX UV_FIND_LINKS UV_CACHE_DIR UV_PYTHON
      PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE)
    list(APPEND changes "${variable}=unset:")
  endforeach()
  list(APPEND changes "TSAN_OPTIONS=set:suppressions=${CMAKE_SOURCE_DIR}/tests/support/thread_sanitizer.supp")
  if(AXLE_COVERAGE)
    list(APPEND changes "LLVM_PROFILE_FILE=set:${CMAKE_BINARY_DIR}/counts/%4m.profraw" "AXLE_COUNTS=set:${AXLE_COUNTS}")
  endif()
  set_tests_properties(${name} PROPERTIES ENVIRONMENT_MODIFICATION "${changes}")
endfunction()

function(axle_refuse_unparsed caller)
  if(ARGN)
    message(FATAL_ERROR "${caller}: arguments not understood: ${ARGN}")
  endif()
endfunction()
