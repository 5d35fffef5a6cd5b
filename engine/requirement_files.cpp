// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads files, standard input and addresses for the project layer, which knows no network.
#include "engine/requirement_files.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "engine/install_inputs.hpp"
#include "fetch/http_message.hpp"
#include "project/pylock_file.hpp"

namespace axle::engine {
namespace {

constexpr std::uint64_t k_file_limit_bytes = 64ULL * 1024 * 1024;

Result<std::string> load(const std::string& location, Session& session) {
  if (location == "-") {
    return read_standard_input(k_file_limit_bytes, session.sinks().stop);
  }
  if (!is_remote(location)) {
    return read_input(location, k_file_limit_bytes, session.sinks().stop);
  }
  TRY_ASSIGN(Url url, Url::parse(location));
  fetch::HttpRequest request{.url = std::move(url), .accept_gzip = true, .limit_bytes = k_file_limit_bytes};
  TRY_ASSIGN(fetch::HttpResponse response, session.http().perform(std::move(request), session.sinks().stop));
  if (response.status != 200) {
    return fail(ErrorCode::http_status, format("`{}` answered with status {}", redact_urls(location), response.status));
  }
  return fetch::decode_body(std::move(response), k_file_limit_bytes);
}

}  // namespace

std::unexpected<Error> refuse_unsupported(const project::UnsupportedReference& reference) {
  const auto status = reference.path.empty() ? Result<std::optional<FileStatus>>() : status_of(reference.path);
  if (!reference.path.empty() && status && !*status) {
    return fail(ErrorCode::not_found, format("distribution not found at `{}`", to_printable(reference.path)));
  }
  const bool is_folder = status && *status && (*status)->kind == FileKind::directory;
  if (reference.kind == project::UnsupportedReference::Kind::directory && !is_folder) {
    return fail(Error(ErrorCode::unsupported_source,
                      format("`{}` is neither a wheel nor a source distribution", redact_urls(reference.text)))
                    .with_hint("the name of a wheel ends in `.whl`, that of a source distribution in `.tar.gz` or "
                               "`.zip`"));
  }
  const auto describe = [&]() -> std::string_view {
    switch (reference.kind) {
      case project::UnsupportedReference::Kind::editable:
        return "an editable project";
      case project::UnsupportedReference::Kind::directory:
        return "a folder with sources";
      case project::UnsupportedReference::Kind::sdist:
        return "a source distribution";
      case project::UnsupportedReference::Kind::repository:
        return "a repository";
    }
    return "a source";
  };
  return fail(ErrorCode::unsupported_source,
              format("only wheels are installed so far, and `{}` is {}", redact_urls(reference.text), describe()));
}

Result<void> check_list(const std::string& file, std::string_view what) {
  return file.ends_with(".toml") && !project::is_pylock(file)
             ? fail(ErrorCode::bad_requirements_file,
                    format("`{}` is no list of {}: such a list has the format of `requirements.txt`",
                           to_printable(redact_urls(file)), what))
             : Result<void>();
}

project::RequirementsContext make_requirements_context(const InputRequest& request, Session& session) {
  return {.working_directory = request.working_directory,
          .lookup = request.lookup,
          .load = [&session](const auto& location) { return load(location, session); },
          .warn = [&session](std::string message) { session.sinks().warnings.warn(std::move(message)); },
          .stop = session.sinks().stop};
}

Result<project::RequirementsFile> read_requirements(const std::string& file,
                                                    const project::RequirementsContext& context, Session& session) {
  TRY_ASSIGN(project::RequirementsFile parsed, project::read_requirements_file(file, context));
  if (parsed.requirements.empty() && parsed.constraints.empty()) {
    session.sinks().warnings.warn(
        format("Requirements file `{}` does not contain any dependencies", to_printable(redact_urls(file))));
  }
  return parsed;
}

}  // namespace axle::engine
