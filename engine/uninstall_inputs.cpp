// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads requirements for who they name.
#include "engine/uninstall_inputs.hpp"

#include <utility>

#include "base/fs.hpp"
#include "base/url.hpp"
#include "project/pyproject.hpp"
#include "project/requirements_file.hpp"
#include "spec/dist_name.hpp"

namespace axle::engine {
namespace {

std::string plain_url(const Url& url) {
  return url.without_fragment().without_credentials().to_request();
}

class TargetCollector {
 public:
  TargetCollector(const InputRequest& request, Session& session)
      : request_(request), context_(make_requirements_context(request, session)) {}

  Result<UninstallTargets> collect() {
    for (const std::string& text : request_.packages) {
      TRY_ASSIGN(const auto entry, project::parse_requirement_argument(text, context_));
      TRY(add(entry));
    }
    for (const std::string& file : request_.requirement_files) {
      TRY(file.ends_with("pyproject.toml") ? add_pyproject(file) : add_file(file));
    }
    return std::move(targets_);
  }

 private:
  Result<void> add_file(const std::string& file) {
    TRY_ASSIGN(const auto parsed, project::read_requirements_file(file, context_));
    for (const project::RequirementEntry& entry : parsed.requirements) {
      TRY(add(entry));
    }
    return {};
  }

  Result<void> add_pyproject(const std::string& file) {
    TRY_ASSIGN(const std::string text, context_.load(absolute_path(file, request_.working_directory)));
    TRY_ASSIGN(const project::Pyproject pyproject, project::parse_pyproject(text, file));
    for (const spec::Requirement& requirement : pyproject.dependencies) {
      targets_.names.push_back(requirement.name);
    }
    return {};
  }

  Result<void> add(const project::RequirementEntry& entry) {
    if (const auto* requirement = std::get_if<spec::Requirement>(&entry.what)) {
      targets_.names.push_back(requirement->name);
    } else if (const auto* wheel = std::get_if<project::WheelReference>(&entry.what)) {
      TRY_ASSIGN(const spec::WheelName name, spec::parse_wheel_name(wheel->file_name));
      targets_.names.push_back(name.name);
    } else {
      add_reference(std::get<project::UnsupportedReference>(entry.what));
    }
    return {};
  }

  void add_reference(const project::UnsupportedReference& reference) {
    if (reference.name) {
      targets_.names.push_back(*reference.name);
      return;
    }
    const auto url = reference.path.empty() ? Url::parse(reference.text) : Result<Url>(Url::from_path(reference.path));
    targets_.urls.push_back(url ? plain_url(*url) : redact_urls(reference.text));
  }

  const InputRequest& request_;
  project::RequirementsContext context_;
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
    const auto direct = venv::read_direct_url(distribution);
    if (direct && (direct->url == url || (!direct->vcs.empty() && direct->vcs + "+" + direct->url == url))) {
      names.push_back(distribution.name);
    }
  }
  return names;
}

}  // namespace axle::engine
