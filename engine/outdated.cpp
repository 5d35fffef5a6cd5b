// SPDX-License-Identifier: MIT OR Apache-2.0
// Walks each page from its newest version down to the one that is installed.
#include "engine/outdated.hpp"

#include <optional>
#include <utility>

#include "engine/unseen_versions.hpp"

namespace axle::engine {
namespace {

class PageReader {
 public:
  PageReader(const OutdatedRequest& request, const spec::TargetPython& python)
      : request_(request), python_(python), tags_(spec::SupportedTags::of(python)) {}

  /// The newest version above `installed` that has a file for this Python; its wheel, if it has one.
  [[nodiscard]] std::optional<LatestVersion> find_newer(const spec::IndexPage& page, const spec::PackageName& name,
                                                        const spec::Version& installed) const {
    const std::optional<UnixTime> cutoff = request_.exclude_newer.of(name);
    for (std::size_t i = page.version_count(); i-- > 0 && page.version(i) > installed;) {
      if (page.version(i).is_prerelease()) {
        continue;
      }
      std::optional<spec::FileType> best;
      const auto [first, last] = page.files_of(i);
      for (std::size_t file = first; file < last; ++file) {
        const spec::IndexPage::FileBrief brief = page.brief(file);
        if (fits(page, brief, cutoff) && best != spec::FileType::wheel) {
          best = brief.type;
        }
      }
      if (best) {
        return LatestVersion{.version = page.version(i), .type = *best};
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool fits(const spec::IndexPage& page, const spec::IndexPage::FileBrief& brief,
                          const std::optional<UnixTime>& cutoff) const {
    const bool too_new =
        cutoff && (brief.upload_time_us < 0 || brief.upload_time_us >= cutoff->time_since_epoch().count());
    if (brief.yanked || too_new) {
      return false;
    }
    if (brief.type == spec::FileType::wheel && !tags_.fits(page.tag_set(brief.tag_set))) {
      return false;
    }
    const std::string_view text = page.requires_python_text(brief.requires_python);
    const auto parsed = spec::SpecifierSet::parse_lenient(text);
    return text.empty() || !parsed || spec::python_satisfies(parsed->set, python_.version);
  }

  const OutdatedRequest& request_;
  const spec::TargetPython& python_;
  spec::SupportedTags tags_;
};

/// Whether some index has the name. One that is no index's business is not missed there.
bool is_known(const fetch::PageAnswer& answer, const ListedDistribution& item, const spec::PackageName& name,
              LookedUp& looked_up) {
  using enum fetch::PageAnswerKind;
  if (answer.kind != not_found && answer.kind != offline) {
    ++looked_up.known;
    return true;
  }
  if (!item.direct_url && !item.editable_location) {
    (answer.kind == offline ? looked_up.offline : looked_up.unknown).push_back(name);
  }
  return false;
}

std::optional<LatestVersion> newest_of(const fetch::PageAnswer& answer, const PageReader& reader,
                                       const ListedDistribution& item, const spec::PackageName& name) {
  const auto installed = spec::Version::try_parse(item.version);
  std::optional<LatestVersion> latest;
  for (const fetch::FoundPage& listed : answer.pages) {
    const auto newest = installed ? reader.find_newer(listed.page, name, *installed) : std::nullopt;
    latest = newest && (!latest || latest->version < newest->version) ? newest : latest;
  }
  return latest;
}

}  // namespace

Result<std::map<std::string, LatestVersion>> find_newer_versions(const std::vector<ListedDistribution>& list,
                                                                 const OutdatedRequest& request,
                                                                 const spec::TargetPython& python, Session& session) {
  std::map<std::string, LatestVersion> newer;
  if (request.indexes.locations.empty()) {
    return newer;
  }
  std::vector<spec::PackageName> names;
  for (const ListedDistribution& item : list) {
    TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(item.name));
    names.push_back(std::move(name));
  }
  const auto client = session.make_index_client(request.indexes, request.refresh);
  client->hint(names);
  const PageReader reader(request, python);
  LookedUp looked_up;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const fetch::PageAnswer& answer = client->page(names[i], session.sinks().stop);
    const bool quarantined =
        answer.kind == fetch::PageAnswerKind::invalid && answer.reason->code() == ErrorCode::quarantined;
    if (!is_known(answer, list[i], names[i], looked_up) || quarantined) {
      continue;
    }
    if (answer.kind != fetch::PageAnswerKind::found) {
      return fail(answer.reason->clone());
    }
    const auto latest = newest_of(answer, reader, list[i], names[i]);
    if (latest) {
      newer.emplace(list[i].name, *latest);
    }
  }
  warn_of_unseen(looked_up, request.indexes.locations, session.sinks().warnings);
  return newer;
}

}  // namespace axle::engine
