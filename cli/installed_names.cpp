// SPDX-License-Identifier: MIT OR Apache-2.0
// Compares with all that is installed.
#include "cli/installed_names.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "cli/args/similar.hpp"

namespace axle::cli {

Error with_similar_name(Error error, const spec::PackageName& name, const venv::Installed& installed) {
  std::vector<std::string> names;
  for (const venv::InstalledDistribution& distribution : installed.distributions()) {
    names.push_back(distribution.name.text());
  }
  const auto similar = find_similar(name.text(), names);
  return similar ? std::move(error).with_hint(format("a similar package is installed: `{}`", *similar))
                 : std::move(error);
}

}  // namespace axle::cli
