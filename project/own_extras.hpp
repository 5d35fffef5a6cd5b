// SPDX-License-Identifier: MIT OR Apache-2.0
// Extras of a project that name extras of the same project: `all = ["this-project[test,docs]"]`.
#pragma once

#include <map>
#include <vector>

#include "base/result.hpp"
#include "spec/name.hpp"
#include "spec/requirement.hpp"

namespace axle::project {

using ExtraRequirements = std::map<spec::ExtraName, std::vector<spec::Requirement>>;

/// `written` with each such requirement replaced by what its extras hold, markers joined: the project itself is on no
/// index. An extra that includes itself adds nothing. Errors: bad_configuration when it grows beyond all reason.
[[nodiscard]] Result<ExtraRequirements> expand_own_extras(const ExtraRequirements& written,
                                                          const spec::PackageName& project);

}  // namespace axle::project
