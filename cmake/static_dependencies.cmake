# SPDX-License-Identifier: MIT OR Apache-2.0
# AXLE_LINK=static: everything but glibc goes into the binary. OpenSSL, nghttp2, zlib and libdeflate are the
# distribution's .a files; libcurl, simdjson, isa-l and libarchive are built once, from the distribution's sources.
#
# AXLE_DEPS_DIR   where those are kept; one folder serves several build folders

set(AXLE_DEPS_DIR "$ENV{AXLE_DEPS_DIR}" CACHE PATH "Static libraries built from the distribution's sources")
if(NOT AXLE_DEPS_DIR)
  set(AXLE_DEPS_DIR "${CMAKE_BINARY_DIR}/static-dependencies" CACHE PATH "" FORCE)
endif()

if(NOT EXISTS "${AXLE_DEPS_DIR}/complete")
  message(STATUS "building static libraries into ${AXLE_DEPS_DIR} (about a minute, once)")
  execute_process(
    COMMAND "${CMAKE_SOURCE_DIR}/scripts/build-static-dependencies" "${AXLE_DEPS_DIR}"
    RESULT_VARIABLE AXLE_DEPS_STATUS)
  if(NOT AXLE_DEPS_STATUS EQUAL 0)
    message(FATAL_ERROR
      "The static libraries could not be built (see above). The distribution's source packages are needed: "
      "use -DAXLE_LINK=shared to build against the installed shared libraries instead.")
  endif()
endif()

# axle_find_static(VARIABLE NAME): the .a file, ours first, then the distribution's.
function(axle_find_static variable name)
  find_library(${variable} NAMES lib${name}.a HINTS "${AXLE_DEPS_DIR}/lib")
  if(NOT ${variable})
    message(FATAL_ERROR "lib${name}.a is not installed; scripts/setup installs it, -DAXLE_LINK=shared does without")
  endif()
endfunction()

foreach(library IN ITEMS ssl crypto nghttp2 z deflate curl archive isal simdjson)
  axle_find_static(AXLE_STATIC_${library} ${library})
endforeach()

# Our include folder goes first, so that headers and libraries are of one build.
set(AXLE_DEPS_INCLUDE "${AXLE_DEPS_DIR}/include")
axle_declare_dependency(fmt DEFINE FMT_HEADER_ONLY)
axle_declare_dependency(openssl LINK "${AXLE_STATIC_crypto}" Threads::Threads ${CMAKE_DL_LIBS})
axle_declare_dependency(libdeflate LINK "${AXLE_STATIC_deflate}")
axle_declare_dependency(isal INCLUDE "${AXLE_DEPS_INCLUDE}" LINK "${AXLE_STATIC_isal}")
axle_declare_dependency(simdjson INCLUDE "${AXLE_DEPS_INCLUDE}" LINK "${AXLE_STATIC_simdjson}")
axle_declare_dependency(archive INCLUDE "${AXLE_DEPS_INCLUDE}" LINK "${AXLE_STATIC_archive}" "${AXLE_STATIC_z}")
axle_declare_dependency(curl INCLUDE "${AXLE_DEPS_INCLUDE}" DEFINE CURL_STATICLIB
  LINK "${AXLE_STATIC_curl}" "${AXLE_STATIC_nghttp2}" "${AXLE_STATIC_ssl}" "${AXLE_STATIC_crypto}"
       "${AXLE_STATIC_z}" Threads::Threads ${CMAKE_DL_LIBS})
