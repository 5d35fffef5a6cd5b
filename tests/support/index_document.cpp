// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes pages from rows.
#include "tests/support/index_document.hpp"

#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/json_doc.hpp"

namespace axle::test {
namespace {

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void write_json_file(JsonWriter& json, const IndexedFile& file, std::string_view file_host) {
  json.begin_object();
  json.key("filename").value(file.file_name);
  json.key("url").value(format("{}/files/{}", file_host, file.file_name));
  json.key("hashes").begin_object();
  if (!file.sha256.empty()) {
    json.key("sha256").value(file.sha256);
  }
  json.end_object();
  json.key("size").value(file.size_bytes);
  json.key("upload-time").value(file.upload_time);
  if (!file.requires_python.empty()) {
    json.key("requires-python").value(file.requires_python);
  }
  if (file.has_metadata_file) {
    json.key("core-metadata").begin_object().key("sha256").value(file.metadata_sha256).end_object();
  }
  if (file.yanked) {
    json.key("yanked").value(*file.yanked);
  } else {
    json.key("yanked").value(false);
  }
  json.end_object();
}

}  // namespace

IndexedFile describe_file(std::string file_name, std::string_view bytes, const FileFacts& facts) {
  IndexedFile file;
  file.file_name = std::move(file_name);
  if (facts.hash) {
    file.sha256 = to_hex(sha256_of(facts.wrong_hash ? std::string_view("other bytes") : bytes));
  }
  file.size_bytes = bytes.size();
  file.upload_time = facts.upload_time;
  file.yanked = facts.yanked;
  return file;
}

std::string json_page(std::string_view project, const std::vector<IndexedFile>& files, std::string_view file_host) {
  JsonWriter json;
  json.begin_object();
  json.key("meta").begin_object().key("api-version").value("1.1").end_object();
  json.key("name").value(project);
  json.key("files").begin_array();
  for (const IndexedFile& file : files) {
    write_json_file(json, file, file_host);
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string html_page(std::string_view project, const std::vector<IndexedFile>& files, std::string_view file_host) {
  std::string html = format("<!DOCTYPE html>\n<html><head><title>Links for {0}</title></head><body>\n<h1>{0}</h1>\n",
                            escape_html(project));
  for (const IndexedFile& file : files) {
    format_to(html, "<a href=\"{}/files/{}{}\" data-upload-time=\"{}\"", file_host, file.file_name,
              file.sha256.empty() ? "" : "#sha256=" + file.sha256, file.upload_time);
    if (!file.requires_python.empty()) {
      format_to(html, " data-requires-python=\"{}\"", escape_html(file.requires_python));
    }
    if (file.yanked) {
      format_to(html, " data-yanked=\"{}\"", escape_html(*file.yanked));
    }
    format_to(html, ">{}</a><br/>\n", file.file_name);
  }
  return html + "</body></html>\n";
}

}  // namespace axle::test
