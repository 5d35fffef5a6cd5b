// SPDX-License-Identifier: MIT OR Apache-2.0
// The files of a wheel, RECORD last.
#include "tests/support/wheel_builder.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"

namespace axle::test {
namespace {

std::string escaped(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

}  // namespace

WheelBuilder::WheelBuilder(std::string name, std::string version)
    : name_(std::move(name)), version_(std::move(version)) {}

WheelBuilder& WheelBuilder::requires_dist(std::string requirement) {
  requires_dist_.push_back(std::move(requirement));
  return *this;
}

WheelBuilder& WheelBuilder::requires_python(std::string specifiers) {
  requires_python_ = std::move(specifiers);
  return *this;
}

WheelBuilder& WheelBuilder::provides_extra(std::string extra) {
  extras_.push_back(std::move(extra));
  return *this;
}

WheelBuilder& WheelBuilder::header(std::string line) {
  headers_.push_back(std::move(line));
  return *this;
}

WheelBuilder& WheelBuilder::tag(std::string tag) {
  tag_ = std::move(tag);
  return *this;
}

WheelBuilder& WheelBuilder::build_tag(std::string build) {
  build_ = std::move(build);
  return *this;
}

WheelBuilder& WheelBuilder::root_is_purelib(bool pure) {
  purelib_ = pure;
  return *this;
}

WheelBuilder& WheelBuilder::file(std::string path, std::string content, bool executable) {
  files_.push_back({std::move(path), std::move(content), executable});
  return *this;
}

WheelBuilder& WheelBuilder::data_file(std::string_view scheme, std::string_view path, std::string content) {
  return file(format("{}.data/{}/{}", stem(), scheme, path), std::move(content), scheme == "scripts");
}

WheelBuilder& WheelBuilder::entry_point(std::string group, std::string name, std::string target) {
  entry_points_.push_back({std::move(group), std::move(name), std::move(target)});
  return *this;
}

WheelBuilder& WheelBuilder::stored() {
  method_ = ZipMethod::stored;
  return *this;
}

WheelBuilder& WheelBuilder::metadata_text(std::string text) {
  metadata_text_ = std::move(text);
  return *this;
}

WheelBuilder& WheelBuilder::wheel_text(std::string text) {
  wheel_text_ = std::move(text);
  return *this;
}

WheelBuilder& WheelBuilder::record_text(std::string text) {
  record_text_ = std::move(text);
  return *this;
}

WheelBuilder& WheelBuilder::without(std::string path) {
  without_.insert(std::move(path));
  return *this;
}

std::string WheelBuilder::stem() const {
  return format("{}-{}", escaped(name_), version_);
}

std::string WheelBuilder::dist_info() const {
  return stem() + ".dist-info";
}

std::string WheelBuilder::file_name() const {
  return format("{}{}-{}.whl", stem(), build_.empty() ? "" : "-" + build_, tag_);
}

std::string WheelBuilder::metadata() const {
  if (metadata_text_) {
    return *metadata_text_;
  }
  std::string text = format("Metadata-Version: 2.1\nName: {}\nVersion: {}\n", name_, version_);
  if (!requires_python_.empty()) {
    format_to(text, "Requires-Python: {}\n", requires_python_);
  }
  for (const std::string& requirement : requires_dist_) {
    format_to(text, "Requires-Dist: {}\n", requirement);
  }
  for (const std::string& extra : extras_) {
    format_to(text, "Provides-Extra: {}\n", extra);
  }
  for (const std::string& line : headers_) {
    format_to(text, "{}\n", line);
  }
  return text;
}

std::string WheelBuilder::wheel_file() const {
  return wheel_text_.value_or(format("Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: {}\nTag: {}\n",
                                     purelib_ ? "true" : "false", tag_));
}

std::string WheelBuilder::entry_points() const {
  std::map<std::string, std::string> groups;
  for (const EntryPointLine& line : entry_points_) {
    format_to(groups[line.group], "{} = {}\n", line.name, line.target);
  }
  std::string text;
  for (const auto& [group, lines] : groups) {
    format_to(text, "[{}]\n{}\n", group, lines);
  }
  return text;
}

std::vector<WheelBuilder::File> WheelBuilder::all_files() const {
  std::vector<File> files = files_;
  if (files.empty()) {
    files.push_back({escaped(name_) + "/__init__.py", format("__version__ = \"{}\"\n", version_), false});
  }
  files.push_back({dist_info() + "/METADATA", metadata(), false});
  files.push_back({dist_info() + "/WHEEL", wheel_file(), false});
  if (!entry_points_.empty()) {
    files.push_back({dist_info() + "/entry_points.txt", entry_points(), false});
  }
  std::string record;
  for (const File& file : files) {
    format_to(record, "{},sha256={},{}\n", file.path, to_base64(sha256_of(file.content)), file.content.size());
  }
  const std::string record_path = dist_info() + "/RECORD";
  format_to(record, "{},,\n", record_path);
  files.push_back({record_path, record_text_.value_or(std::move(record)), false});
  return files;
}

std::string WheelBuilder::bytes() const {
  ZipWriter zip;
  for (const File& file : all_files()) {
    if (!without_.contains(file.path)) {
      zip.add(file.path, file.content, method_, file.executable ? 0100755 : 0100644);
    }
  }
  return zip.finish();
}

WheelBuilder wheel(std::string name, std::string version) {
  return {std::move(name), std::move(version)};
}

}  // namespace axle::test
