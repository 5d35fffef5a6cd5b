// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: lock files, what is chosen of them, and that they can be written.
#include <string>

#include "project/pylock_file.hpp"
#include "project/pylock_output.hpp"
#include "project/pylock_selection.hpp"
#include "tests/fuzz/input.hpp"

namespace {

axle::Result<axle::project::Pylock> read(std::string_view text) {
  return axle::project::parse_pylock(text, "pylock.toml", [](const std::string&) {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const auto lock = read(axle::fuzz::text_of(data, size));
  if (!lock) {
    return 0;
  }
  const axle::project::PylockStyle style{.header = false, .command = {}, .left_out = {}};
  const std::string written = axle::project::write_pylock(*lock, style);
  const auto again = read(written);
  require(again.has_value(), "a written lock can be read");
  require(again->packages.size() == lock->packages.size(), "no package is lost");
  require(axle::project::write_pylock(*again, style) == written, "what is read back is written as before");
  const auto third = read(axle::project::write_pylock(*again, style));
  require(third.has_value() && *third == *again, "without secrets, what is written is read back equal");

  axle::spec::TargetPython python;
  python.version = axle::spec::Version::parse("3.11.7").value();
  python.markers.sys_platform = "linux";
  python.markers.python_version = "3.11";
  python.markers.python_full_version = "3.11.7";
  const auto choice = axle::project::make_lock_choice(*lock, {.extras = {}, .all_extras = true, .groups = {}}, "f");
  require(choice.has_value(), "all extras of a lock can be chosen");
  static_cast<void>(axle::project::select_packages(*lock, python, *choice, "f"));
  return 0;
}
