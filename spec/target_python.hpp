// SPDX-License-Identifier: MIT OR Apache-2.0
// What one interpreter is, as far as choosing distributions goes: version, markers, ABI, platform.
//
// Filled by venv/interpreter_query; everything else (tags, resolver, plan) reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "spec/marker.hpp"
#include "spec/version.hpp"

namespace axle::spec {

enum class LibC : std::uint8_t { glibc, musl, none };

/// The platform in the terms of PEP 425/600/656/730/738.
struct PlatformFacts {
  std::string system;   ///< `linux`, `macos`, `windows`, `android`, `ios`, `pyodide`
  std::string machine;  ///< `x86_64`, `aarch64`, `armv7l`, `i686`, `arm64`, `amd64`, `arm64_iphonesimulator`, …
  LibC libc = LibC::none;
  std::uint32_t libc_major = 0;  ///< glibc 2.36 → 2, 36; musl 1.2 → 1, 2
  std::uint32_t libc_minor = 0;
  std::uint32_t os_major = 0;  ///< macOS 14.2 → 14, 2; Android: the API level; Pyodide: the year of its ABI
  std::uint32_t os_minor = 0;
  bool pointer_32bit = false;
  bool operator==(const PlatformFacts&) const = default;
};

struct TargetPython {
  Version version;             ///< full, for example 3.13.0
  std::string implementation;  ///< `cpython`, `pypy`, …
  std::uint32_t major = 3;
  std::uint32_t minor = 0;
  std::string abi_flags;       ///< sys.abiflags
  std::string soabi;           ///< sysconfig SOABI, for PyPy's tags
  bool free_threaded = false;  ///< Py_GIL_DISABLED
  bool debug = false;
  PlatformFacts platform;
  MarkerEnvironment markers;
  bool operator==(const TargetPython&) const = default;
};

}  // namespace axle::spec
