// SPDX-License-Identifier: MIT OR Apache-2.0
// Pinned requirements as the text of a requirements file: header, options, pins with hashes, and who asked for each.
//
// Source:  pip's requirements file format; the annotations are those of pip-compile, as uv writes them.
// Not here: choosing the pins (engine/pip_compile), pylock.toml.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace axle::project {

struct CompiledPin {
  std::string name;                 ///< normalised
  std::vector<std::string> extras;  ///< normalised, sorted
  std::string version;
  std::string url;                     ///< of what the user named by URL: stands in place of the version
  std::string path{};                  ///< of what the user named by a relative path: stands in place of all that
  std::vector<std::string> hashes;     ///< `sha256:…`
  std::vector<std::string> given_by;   ///< `-c limits.txt`, `-r requirements.in`, …, in the order in which to tell them
  std::vector<std::string> needed_by;  ///< normalised names, sorted
  std::string index;                   ///< where its files are listed, without credentials
};

enum class AnnotationStyle : std::uint8_t { split, line };

struct RequirementsStyle {
  bool header = true;
  std::string command;               ///< what the header names
  std::string environment;           ///< for which the pins are known to be right; empty: not told
  std::vector<std::string> options;  ///< lines such as `--index-url URL`, above the pins
  bool annotate = true;
  AnnotationStyle annotation = AnnotationStyle::split;
  bool with_extras = false;
  bool with_index = false;
  std::vector<std::string> left_out;  ///< names that are told at the end instead of pinned
};

/// The pins are written by name. The text ends with a line break, unless there is nothing in it.
[[nodiscard]] std::string write_requirements(std::vector<CompiledPin> pins, const RequirementsStyle& style);

}  // namespace axle::project
