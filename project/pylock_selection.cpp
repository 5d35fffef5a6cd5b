// SPDX-License-Identifier: MIT OR Apache-2.0
// Evaluates markers and requires-python of a lock.
#include "project/pylock_selection.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::project {
namespace {

template <typename Name>
bool has(const std::vector<Name>& names, const Name& name) {
  return std::ranges::find(names, name) != names.end();
}

template <typename Name>
Error no_such(const std::string& file, std::string_view kind, const std::string& text, const std::vector<Name>& known) {
  std::string names;
  for (const Name& name : known) {
    format_to(names, "{}`{}`", names.empty() ? "" : ", ", name.text());
  }
  Error error(ErrorCode::bad_configuration,
              format("`{}` has no {} `{}`", to_printable(file), kind, to_printable(text)));
  return names.empty() ? std::move(error).with_hint("it has none at all")
                       : std::move(error).with_hint(format("it has {}", names));
}

/// Pre-releases of a Python count as the release.
bool fits(const spec::SpecifierSet& requires_python, const spec::TargetPython& python) {
  return requires_python.contains(python.version.base_version());
}

}  // namespace

Result<spec::LockChoice> make_lock_choice(const Pylock& lock, const LockWishes& wishes, const std::string& file) {
  spec::LockChoice choice;
  if (wishes.all_extras) {
    choice.extras = lock.extras;
  }
  for (const std::string& text : wishes.extras) {
    auto extra = spec::ExtraName::parse(text);
    if (!extra || !has(lock.extras, *extra)) {
      return fail(no_such(file, "extra", text, lock.extras));
    }
    choice.extras.push_back(std::move(*extra));
  }
  for (const std::string& text : wishes.groups) {
    auto group = spec::GroupName::parse(text);
    if (!group || (!has(lock.groups, *group) && !has(lock.default_groups, *group))) {
      return fail(no_such(file, "dependency group", text, lock.groups));
    }
    choice.groups.push_back(std::move(*group));
  }
  if (wishes.groups.empty()) {
    choice.groups = lock.default_groups;
  }
  std::ranges::sort(choice.extras, {}, &spec::ExtraName::text);
  std::ranges::sort(choice.groups, {}, &spec::GroupName::text);
  return choice;
}

Result<std::vector<const LockedPackage*>> select_packages(const Pylock& lock, const spec::TargetPython& python,
                                                          const spec::LockChoice& choice, const std::string& file) {
  const std::string version = python.version.to_string();
  if (!fits(lock.requires_python, python)) {
    return fail(ErrorCode::bad_configuration, format("`{}` requires Python {}, and this is {}", to_printable(file),
                                                     lock.requires_python.to_string(), version));
  }
  const auto holds = [&](const spec::Marker& marker) { return marker.evaluate(python.markers); };
  if (!lock.environments.empty() && std::ranges::none_of(lock.environments, holds)) {
    std::string environments;
    for (const spec::Marker& marker : lock.environments) {
      format_to(environments, "{}`{}`", environments.empty() ? "" : ", ", marker.to_string());
    }
    return fail(Error(ErrorCode::bad_configuration, format("`{}` is not made for this environment", to_printable(file)))
                    .with_hint(format("it is for {}", environments)));
  }
  std::vector<const LockedPackage*> packages;
  std::set<spec::PackageName> names;
  for (const LockedPackage& package : lock.packages) {
    if (!spec::holds_in_lock(package.marker, python.markers, choice)) {
      continue;
    }
    if (!fits(package.requires_python, python)) {
      return fail(ErrorCode::bad_configuration,
                  format("`{}` of `{}` requires Python {}, and this is {}", package.name.text(), to_printable(file),
                         package.requires_python.to_string(), version));
    }
    if (!names.insert(package.name).second) {
      return fail(ErrorCode::bad_configuration,
                  format("`{}` has two entries for `{}` that hold at once", to_printable(file), package.name.text()));
    }
    packages.push_back(&package);
  }
  return packages;
}

}  // namespace axle::project
