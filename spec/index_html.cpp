// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the HTML shape of an index page, full or plain, and flat pages of links.
//
// Spec:    PEP 503, 592, 629, 658, 714, 792. Rules: reliability I02, I06, I11–I18, I25, I30–I36.
#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/dist_name.hpp"
#include "spec/html_tokens.hpp"
#include "spec/index_document.hpp"
#include "spec/index_links.hpp"
#include "spec/index_page.hpp"

namespace axle::spec {
namespace {

constexpr std::string_view k_no_page = "the index returned a page with no files (captive portal?)";

/// `true` or `sha256=…`; a broken hash means that there is no metadata file.
void read_metadata_mark(const HtmlTokens& anchor, IndexFile& out) {
  const std::string* mark = anchor.find("data-core-metadata");
  mark = mark != nullptr ? mark : anchor.find("data-dist-info-metadata");
  if (mark == nullptr || *mark == "false") {
    return;
  }
  if (*mark == "true" || mark->empty()) {
    out.has_metadata_file = true;
    return;
  }
  out.metadata_hash = parse_hash(*mark);
  out.has_metadata_file = out.metadata_hash.has_value();
}

/// What the attributes of an anchor say; false with `fault` set when the file cannot be used.
bool read_anchor(const HtmlTokens& anchor, IndexLink link, IndexFile& out, std::string& fault) {
  if (!read_fragment_hashes(link.fragment, out.hashes, fault)) {
    return false;
  }
  out.file_name = std::move(link.file_name);
  out.url = std::move(link.url);
  if (const std::string* text = anchor.find("data-requires-python")) {
    out.requires_python = trim(*text);
  }
  if (const std::string* reason = anchor.find("data-yanked")) {
    out.yanked = true;
    out.yanked_reason = to_storable(*reason);
  }
  if (const std::string* time = anchor.find("data-upload-time")) {
    out.upload_time = parse_rfc3339(*time);
  }
  read_metadata_mark(anchor, out);
  return true;
}

/// Walks a document and hands every link to an archive to `take(file)`, every refused one to `skip(name, reason)`.
class LinkWalk {
 public:
  LinkWalk(std::string_view body, const Url& page_url) : page_url_(page_url), tokens_(body), links_(page_url) {}

  [[nodiscard]] bool next() {
    while (tokens_.next()) {
      if (tokens_.tag() == "base") {
        read_base();
      } else if (tokens_.tag() == "meta" || (tokens_.tag() == "a" && tokens_.find("href") != nullptr)) {
        return true;
      }
    }
    return false;
  }
  [[nodiscard]] bool at_anchor() const { return tokens_.tag() == "a"; }
  [[nodiscard]] const HtmlTokens& token() const { return tokens_; }
  [[nodiscard]] LinkResolver& links() { return links_; }

 private:
  /// The first `<base href>` counts (I31).
  void read_base() {
    const std::string* href = tokens_.find("href");
    if (href == nullptr || has_base_) {
      return;
    }
    has_base_ = true;
    if (const Result<Url> base = page_url_.resolve(*href); base && (base->is_http() || page_url_.is_file())) {
      links_ = LinkResolver(*base);
    }
  }

  Url page_url_;
  HtmlTokens tokens_;
  LinkResolver links_;
  bool has_base_ = false;
};

/// State of reading one project's page.
struct PageReading {
  IndexPageBuilder builder;
  std::optional<std::string> fault;
  ProjectStatus status = ProjectStatus::active;
  std::string status_reason;
  bool has_page_version = false;
  std::size_t archives = 0;
};

void read_meta(const HtmlTokens& token, PageReading& page) {
  const std::string* name = token.find("name");
  const std::string* content = token.find("content");
  if (name == nullptr || content == nullptr) {
    return;
  }
  if (*name == "pypi:repository-version" && !page.has_page_version) {
    page.has_page_version = true;
    page.fault = check_page_version(*content, page.builder);
  } else if (*name == "pypi:project-status") {
    page.status = parse_project_status(*content);
  } else if (*name == "pypi:project-status-reason") {
    page.status_reason = to_storable(*content);
  }
}

/// What to call a link that is refused: the end of its path without what stands before an `@`, which may be credentials
/// however broken the URL is. Empty when there is no path, or an `@` behind it.
std::string name_in_reference(std::string_view href) {
  const std::size_t end = std::min(href.find_first_of("?#"), href.size());
  std::string path(href.substr(0, end));
  std::ranges::replace(path, '\\', '/');
  const std::size_t authority = path.find("//");
  const std::size_t slash = path.rfind('/');
  if (href.substr(end).contains('@') || (authority != std::string::npos && slash == authority + 1)) {
    return {};
  }
  const std::string name = path.substr(slash + 1);
  return std::string(trim(std::string_view(name).substr(name.rfind('@') + 1)));
}

void read_anchor_of_page(LinkWalk& walk, PageReading& page) {
  const std::string& href = *walk.token().find("href");
  IndexLink link;
  if (!walk.links().resolve(href, link)) {
    return page.builder.skip(name_in_reference(href), walk.links().fault());
  }
  if (!looks_like_archive(link.file_name)) {
    return;
  }
  ++page.archives;
  IndexFile file;
  const std::string name = link.file_name;
  if (std::string fault; !read_anchor(walk.token(), std::move(link), file, fault)) {
    return page.builder.skip(name, fault);
  }
  page.builder.add(file);
}

/// Whether a page without a single archive is still an index page: of a project whose files were all deleted.
bool is_empty_index_page(std::string_view body, const PageReading& page) {
  if (page.has_page_version) {
    return true;
  }
  const std::string folded = to_lower_ascii(body.substr(0, 4096));
  return (folded.contains("links for") || folded.contains("index of")) && !folded.contains("<form");
}

}  // namespace

Result<IndexPage> parse_index_html(std::string_view body, const Url& page_url, const PackageName& project) {
  PageReading page{.builder = IndexPageBuilder(project), .fault = {}, .status_reason = {}};
  LinkWalk walk(body, page_url);
  while (walk.next() && !page.fault) {
    if (walk.at_anchor()) {
      read_anchor_of_page(walk, page);
    } else {
      read_meta(walk.token(), page);
    }
  }
  if (page.fault) {
    return refuse_page(project, page_url, *page.fault);
  }
  if (page.archives == 0 && !is_empty_index_page(body, page)) {
    return refuse_page(project, page_url, k_no_page);
  }
  page.builder.set_status(page.status, page.status_reason);
  return page.builder.finish();
}

Result<std::vector<IndexFile>> parse_flat_html(std::string_view body, const Url& page_url) {
  std::vector<IndexFile> out;
  LinkWalk walk(body, page_url);
  while (walk.next()) {
    IndexLink link;
    if (!walk.at_anchor() || !walk.links().resolve(*walk.token().find("href"), link)) {
      continue;
    }
    const bool is_wheel = link.file_name.ends_with(".whl");
    if (!is_wheel && !link.file_name.ends_with(".tar.gz") && !link.file_name.ends_with(".zip")) {
      continue;
    }
    IndexFile file;
    file.type = is_wheel ? FileType::wheel : FileType::sdist;
    std::string fault;
    if (!read_anchor(walk.token(), std::move(link), file, fault)) {
      continue;
    }
    if (is_wheel) {
      Result<WheelName> name = parse_wheel_name(file.file_name);
      if (!name) {
        continue;
      }
      file.version = std::move(name->version);
    }
    out.push_back(std::move(file));
  }
  return out;
}

}  // namespace axle::spec
