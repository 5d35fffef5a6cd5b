// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads and writes RECORD, the list of files of a distribution.
//
// Spec:    recording-installed-packages; CSV as Python's csv module writes it (excel dialect, \n or \r\n).
// Rules:   reliability R07, R09, R12, R13. Whether a path may be touched is decided by whoever uses it.
#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/installed_files.hpp"

namespace axle::spec {
namespace {

constexpr std::size_t k_limit_bytes = std::size_t{64} * 1024 * 1024;
constexpr std::size_t k_columns = 3;

std::unexpected<Error> refuse(std::string message, std::uint32_t line) {
  return fail(Error(ErrorCode::bad_record, std::move(message)).with_place({"RECORD", line, 0}));
}

/// Walks the rows of a CSV text; quotes may enclose a field, doubled inside.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}
  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] std::uint32_t line() const { return line_; }

  /// Fields of the next row; empty for a blank line. Nothing when a quote never ends.
  [[nodiscard]] bool read_row(std::vector<std::string>& fields) {
    ++line_;
    fields.clear();
    if (at_line_end()) {
      skip_line_end();
      return true;
    }
    while (true) {
      if (!read_field(fields.emplace_back())) {
        return false;
      }
      if (at_ == text_.size() || text_[at_] != ',') {
        skip_line_end();
        return true;
      }
      ++at_;
    }
  }

 private:
  [[nodiscard]] bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void skip_line_end() {
    at_ += text_.substr(at_).starts_with('\r') ? 1U : 0U;
    at_ += text_.substr(at_).starts_with('\n') ? 1U : 0U;
  }

  /// False when a quote never ends or text follows behind it.
  [[nodiscard]] bool read_field(std::string& out) {
    if (at_ == text_.size() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      out = text_.substr(at_, end - at_);
      at_ = end;
      return true;
    }
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        return false;
      }
      out += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '"') {
        return at_line_end() || text_[at_] == ',';
      }
      out += '"';
      ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
};

/// Turns `sha256=…` and `123` into values.
Result<RecordRow> read_record_row(std::vector<std::string>& fields, std::uint32_t line) {
  RecordRow row;
  row.path = std::move(fields[0]);
  if (row.path.empty()) {
    return refuse("R07: a row has no path", line);
  }
  if (row.path.find_first_of("\r\n") != std::string::npos) {
    return refuse("R13: a path contains a line break", line);
  }
  if (!fields[1].empty()) {
    const std::size_t equals = fields[1].find('=');
    row.algorithm = parse_hash_algorithm(std::string_view(fields[1]).substr(0, equals));
    if (!row.algorithm || equals == std::string::npos) {
      return refuse(format("R09: `{}` is not a hash of a known algorithm", to_printable(fields[1])), line);
    }
    row.digest_base64 = fields[1].substr(equals + 1);
    row.digest_base64.resize(row.digest_base64.find_last_not_of('=') + 1);
  }
  if (!fields[2].empty()) {
    row.size_bytes = parse_decimal(fields[2]);
    if (!row.size_bytes) {
      return refuse(format("R07: `{}` is not a size", to_printable(fields[2])), line);
    }
  }
  return row;
}

std::string quoted(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

Result<std::vector<RecordRow>> parse_record(std::string_view text) {
  if (text.size() > k_limit_bytes) {
    return refuse(format("R12: larger than {}", format_bytes(k_limit_bytes)), 0);
  }
  if (text.contains('\0') || !is_valid_utf8(text)) {
    return refuse("R07: `RECORD` is not text in UTF-8", 0);
  }
  std::vector<RecordRow> out;
  std::vector<std::string> fields;
  for (CsvReader reader(text); !reader.at_end();) {
    const bool is_sound = reader.read_row(fields);
    if (!is_sound) {
      return refuse("R07: a quoted field does not end", reader.line());
    }
    if (fields.empty()) {
      continue;
    }
    if (fields.size() != k_columns) {
      return refuse(format("R07: a row has {} instead of 3", count_of(fields.size(), "column")), reader.line());
    }
    TRY_ASSIGN(RecordRow row, read_record_row(fields, reader.line()));
    out.push_back(std::move(row));
  }
  return out;
}

std::string write_record(const std::vector<RecordRow>& rows) {
  std::string out;
  for (const RecordRow& row : rows) {
    out += quoted(row.path);
    out += ',';
    if (row.algorithm) {
      format_to(out, "{}={}", to_string(*row.algorithm), row.digest_base64);
    }
    out += ',';
    if (row.size_bytes) {
      format_to(out, "{}", *row.size_bytes);
    }
    out += '\n';
  }
  return out;
}

}  // namespace axle::spec
