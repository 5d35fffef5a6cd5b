// SPDX-License-Identifier: MIT OR Apache-2.0
// What files of settings say of the dependencies of one package: override-dependencies and exclude-dependencies with
// `package` and `dependencies` (features.md 3.6).
//
// Not here: reading the files (cli/config_table), what becomes of it (resolver/first_party).
#pragma once

#include "base/result.hpp"
#include "engine/install_inputs.hpp"
#include "resolver/problem.hpp"
#include "spec/name.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {

/// A requirement that holds nowhere: whose override it is, that is left out.
[[nodiscard]] spec::Requirement make_unwanted(const spec::PackageName& name);

/// `settled` has a scope. Errors, with its place: bad_requirement, bad_name; bad_configuration for a version that is
/// none, or a URL, which counts for all packages or for none.
[[nodiscard]] Result<resolver::ScopedOverride> read_scoped_override(const SettledRequirement& settled);
/// The same of a name alone.
[[nodiscard]] Result<resolver::ScopedOverride> read_scoped_exclusion(const SettledRequirement& settled);

}  // namespace axle::engine
