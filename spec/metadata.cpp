// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads core metadata headers the way Python's email parser does: lines end at \n, \r\n or a bare \r; a line that is
// neither header nor continuation ends the headers; the rest is the description.
//
// Rules:   reliability M03–M13.
#include "spec/metadata.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {
namespace {

constexpr std::size_t k_limit_bytes = std::size_t{16} * 1024 * 1024;
/// The newest metadata version whose fields we know.
constexpr std::uint64_t k_known_major = 2;
constexpr std::uint64_t k_known_minor = 6;

std::unexpected<Error> refuse(std::string message, std::uint32_t line = 0) {
  Error error(ErrorCode::bad_metadata, std::move(message));
  if (line != 0) {
    return fail(std::move(error).with_place({"METADATA", line, 0}));
  }
  return fail(std::move(error));
}

/// Hands out lines without their ends.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool next() {
    if (rest_.empty()) {
      return false;
    }
    ++number_;
    const std::size_t end = std::min(rest_.find_first_of("\r\n"), rest_.size());
    line_ = rest_.substr(0, end);
    const bool is_pair = rest_.substr(end).starts_with("\r\n");
    rest_.remove_prefix(std::min(rest_.size(), end + (is_pair ? 2 : 1)));
    return true;
  }
  [[nodiscard]] std::string_view line() const { return line_; }
  [[nodiscard]] std::uint32_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint32_t number_ = 0;
};

struct Header {
  std::string name;  ///< lower-case
  std::string value;
  std::uint32_t line = 0;
};

/// Position of the colon of a header line; npos when it is none. Names are visible ASCII without blanks.
std::size_t find_header_colon(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const bool is_name =
      colon != std::string_view::npos && std::ranges::all_of(name, [](char c) { return c > ' ' && c < '\x7f'; });
  return is_name ? colon : std::string_view::npos;
}

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text;
}

Result<std::vector<Header>> read_headers(std::string_view text) {
  std::vector<Header> out;
  LineCursor cursor(text);
  bool drops_continuation = true;
  while (cursor.next() && !cursor.line().empty()) {
    const std::string_view line = cursor.line();
    if (line.contains('\0')) {
      return refuse("a header contains a NUL byte", cursor.number());
    }
    if (!is_valid_utf8(line)) {
      return refuse("a header is not valid UTF-8", cursor.number());
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (!drops_continuation) {
        out.back().value += '\n';
        out.back().value += without_leading_blanks(line);
      }
      continue;
    }
    if (line.starts_with("From ")) {
      continue;
    }
    const std::size_t colon = find_header_colon(line);
    if (colon == std::string_view::npos) {
      break;
    }
    // A header without a name is dropped together with its continuation, as the email parser does.
    drops_continuation = colon == 0;
    if (!drops_continuation) {
      out.push_back({to_lower_ascii(line.substr(0, colon)), std::string(without_leading_blanks(line.substr(colon + 1))),
                     cursor.number()});
    }
  }
  return out;
}

std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return std::string(trim(text));
}

/// Puts `header` where its field lives; fields of one value may appear once.
Result<void> store(CoreMetadata& out, const Header& header) {
  const auto single = [&](std::string& target, std::string_view title) -> Result<void> {
    if (!target.empty()) {
      return refuse(format("field `{}` appears twice", title), header.line);
    }
    target = on_one_line(header.value);
    return {};
  };
  if (header.name == "metadata-version") {
    return single(out.metadata_version, "Metadata-Version");
  }
  if (header.name == "name") {
    return single(out.name, "Name");
  }
  if (header.name == "version") {
    return single(out.version, "Version");
  }
  if (header.name == "requires-python") {
    std::string& target = out.requires_python ? *out.requires_python : out.requires_python.emplace();
    return single(target, "Requires-Python");
  }
  if (header.name == "requires-dist") {
    out.requires_dist.push_back(on_one_line(header.value));
  } else if (header.name == "provides-extra") {
    out.provides_extra.push_back(on_one_line(header.value));
  } else if (header.name == "dynamic") {
    out.dynamic.push_back(on_one_line(header.value));
  } else if (header.name == "summary" && out.summary.empty()) {
    out.summary = on_one_line(header.value);
  }
  return {};
}

/// The recorded indexes of tests and some mirrors leave Metadata-Version out; a missing one is taken as known.
Result<void> check_metadata_version(CoreMetadata& metadata) {
  const std::string& text = metadata.metadata_version;
  if (text.empty()) {
    return {};
  }
  const std::size_t dot = std::min(text.find('.'), text.size());
  const std::optional<std::uint64_t> major = parse_decimal(std::string_view(text).substr(0, dot));
  const std::optional<std::uint64_t> minor =
      dot == text.size() ? std::optional<std::uint64_t>(0) : parse_decimal(std::string_view(text).substr(dot + 1));
  if (!major || !minor) {
    return refuse(format("`{}` is not a valid metadata version", to_printable(text)));
  }
  if (*major > k_known_major) {
    return refuse(
        format("metadata version {} is not supported; the newest known is {}.{}", text, k_known_major, k_known_minor));
  }
  if (*major == k_known_major && *minor > k_known_minor) {
    metadata.warnings.push_back(format("metadata version {} is newer than {}.{}; unknown fields are ignored", text,
                                       k_known_major, k_known_minor));
  }
  return {};
}

}  // namespace

Result<CoreMetadata> parse_metadata(std::string_view text) {
  if (text.size() > k_limit_bytes) {
    return refuse(format("larger than {}", format_bytes(k_limit_bytes)));
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  TRY_ASSIGN(std::vector<Header> headers, read_headers(text));
  CoreMetadata out;
  out.headers.reserve(headers.size());
  for (Header& header : headers) {
    TRY(store(out, header));
    out.headers.emplace_back(std::move(header.name), std::move(header.value));
  }
  TRY(check_metadata_version(out));
  if (out.name.empty()) {
    return refuse("field `Name` is missing");
  }
  if (out.version.empty()) {
    return refuse("field `Version` is missing");
  }
  if (out.requires_python && out.requires_python->empty()) {
    out.requires_python.reset();
  }
  return out;
}

}  // namespace axle::spec
