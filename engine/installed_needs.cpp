// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads METADATA, and goes on behind a line that is no requirement.
#include "engine/installed_needs.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::engine {

InstalledNeeds read_needs(const venv::InstalledDistribution& distribution) {
  InstalledNeeds needs;
  const auto metadata = venv::read_installed_metadata(distribution);
  if (!metadata) {
    needs.fault = to_printable(to_string(metadata.error()));
    return needs;
  }
  for (const std::string& text : metadata->requires_dist) {
    auto parsed = spec::parse_requirement_lenient(text);
    if (parsed) {
      needs.requirements.push_back(std::move(parsed->requirement));
    } else if (needs.fault.empty()) {
      needs.fault = fault_of_line(distribution, text);
    }
  }
  return needs;
}

std::string fault_of_line(const venv::InstalledDistribution& distribution, std::string_view line) {
  return format("`{}` in `{}` is no requirement", to_printable(line), to_printable(distribution.path()));
}

std::string fault_text(const venv::InstalledDistribution& distribution, const std::string& fault) {
  return format("the metadata of `{}` {} cannot be read: {}", distribution.name.text(),
                to_printable(distribution.version_text), fault);
}

}  // namespace axle::engine
