// SPDX-License-Identifier: MIT OR Apache-2.0
// Parses names, versions and requirements; every complaint has the place.
#include "engine/scoped_inputs.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::engine {
namespace {

/// No interpreter is older than version 0.
constexpr std::string_view k_nowhere = "python_version < '0'";

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

Result<spec::Requirement> make_unwanted(const spec::PackageName& name) {
  return spec::parse_requirement(format("{}; {}", name.text(), k_nowhere));
}

bool is_unwanted(const spec::Marker& marker) {
  static const Result<spec::Marker> nowhere = spec::Marker::parse(k_nowhere);
  return nowhere && marker == *nowhere;
}

Result<resolver::ScopedOverride> read_scoped_override(const SettledRequirement& settled) {
  return read_scoped(settled, spec::parse_requirement(settled.text));
}

Result<resolver::ScopedOverride> read_scoped_exclusion(const SettledRequirement& settled) {
  auto name = spec::PackageName::parse(settled.text);
  return read_scoped(settled, name ? make_unwanted(*name) : fail(std::move(name).error()));
}

}  // namespace axle::engine
