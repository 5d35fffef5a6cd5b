// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds the metadata of each file of a plan.
#include "engine/install_report.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "engine/direct_wheel.hpp"

namespace axle::engine {
namespace {

constexpr std::uint64_t k_metadata_limit_bytes = 16ULL * 1024 * 1024;

class ReportRun {
 public:
  ReportRun(const resolver::Resolution& resolution, const InputResolution& inputs, const InstallOptions& options,
            Session& session)
      : resolution_(resolution),
        inputs_(inputs),
        session_(session),
        supply_(session.make_wheel_supply(options.refresh)),
        client_(session.make_index_client({}, {})) {
    client_->keep_texts(fetch::IndexClient::TextSource::servers);
  }

  Result<std::vector<ReportedInstall>> run(std::vector<spec::PinnedArtifact> artifacts) {
    std::vector<ReportedInstall> reported;
    std::vector<std::optional<spec::IndexFile>> asked;  // for what the cache of wheels lacks
    std::vector<spec::IndexFile> hinted;
    for (spec::PinnedArtifact& artifact : artifacts) {
      ReportedInstall one{.artifact = std::move(artifact), .requested_extras = {}, .metadata = {}};
      one.requested_extras = extras_of(one.artifact);
      TRY_ASSIGN(const auto wheel, supply_.find(one.artifact, session_.sinks().stop));
      asked.emplace_back();
      if (wheel) {
        const std::string path = join_path(wheel->directory, wheel->manifest.dist_info + "/METADATA");
        TRY_ASSIGN(const std::string text, read_file(path, k_metadata_limit_bytes));
        TRY_ASSIGN(one.metadata, spec::read_metadata_fields(text));
      } else {
        TRY_ASSIGN(const spec::IndexFile file, find_file(one.artifact));
        TRY_ASSIGN(auto known, find_known(file));
        if (known) {
          one.metadata = std::move(*known);
        } else {
          asked.back() = file;
          hinted.push_back(file);
        }
      }
      TRY(add_digest(one.artifact));
      reported.push_back(std::move(one));
    }
    if (!session_.http().options().offline) {
      client_->hint_metadata(hinted);
    }
    for (std::size_t i = 0; i < reported.size(); ++i) {
      if (asked[i]) {
        TRY_ASSIGN(reported[i].metadata, ask(*asked[i]));
      }
    }
    return reported;
  }

 private:
  /// A folder of files promises nothing, and pip's report has the digest.
  static Result<void> add_digest(spec::PinnedArtifact& artifact) {
    if (artifact.file_url.is_file()) {
      TRY_ASSIGN(artifact.hashes, read_direct_hashes(artifact.file_url, std::move(artifact.hashes)));
    }
    return {};
  }

  /// What resolving got from a server or read on this machine, if it did.
  Result<std::optional<std::vector<spec::MetadataField>>> find_known(const spec::IndexFile& file) {
    if (inputs_.indexes() == nullptr) {
      return std::nullopt;
    }
    auto text = inputs_.indexes()->metadata_text(file, session_.sinks().stop);
    if (!text) {
      return text.error().code() == ErrorCode::offline
                 ? Result<std::optional<std::vector<spec::MetadataField>>>(std::nullopt)
                 : fail(std::move(text).error());
    }
    TRY_ASSIGN(auto fields, spec::read_metadata_fields(*text));
    return std::optional(std::move(fields));
  }

  Result<std::vector<spec::MetadataField>> ask(const spec::IndexFile& file) {
    auto text = client_->metadata_text(file, session_.sinks().stop);
    if (text) {
      return spec::read_metadata_fields(*text);
    }
    if (text.error().code() != ErrorCode::offline || inputs_.indexes() == nullptr) {
      return fail(std::move(text).error());
    }
    TRY_ASSIGN(const spec::DependencyMetadata known, inputs_.indexes()->metadata(file, session_.sinks().stop));
    return spec::metadata_fields_of(known);
  }

  /// The file as an index lists it: it says where the metadata is, and of which digest.
  [[nodiscard]] Result<spec::IndexFile> find_file(const spec::PinnedArtifact& artifact) const {
    const DirectWheel* direct =
        artifact.direct_url ? find_direct_wheel(inputs_.inputs().direct, artifact.file_url) : nullptr;
    if (direct != nullptr) {
      return make_direct_file(*direct);
    }
    const auto package = std::ranges::find(resolution_.packages, artifact.name, &resolver::ResolvedPackage::name);
    ASSERT(package != resolution_.packages.end(), "a plan installs what was resolved");
    for (const resolver::FileRange& range : package->files) {
      for (std::size_t i = range.first; i < range.last; ++i) {
        TRY_ASSIGN(spec::IndexFile file, range.listed.page->read_file(i));
        const auto url = Url::parse(file.url);
        if (file.file_name == artifact.file_name && url && url->is_same_file(artifact.file_url)) {
          return file;
        }
      }
    }
    return fail(ErrorCode::offline,
                format("no index lists a file of `{}=={}`", artifact.name.text(), artifact.version.to_string()));
  }

  [[nodiscard]] std::vector<std::string> extras_of(const spec::PinnedArtifact& artifact) const {
    std::set<std::string> extras;
    for (const resolver::GivenRequirement& root : inputs_.problem().roots) {
      const spec::Requirement& requirement = root.requirement;
      if (requirement.name == artifact.name && requirement.marker.evaluate(inputs_.problem().target.markers)) {
        for (const spec::ExtraName& extra : requirement.extras) {
          extras.insert(extra.text());
        }
      }
    }
    return {extras.begin(), extras.end()};
  }

  const resolver::Resolution& resolution_;
  const InputResolution& inputs_;
  Session& session_;
  fetch::WheelSupply supply_;
  std::unique_ptr<fetch::IndexClient> client_;
};

}  // namespace

Result<std::vector<ReportedInstall>> report_installs(const venv::InstallPlan& plan,
                                                     const resolver::Resolution& resolution,
                                                     const InputResolution& inputs, const InstallOptions& options,
                                                     Session& session) {
  return ReportRun(resolution, inputs, options, session).run(plan.artifacts());
}

}  // namespace axle::engine
