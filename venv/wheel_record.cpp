// SPDX-License-Identifier: MIT OR Apache-2.0
// Writing RECORD from digests that are known.
#include "venv/wheel_record.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/fs.hpp"

namespace axle::venv {
namespace {

class RecordText {
 public:
  explicit RecordText(std::size_t rows) { text_.reserve(rows * 112); }

  void add(std::string_view path, const Sha256& digest, std::uint64_t size_bytes) {
    add_path(path);
    text_ += ",sha256=";
    text_ += to_base64(digest);
    text_ += ',';
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.begin(), digits.end(), size_bytes);
    text_.append(digits.data(), static_cast<std::size_t>(written.ptr - digits.data()));
    text_ += '\n';
  }

  void add_itself(std::string_view path) {
    add_path(path);
    text_ += ",,\n";
  }

  std::string take() { return std::move(text_); }

 private:
  void add_path(std::string_view path) {
    const bool is_plain =
        std::ranges::none_of(path, [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
    if (is_plain) {
      text_ += path;
      return;
    }
    text_ += '"';
    for (const char c : path) {
      text_.append(c == '"' ? 2 : 1, c);
    }
    text_ += '"';
  }

  std::string text_;
};

/// PEP 376 allows a comment.
constexpr const char* k_mark_of_list = "# one of a list of all that was to be there\n";

std::vector<DistInfoFile> make_marks(const spec::PinnedArtifact& artifact, const std::string& installer) {
  if (installer.empty()) {
    return {};
  }
  std::vector<DistInfoFile> files = {{"INSTALLER", installer + "\n"}};
  if (artifact.requested) {
    files.push_back({"REQUESTED", artifact.from_list ? k_mark_of_list : ""});
  }
  if (artifact.direct_url) {
    files.push_back({"direct_url.json", spec::write_direct_url(*artifact.direct_url)});
  }
  return files;
}

}  // namespace

std::vector<DistInfoFile> make_dist_info_files(const WheelPlacement& placement, const std::string& installer) {
  const spec::WheelManifest& manifest = placement.wheel->manifest;
  std::vector<DistInfoFile> files = make_marks(*placement.artifact, installer);
  RecordText record(manifest.files.size() + placement.generated.size() + 4);
  const auto add = [&](std::string_view path, std::uint32_t file, const Sha256& digest, std::uint64_t size_bytes) {
    const auto other = std::find_if(placement.substitutes.begin(), placement.substitutes.end(),
                                    [&](const auto& substitute) { return substitute.file == file; });
    const bool is_other = other != placement.substitutes.end();
    record.add(path, is_other ? other->digest : digest, is_other ? other->size_bytes : size_bytes);
  };
  for (const std::uint32_t index : placement.plain) {
    const spec::ManifestFile& file = manifest.files[index];
    add(file.path, index, file.digest, file.size_bytes);
  }
  for (const MappedFile& mapped : placement.mapped) {
    const spec::ManifestFile& file = manifest.files[mapped.file];
    add(record_path(placement.site, mapped.target), mapped.file, file.digest, file.size_bytes);
  }
  for (std::uint32_t i = 0; i < placement.generated.size(); ++i) {
    const GeneratedFile& file = placement.generated[i];
    add(record_path(placement.site, file.target), static_cast<std::uint32_t>(manifest.files.size()) + i,
        sha256_of(file.text), file.text.size());
  }
  for (const DistInfoFile& file : files) {
    record.add(join_path(manifest.dist_info, file.name), sha256_of(file.text), file.text.size());
  }
  record.add_itself(join_path(manifest.dist_info, "RECORD"));
  files.push_back({"RECORD", record.take()});
  return files;
}

}  // namespace axle::venv
