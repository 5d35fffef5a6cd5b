// SPDX-License-Identifier: MIT OR Apache-2.0
// Chooses the file of each resolved package and writes down what it must be.
#include "engine/pin_selection.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/url_tokens.hpp"
#include "resolver/wheel_choice.hpp"

namespace axle::engine {
namespace {

class PinSelection {
 public:
  PinSelection(const resolver::Problem& problem, const InstallInputs& inputs, const InstallOptions& options)
      : problem_(problem), inputs_(inputs), options_(options) {}

  Result<spec::PinnedArtifact> select(const resolver::ResolvedPackage& package) const {
    spec::PinnedArtifact pin;
    pin.name = package.name;
    pin.version = package.version;
    pin.requested = package.requested;
    TRY(take_required_hashes(pin));
    if (package.direct_url) {
      return select_direct(std::move(pin), *package.direct_url);
    }
    if (package.files.empty()) {
      return pin;
    }
    return select_listed(std::move(pin), package);
  }

 private:
  Result<void> take_required_hashes(spec::PinnedArtifact& pin) const {
    const auto found = inputs_.hashes.find(pin.name);
    if (found != inputs_.hashes.end()) {
      pin.required_hashes = found->second;
    } else if (options_.require_hashes) {
      return fail(ErrorCode::hash_missing,
                  format("In `--require-hashes` mode, all requirements must have a hash, but there is none for: {}=={}",
                         pin.name.text(), pin.version.to_string()));
    }
    return options_.require_hashes
               ? check_strength(pin.required_hashes, format("{}=={}", pin.name.text(), pin.version.to_string()))
               : Result<void>{};
  }

  Result<spec::PinnedArtifact> select_direct(spec::PinnedArtifact pin, const Url& url) const {
    const DirectWheel* wheel = find_direct_wheel(inputs_.direct, url);
    pin.source = {.kind = spec::Source::Kind::direct_url, .url = url};
    pin.file_name = wheel != nullptr ? wheel->file_name : url.file_name();
    pin.file_url = url.without_fragment();
    pin.hashes = wheel != nullptr ? wheel->hashes : promised_hashes(url);
    spec::DirectUrl direct_url;
    direct_url.url = without_tokens(url.to_request());
    TRY_ASSIGN(direct_url.hashes, read_direct_hashes(url, pin.hashes));
    pin.direct_url = std::move(direct_url);
    return pin;
  }

  Result<spec::PinnedArtifact> select_listed(spec::PinnedArtifact pin, const resolver::ResolvedPackage& package) const {
    const resolver::WheelTarget target{.tags = problem_.tags,
                                       .python = problem_.target.version,
                                       .uploaded_before = problem_.options.exclude_newer.of(package.name)};
    const auto choice = resolver::select_wheel(package, target, problem_.options.format, pin.required_hashes);
    if (const auto* none = std::get_if<resolver::NoWheel>(&choice)) {
      if (package.installed) {
        return pin;
      }
      return fail(pin.required_hashes.empty() ? ErrorCode::no_solution : ErrorCode::hash_mismatch,
                  format("cannot install `{}=={}`: {}", pin.name.text(), pin.version.to_string(), none->detail));
    }
    const auto chosen = std::get<resolver::ChosenWheel>(choice);
    const resolver::ListedPage& listed = package.files[chosen.range].listed;
    TRY_ASSIGN(spec::IndexFile file, listed.page->read_file(chosen.file));
    TRY_ASSIGN(pin.file_url, Url::parse(file.url));
    pin.source = {.kind = spec::Source::Kind::index,
                  .url = options_.indexes.locations[listed.index_id].url.without_credentials()};
    pin.file_name = std::move(file.file_name);
    pin.hashes = std::move(file.hashes);
    pin.size_bytes = file.size_bytes;
    pin.yanked = file.yanked;
    pin.yanked_reason = std::move(file.yanked_reason);
    return pin;
  }

  const resolver::Problem& problem_;
  const InstallInputs& inputs_;
  const InstallOptions& options_;
};

}  // namespace

Result<void> check_strength(const std::vector<Hash>& required, std::string_view subject) {
  if (std::ranges::any_of(required, [](const Hash& hash) { return is_secure(hash.algorithm); })) {
    return {};
  }
  return fail(ErrorCode::bad_configuration,
              format("`{}` hashes are insecure and cannot be used with `--require-hashes`, but no other hashes are "
                     "available for: {}",
                     to_string(required.front().algorithm), subject));
}

Result<std::vector<spec::PinnedArtifact>> select_pins(const resolver::Resolution& resolution,
                                                      const resolver::Problem& problem, const InstallInputs& inputs,
                                                      const InstallOptions& options) {
  const PinSelection selection(problem, inputs, options);
  std::vector<spec::PinnedArtifact> pins;
  pins.reserve(resolution.packages.size());
  for (const resolver::ResolvedPackage& package : resolution.packages) {
    TRY_ASSIGN(spec::PinnedArtifact pin, selection.select(package));
    pins.push_back(std::move(pin));
  }
  return pins;
}

}  // namespace axle::engine
