# SPDX-License-Identifier: MIT OR Apache-2.0
# Facts of this build that the program may name, as the generated header axle_build_config.hpp (target
# axle_build_config, for cli only).
#
# The default index is the constant in the sources of the system's pip: the distribution has chosen it, so we need
# not name any host. pip's configuration is not asked: it may name another index, with credentials.

set(AXLE_DEFAULT_INDEX "" CACHE STRING "URL of the package index that is used when nothing else is configured")

# AXLE_SYSTEM_ROOT stands before /usr; tests/tools/build_config_test.py alone sets it.
function(axle_read_default_index variable)
  file(GLOB files
    ${AXLE_SYSTEM_ROOT}/usr/lib/python3/dist-packages/pip/_internal/models/index.py
    ${AXLE_SYSTEM_ROOT}/usr/lib/python3*/site-packages/pip/_internal/models/index.py)
  foreach(file IN LISTS files)
    file(STRINGS "${file}" line REGEX "^PyPI = PackageIndex\\(" LIMIT_COUNT 1)
    if(line MATCHES "PackageIndex\\( *[\"'](https://[^\"']+/)[\"']")
      set(${variable} "${CMAKE_MATCH_1}simple" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR
    "No default index: the system's pip (package python3-pip) is not installed or names none. "
    "Install it, or say which index to use: -DAXLE_DEFAULT_INDEX=URL")
endfunction()

set(AXLE_BUILT_IN_INDEX "${AXLE_DEFAULT_INDEX}")
if(NOT AXLE_BUILT_IN_INDEX)
  axle_read_default_index(AXLE_BUILT_IN_INDEX)
endif()
if(NOT AXLE_BUILT_IN_INDEX MATCHES "^[a-z]+://[^\"\\ ]+$")
  message(FATAL_ERROR "AXLE_DEFAULT_INDEX is not a URL: ${AXLE_BUILT_IN_INDEX}")
endif()

string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}-${CMAKE_SYSTEM_NAME}" AXLE_BUILD_TARGET)
configure_file("${CMAKE_SOURCE_DIR}/cmake/axle_build_config.hpp.in"
               "${CMAKE_BINARY_DIR}/generated/axle_build_config.hpp" @ONLY)
add_library(axle_build_config INTERFACE)
target_include_directories(axle_build_config INTERFACE "${CMAKE_BINARY_DIR}/generated")
