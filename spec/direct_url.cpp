// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads and writes direct_url.json.
//
// Spec:    PEP 610 with its later keys: `archive_info.hashes` beside the older `archive_info.hash`.
#include <algorithm>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "spec/installed_files.hpp"
#include "spec/report_json.hpp"

namespace axle::spec {
namespace {

std::unexpected<Error> refuse(std::string_view reason) {
  return fail(ErrorCode::bad_direct_url, format("`direct_url.json` is not valid: {}", reason));
}

std::string text_of(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = object.find(key);
  return std::string(value ? value->as_string().value_or("") : "");
}

/// Unknown algorithms and malformed digests are left out: the file only tells where something came from.
void read_archive_hashes(const JsonValue& archive, std::vector<Hash>& out) {
  const auto add = [&](std::string_view text) {
    std::optional<Hash> hash = parse_hash(text);
    if (hash && std::ranges::find(out, *hash) == out.end()) {
      out.push_back(*std::move(hash));
    }
  };
  if (const std::optional<JsonValue> hashes = archive.find("hashes")) {
    for (JsonCursor member = hashes->children(); member.next();) {
      add(format("{}={}", member.key(), member.value().as_string().value_or("")));
    }
  }
  add(text_of(archive, "hash"));
}

void write_archive(JsonWriter& writer, const std::vector<Hash>& hashes) {
  writer.key("archive_info").begin_object();
  if (!hashes.empty()) {
    writer.key("hash").value(format("{}={}", to_string(hashes.front().algorithm), hashes.front().hex));
    writer.key("hashes").begin_object();
    for (const Hash& hash : hashes) {
      writer.key(to_string(hash.algorithm)).value(hash.hex);
    }
    writer.end_object();
  }
  writer.end_object();
}

void write_vcs(JsonWriter& writer, const DirectUrl& direct_url) {
  writer.key("vcs_info").begin_object();
  writer.key("vcs").value(direct_url.vcs);
  if (!direct_url.requested_revision.empty()) {
    writer.key("requested_revision").value(direct_url.requested_revision);
  }
  writer.key("commit_id").value(direct_url.commit_id);
  writer.end_object();
}

}  // namespace

Result<DirectUrl> parse_direct_url(std::string_view json) {
  const Result<JsonDoc> document = JsonDoc::parse(json);
  if (!document) {
    return refuse(document.error().message());
  }
  const JsonValue root = document->root();
  DirectUrl out;
  out.url = text_of(root, "url");
  if (out.url.empty()) {
    return refuse("`url` is missing");
  }
  if (const std::optional<JsonValue> subdirectory = root.find("subdirectory")) {
    out.subdirectory = std::string(subdirectory->as_string().value_or(""));
  }
  if (const std::optional<JsonValue> directory = root.find("dir_info")) {
    out.is_directory = true;
    const std::optional<JsonValue> editable = directory->find("editable");
    out.editable = editable && editable->as_bool().value_or(false);
  } else if (const std::optional<JsonValue> vcs = root.find("vcs_info")) {
    out.vcs = text_of(*vcs, "vcs");
    out.commit_id = text_of(*vcs, "commit_id");
    out.requested_revision = text_of(*vcs, "requested_revision");
  } else if (const std::optional<JsonValue> archive = root.find("archive_info")) {
    read_archive_hashes(*archive, out.hashes);
  } else {
    return refuse("none of `archive_info`, `dir_info` and `vcs_info` is there");
  }
  return out;
}

void write_direct_url(JsonWriter& writer, const DirectUrl& direct_url) {
  writer.begin_object().key("url").value(direct_url.url);
  if (!direct_url.vcs.empty()) {
    write_vcs(writer, direct_url);
  } else if (direct_url.is_directory) {
    writer.key("dir_info").begin_object();
    if (direct_url.editable) {
      writer.key("editable").value(true);
    }
    writer.end_object();
  } else {
    write_archive(writer, direct_url.hashes);
  }
  if (direct_url.subdirectory) {
    writer.key("subdirectory").value(*direct_url.subdirectory);
  }
  writer.end_object();
}

std::string write_direct_url(const DirectUrl& direct_url) {
  JsonWriter writer;
  write_direct_url(writer, direct_url);
  return writer.take();
}

std::string to_requirement_url(const DirectUrl& direct_url) {
  std::string text = direct_url.url;
  if (!direct_url.vcs.empty()) {
    text = format("{}+{}@{}", direct_url.vcs, direct_url.url, direct_url.commit_id);
  }
  char separator = '#';
  if (direct_url.subdirectory) {
    format_to(text, "{}subdirectory={}", separator, *direct_url.subdirectory);
    separator = '&';
  }
  if (!direct_url.hashes.empty()) {
    const Hash& hash = direct_url.hashes.front();
    format_to(text, "{}{}={}", separator, to_string(hash.algorithm), hash.hex);
  }
  // `ssh://git@…`: a user without a password is a part of the place, not a secret.
  const std::string_view authority = std::string_view(direct_url.url).substr(0, direct_url.url.find('@'));
  const bool is_plain_ssh = authority.starts_with("ssh://") && !authority.substr(6).contains(':');
  return is_plain_ssh ? text : redact_urls(text);
}

}  // namespace axle::spec
