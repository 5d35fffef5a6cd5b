// SPDX-License-Identifier: MIT OR Apache-2.0
// Strict parsing of specifiers and sets, with the column of what is wrong.
//
// Spec:    version-specifiers; what the grammar there permits and nothing else. An empty part, as in `>=1,`, is refused
//          here and repaired in specifier_repair.cpp.
#include <expected>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/characters.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {

namespace {

/// What is wrong with one specifier; the caller knows where it stands.
struct Fault {
  std::string reason;
};

std::unexpected<Fault> fault(std::string reason) {
  return std::unexpected(Fault{std::move(reason)});
}

/// A piece of a specifier, as long as a message can be.
std::string shown(std::string_view text) {
  constexpr std::size_t k_limit = 100;
  return shorten(to_printable(text), k_limit);
}

struct OperatorText {
  SpecifierOperator op = SpecifierOperator::equal;
  std::string_view text;
};

std::optional<OperatorText> find_operator(std::string_view text) {
  const char first = text.empty() ? '\0' : text[0];
  const bool equals_second = text.size() > 1 && text[1] == '=';
  if (first == '=' && equals_second) {
    return text.size() > 2 && text[2] == '=' ? OperatorText{SpecifierOperator::arbitrary, "==="}
                                             : OperatorText{SpecifierOperator::equal, "=="};
  }
  if (first == '<') {
    return equals_second ? OperatorText{SpecifierOperator::less_equal, "<="}
                         : OperatorText{SpecifierOperator::less, "<"};
  }
  if (first == '>') {
    return equals_second ? OperatorText{SpecifierOperator::greater_equal, ">="}
                         : OperatorText{SpecifierOperator::greater, ">"};
  }
  if (first == '!' && equals_second) {
    return OperatorText{SpecifierOperator::not_equal, "!="};
  }
  if (first == '~' && equals_second) {
    return OperatorText{SpecifierOperator::compatible, "~="};
  }
  return std::nullopt;
}

bool is_forbidden_in_arbitrary(char c) {
  return is_blank(c) || c == ';' || c == ')';
}

bool is_release_only(const Version& version) {
  return !version.is_prerelease() && !version.is_postrelease() && !version.has_local();
}

bool has_two_parts(const Version& version) {
  return version.packed_key() != 0 ? version.packed_release_count() > 1 : version.release().size() > 1;
}

std::unexpected<Error> fail_at(std::string_view text, std::size_t offset, std::string reason) {
  const auto column = static_cast<std::uint32_t>(count_code_points(text.substr(0, offset)) + 1);
  return fail(Error(ErrorCode::bad_specifier, std::move(reason)).with_place({.file = {}, .line = 0, .column = column}));
}

}  // namespace

/// Reads one specifier from trimmed text.
class SpecifierReader {
 public:
  explicit SpecifierReader(std::string_view text) : text_(text) {}

  [[nodiscard]] std::expected<Specifier, Fault> read() {
    const std::optional<OperatorText> found = find_operator(text_);
    if (!found) {
      return fault(format("expected one of `==`, `!=`, `<=`, `>=`, `<`, `>`, `~=`, `===`, found `{}`", shown(text_)));
    }
    specifier_.op_ = found->op;
    const std::string_view version_text = trim(text_.substr(found->text.size()));
    if (version_text.empty()) {
      return fault(format("a version is missing after `{}`", found->text));
    }
    if (found->op == SpecifierOperator::arbitrary) {
      return read_arbitrary(version_text);
    }
    if (version_text.ends_with(".*")) {
      return read_prefix(version_text);
    }
    return read_version(version_text);
  }

 private:
  std::expected<Specifier, Fault> read_arbitrary(std::string_view text) {
    for (const char c : text) {
      if (is_forbidden_in_arbitrary(c)) {
        return fault(format("`{}`: the text after `===` cannot contain blanks, `;` or `)`", shown(text_)));
      }
    }
    specifier_.arbitrary_text_ = text;
    if (std::optional<Version> version = Version::try_parse(text)) {
      specifier_.version_ = std::move(*version);
    }
    return std::move(specifier_);
  }

  std::expected<Specifier, Fault> read_prefix(std::string_view text) {
    if (specifier_.op_ != SpecifierOperator::equal && specifier_.op_ != SpecifierOperator::not_equal) {
      return fault(format("`{}`: `.*` works only with `==` and `!=`", shown(text_)));
    }
    const std::string_view prefix = text.substr(0, text.size() - 2);
    std::optional<Version> version = Version::try_parse(prefix);
    if (!version || trim(prefix).size() != prefix.size()) {
      return fault(format("`{}`: `{}` is not a valid version", shown(text_), shown(text)));
    }
    if (!is_release_only(*version)) {
      return fault(format("`{}`: `.*` can follow release numbers only", shown(text_)));
    }
    specifier_.op_ =
        specifier_.op_ == SpecifierOperator::equal ? SpecifierOperator::equal_star : SpecifierOperator::not_equal_star;
    specifier_.version_ = std::move(*version);
    return std::move(specifier_);
  }

  std::expected<Specifier, Fault> read_version(std::string_view text) {
    std::optional<Version> version = Version::try_parse(text);
    if (!version) {
      return fault(format("`{}`: `{}` is not a valid version", shown(text_), shown(text)));
    }
    const bool local_allowed =
        specifier_.op_ == SpecifierOperator::equal || specifier_.op_ == SpecifierOperator::not_equal;
    if (version->has_local() && !local_allowed) {
      return fault(format("`{}`: a local version works only with `==`, `!=` and `===`", shown(text_)));
    }
    if (specifier_.op_ == SpecifierOperator::compatible && !has_two_parts(*version)) {
      return fault(
          format("`{}`: `~=` needs at least two release numbers, as in `~={}.0`", shown(text_), version->to_string()));
    }
    specifier_.version_ = std::move(*version);
    return std::move(specifier_);
  }

  std::string_view text_;
  Specifier specifier_;
};

Result<Specifier> Specifier::parse(std::string_view text) {
  const std::string_view trimmed = trim(text);
  std::expected<Specifier, Fault> specifier = SpecifierReader(trimmed).read();
  if (!specifier) {
    return fail_at(text, static_cast<std::size_t>(trimmed.data() - text.data()), std::move(specifier.error().reason));
  }
  return std::move(*specifier);
}

Result<SpecifierSet> SpecifierSet::parse(std::string_view text) {
  SpecifierSet set;
  if (trim(text).empty()) {
    return set;
  }
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t comma = text.find(',', start);
    const std::size_t end = comma == std::string_view::npos ? text.size() : comma;
    const std::string_view part = trim(text.substr(start, end - start));
    if (part.empty()) {
      return fail_at(text, start,
                     comma == std::string_view::npos ? "a specifier is missing after the last comma"
                                                     : "a specifier is missing before the comma");
    }
    std::expected<Specifier, Fault> specifier = SpecifierReader(part).read();
    if (!specifier) {
      return fail_at(text, static_cast<std::size_t>(part.data() - text.data()), std::move(specifier.error().reason));
    }
    set.specifiers_.push_back(std::move(*specifier));
    start = end + 1;
  }
  return set;
}

}  // namespace axle::spec
