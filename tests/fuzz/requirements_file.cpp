// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: requirements files that include one another, arguments, pyproject.toml, pip.conf.
//
// The input is two files, with a form feed between them; whatever is included is the second one.
#include "project/requirements_file.hpp"

#include "cli/pip_config.hpp"
#include "project/pyproject.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using axle::project::RequirementsContext;

RequirementsContext context_of(std::string_view included) {
  return {.working_directory = "/work",
          .lookup = [](std::string_view) { return std::optional<std::string>("value"); },
          .load = [included](const std::string&) -> axle::Result<std::string> { return std::string(included); },
          .warn = [](const std::string&) {}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = axle::fuzz::text_of(data, size);
  const std::size_t end = text.find('\f');
  const std::string_view first = text.substr(0, end);
  const std::string_view second = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  RequirementsContext context = context_of(second);
  context.load = [first, second](const std::string& location) -> axle::Result<std::string> {
    return std::string(location == "/work/requirements.txt" ? first : second);
  };
  static_cast<void>(axle::project::read_requirements_file("/work/requirements.txt", context));
  static_cast<void>(axle::project::parse_requirement_argument(first, context));
  static_cast<void>(axle::project::parse_editable_argument(first, context));
  static_cast<void>(axle::project::parse_pyproject(first, "pyproject.toml"));
  static_cast<void>(axle::cli::parse_pip_config(first, "pip.conf"));
  return 0;
}
