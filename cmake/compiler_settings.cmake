# SPDX-License-Identifier: MIT OR Apache-2.0
# How everything of ours is compiled: targets axle_settings (language, hardening, sanitizers) and axle_warnings.

find_program(AXLE_CCACHE ccache)
if(AXLE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Sloppiness: without it nothing that uses a precompiled header is cached. No hash of the folder: one cache
  # serves several build folders (debug information then names the folder that compiled first). With the compiler's own
  # list of headers nothing is preprocessed twice: a build with an empty cache takes a fifteenth less.
  set(CMAKE_C_COMPILER_LAUNCHER
      env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 "${AXLE_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_C_COMPILER_LAUNCHER})
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

include(CheckCXXSourceCompiles)
include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

add_library(axle_settings INTERFACE)
target_include_directories(axle_settings INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_features(axle_settings INTERFACE cxx_std_23)

add_library(axle_warnings INTERFACE)
target_compile_options(axle_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wundef -Werror
  # Clang warns where the standard library of GCC 12 uses a deprecated function of its own (stable_sort).
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
  # GCC does not ask for every member of a designated initialiser: the others have values of their own.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-missing-designated-field-initializers>)

if(AXLE_SANITIZE)
  target_compile_options(axle_settings INTERFACE
    -fsanitize=${AXLE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(axle_settings INTERFACE -fsanitize=${AXLE_SANITIZE})
else()
  # What tools/check_binary.py looks for, in release and in what the tests run.
  target_compile_options(axle_settings INTERFACE -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  target_compile_definitions(axle_settings INTERFACE _FORTIFY_SOURCE=2)
  target_link_options(axle_settings INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
  # A tenth of the place for 25,000 addresses that each start fills in. The linker must know the form, and the loader as
  # well: with an older glibc than 2.36 the program links, and does not start.
  set(CMAKE_REQUIRED_LINK_OPTIONS -Wl,-z,pack-relative-relocs)
  check_cxx_source_compiles(
    "#include <features.h>\nstatic_assert(__GLIBC__ > 2 || __GLIBC_MINOR__ >= 36, \"\");\nint main() {}"
    AXLE_HAVE_PACKED_RELOCATIONS)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
  if(AXLE_HAVE_PACKED_RELOCATIONS)
    target_link_options(axle_settings INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    target_compile_options(axle_settings INTERFACE -ffunction-sections -fdata-sections)
    target_link_options(axle_settings INTERFACE -Wl,--gc-sections,--as-needed)
  else()
    target_compile_definitions(axle_settings INTERFACE _GLIBCXX_ASSERTIONS)
  endif()
endif()

# Of layers and programs, not of tests: how much of a test runs is not the question. Clang's counts are one file for
# each program, where gcov writes one for each source at every exit of a program.
add_library(axle_counted INTERFACE)
if(AXLE_COVERAGE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "AXLE_COVERAGE needs Clang (preset coverage)")
  endif()
  target_compile_options(axle_counted INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(axle_settings INTERFACE -fprofile-instr-generate)
  # Where programs count that tests start as a user who may not write in the build folder.
  string(MD5 folder "${CMAKE_BINARY_DIR}")
  set(AXLE_COUNTS "/tmp/axle-counts-${folder}" CACHE INTERNAL "counts of programs that run as another user")
endif()

if(AXLE_FUZZ)
  target_compile_options(axle_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT AXLE_SANITIZE)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT AXLE_HAVE_LTO OUTPUT AXLE_LTO_ANSWER LANGUAGES CXX)
  if(AXLE_HAVE_LTO)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    message(STATUS "no link-time optimisation: ${AXLE_LTO_ANSWER}")
  endif()
endif()
