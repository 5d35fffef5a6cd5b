// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads requirements for who they name.
#include "engine/uninstall_inputs.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "base/url_tokens.hpp"
#include "engine/requirement_files.hpp"
#include "project/pyproject.hpp"
#include "project/requirements_file.hpp"
#include "spec/dist_name.hpp"

namespace axle::engine {
namespace {

/// One form for what is asked for and for what direct_url.json tells: without credentials, and of the fragment only
/// the subdirectory, since one repository can hold several projects.
std::string identity_of(std::string_view text) {
  const std::string_view place = text.substr(0, text.find('#'));
  const std::string_view fragment = text.substr(std::min(place.size() + 1, text.size()));
  const auto url = Url::parse(place);
  std::string identity = url ? without_tokens(url->to_request()) : redact_urls(place);
  for (const std::string_view part : split(fragment, '&')) {
    if (part.starts_with("subdirectory=")) {
      format_to(identity, "#{}", part);
    }
  }
  return identity;
}

/// A repository is named with the commit that was installed: without one it could be any of its states.
std::string identity_of(const spec::DirectUrl& direct_url) {
  std::string text = direct_url.url;
  if (!direct_url.vcs.empty()) {
    text = format("{}+{}", direct_url.vcs, direct_url.url);
    const std::string& revision = direct_url.commit_id.empty() ? direct_url.requested_revision : direct_url.commit_id;
    if (!revision.empty()) {
      format_to(text, "@{}", revision);
    }
  }
  if (direct_url.subdirectory) {
    format_to(text, "#subdirectory={}", *direct_url.subdirectory);
  }
  return identity_of(text);
}

class TargetCollector {
 public:
  TargetCollector(const InputRequest& request, Session& session)
      : request_(request), context_(make_requirements_context(request, session)), session_(session) {}

  Result<UninstallTargets> collect() {
    for (const std::string& text : request_.packages) {
      TRY_ASSIGN(const auto entry, project::parse_requirement_argument(text, context_));
      add(entry);
    }
    for (const std::string& file : request_.requirement_files) {
      TRY(project::is_pyproject(file) ? add_pyproject(file) : add_file(file));
    }
    return std::move(targets_);
  }

 private:
  Result<void> add_file(const std::string& file) {
    TRY_ASSIGN(const auto parsed, read_requirements(file, context_, session_));
    for (const project::RequirementEntry& entry : parsed.requirements) {
      add(entry);
    }
    return {};
  }

  Result<void> add_pyproject(const std::string& file) {
    TRY_ASSIGN(const project::Pyproject pyproject, project::read_pyproject(file, context_));
    for (const spec::Requirement& requirement : pyproject.dependencies) {
      targets_.names.push_back(requirement.name);
    }
    return {};
  }

  void add(const project::RequirementEntry& entry) {
    if (const auto* requirement = std::get_if<spec::Requirement>(&entry.what)) {
      targets_.names.push_back(requirement->name);
    } else if (const auto* wheel = std::get_if<project::WheelReference>(&entry.what)) {
      add_wheel(*wheel);
    } else {
      add_reference(std::get<project::UnsupportedReference>(entry.what));
    }
  }

  /// Nothing was installed from a file whose name says nothing, unless by another tool.
  void add_wheel(const project::WheelReference& wheel) {
    if (const auto name = spec::parse_wheel_name(wheel.file_name)) {
      targets_.names.push_back(name->name);
    } else {
      targets_.urls.push_back(identity_of(wheel.url.to_secret_text()));
    }
  }

  void add_reference(const project::UnsupportedReference& reference) {
    if (reference.name) {
      targets_.names.push_back(*reference.name);
    } else {
      targets_.urls.push_back(identity_of(reference.location));
    }
  }

  const InputRequest& request_;
  project::RequirementsContext context_;
  Session& session_;
  UninstallTargets targets_;
};

}  // namespace

Result<UninstallTargets> collect_uninstall_targets(const InputRequest& request, Session& session) {
  if (request.packages.empty() && request.requirement_files.empty()) {
    return fail(Error(ErrorCode::usage,
                      "the following required arguments were not provided: "
                      "<PACKAGE|--requirement <FILE>>")
                    .with_hint("run `axle help pip uninstall` to see the arguments"));
  }
  return TargetCollector(request, session).collect();
}

std::vector<spec::PackageName> find_installed_from(const std::string& url, const venv::Installed& installed) {
  std::vector<spec::PackageName> names;
  for (const venv::InstalledDistribution& distribution : installed.distributions()) {
    const auto direct_url = venv::read_direct_url(distribution);
    if (direct_url && identity_of(*direct_url) == url) {
      names.push_back(distribution.name);
    }
  }
  return names;
}

}  // namespace axle::engine
