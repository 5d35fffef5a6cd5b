// SPDX-License-Identifier: MIT OR Apache-2.0
// Parses names, versions and requirements; every complaint has the place.
#include "engine/scoped_inputs.hpp"

#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::engine {
namespace {

Result<resolver::ScopedOverride> read_scoped(const SettledRequirement& settled, Result<spec::Requirement> requirement) {
  ASSERT(settled.scope.has_value(), "callers look for the scope");
  if (!requirement) {
    return fail(std::move(requirement).error().with_place(settled.place));
  }
  if (requirement->url) {
    return fail(Error(ErrorCode::bad_configuration,
                      format("what one package needs cannot be had from a URL: `{}`", requirement->name.text()))
                    .with_place(settled.place));
  }
  auto parent = spec::PackageName::parse(settled.scope->package);
  if (!parent) {
    return fail(std::move(parent).error().with_place(settled.place));
  }
  resolver::ScopedOverride scoped{.parent = std::move(*parent)};
  if (const auto& version = settled.scope->version) {
    scoped.version = spec::Version::try_parse(*version);
    if (!scoped.version) {
      return fail(Error(ErrorCode::bad_configuration, format("`{}` is no version", to_printable(*version)))
                      .with_place(settled.place));
    }
  }
  scoped.given = {.requirement = std::move(*requirement), .origin = settled.place.file};
  return scoped;
}

}  // namespace

spec::Requirement make_unwanted(const spec::PackageName& name) {
  return {.name = name, .extras = {}, .specifiers = {}, .url = {}, .marker = spec::Marker::never()};
}

Result<resolver::ScopedOverride> read_scoped_override(const SettledRequirement& settled) {
  return read_scoped(settled, spec::parse_requirement(settled.text));
}

Result<resolver::ScopedOverride> read_scoped_exclusion(const SettledRequirement& settled) {
  auto name = spec::PackageName::parse(settled.text);
  return read_scoped(settled, name ? Result<spec::Requirement>(make_unwanted(*name)) : fail(std::move(name).error()));
}

}  // namespace axle::engine
