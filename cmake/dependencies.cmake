# SPDX-License-Identifier: MIT OR Apache-2.0
# Third-party libraries as targets axle_dep::NAME. Nothing is downloaded but, with AXLE_LINK=static, the
# distribution's own source packages (static_dependencies.cmake).
#
# name          library                       used in
# fmt           {fmt}                         base/format.hpp
# openssl       OpenSSL 3 (SHA-256)           base/sha256.cpp
# libdeflate    libdeflate                    base/inflate.cpp
# isal          isa-l (streaming inflate)     base/inflate.cpp
# simdjson      simdjson                      base/json_doc.cpp
# tomlplusplus  toml++ (header only)          base/toml_doc.cpp
# cli11         CLI11 (header only)           cli/args/
# curl          libcurl                       fetch/http_loop.cpp
# archive       libarchive                    fetch/source_archive.cpp
# threads       POSIX threads
# catch2, httplib                             tests/

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(CLI11 REQUIRED)

# axle_declare_dependency(NAME [LINK target…] [DEFINE definition…] [INCLUDE folder…])
function(axle_declare_dependency name)
  cmake_parse_arguments(PARSE_ARGV 1 dependency "" "" "LINK;DEFINE;INCLUDE")
  add_library(axle_dependency_${name} INTERFACE)
  target_link_libraries(axle_dependency_${name} INTERFACE ${dependency_LINK})
  target_compile_definitions(axle_dependency_${name} INTERFACE ${dependency_DEFINE})
  target_include_directories(axle_dependency_${name} SYSTEM INTERFACE ${dependency_INCLUDE})
  add_library(axle_dep::${name} ALIAS axle_dependency_${name})
endfunction()

axle_declare_dependency(threads LINK Threads::Threads)
axle_declare_dependency(cli11 LINK CLI11::CLI11)
axle_declare_dependency(tomlplusplus DEFINE TOML_EXCEPTIONS=0 TOML_ENABLE_FORMATTERS=0)

if(AXLE_LINK STREQUAL "static")
  include(static_dependencies)
elseif(AXLE_LINK STREQUAL "shared")
  find_package(fmt REQUIRED)
  axle_declare_dependency(fmt LINK fmt::fmt)
  foreach(pair IN ITEMS
      openssl=libcrypto libdeflate=libdeflate isal=libisal simdjson=simdjson curl=libcurl archive=libarchive)
    string(REPLACE "=" ";" pair "${pair}")
    list(GET pair 0 name)
    list(GET pair 1 package)
    pkg_check_modules(AXLE_PKG_${name} REQUIRED IMPORTED_TARGET ${package})
    axle_declare_dependency(${name} LINK PkgConfig::AXLE_PKG_${name})
  endforeach()
else()
  message(FATAL_ERROR "AXLE_LINK is \"${AXLE_LINK}\"; it is either shared or static")
endif()

if(AXLE_BUILD_TESTS)
  find_package(Catch2 REQUIRED)
  axle_declare_dependency(catch2 LINK Catch2::Catch2)
  pkg_check_modules(AXLE_PKG_httplib REQUIRED IMPORTED_TARGET cpp-httplib)
  axle_declare_dependency(httplib LINK PkgConfig::AXLE_PKG_httplib)
endif()
