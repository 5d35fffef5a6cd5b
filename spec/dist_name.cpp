// SPDX-License-Identifier: MIT OR Apache-2.0
// Takes the file names of wheels and source distributions apart.
//
// Rules:   reliability W07, I09, I10. A wheel's name is a file name: at most 255 bytes, tags of letters, digits, "_".
#include "spec/dist_name.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {
namespace {

constexpr std::size_t k_file_name_limit_bytes = 255;

std::unexpected<Error> refuse(std::string_view file_name, std::string_view reason) {
  return fail(ErrorCode::bad_wheel_name,
              format("`{}` is not a valid wheel name: {}", to_printable(file_name), to_printable(reason)));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_tag_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
}

/// One or more texts between dots, none empty.
bool is_compressed_tag(std::string_view text) {
  return !text.empty() && text.front() != '.' && text.back() != '.' && !text.contains("..") &&
         std::ranges::all_of(text, is_tag_character);
}

/// Nothing when it does not start with a digit or the number is out of range.
std::optional<BuildTag> parse_build_tag(std::string_view text) {
  const auto digits_end = std::ranges::find_if_not(text, is_digit);
  const auto digits = static_cast<std::size_t>(digits_end - text.begin());
  const std::optional<std::uint64_t> number = parse_decimal(text.substr(0, digits));
  if (!number) {
    return std::nullopt;
  }
  return BuildTag{*number, std::string(text.substr(digits))};
}

}  // namespace

bool looks_like_archive(std::string_view file_name) {
  constexpr std::string_view k_endings[] = {".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".egg", ".exe", ".tar.xz"};
  return std::ranges::any_of(k_endings, [&](std::string_view ending) { return file_name.ends_with(ending); });
}

Result<WheelName> parse_wheel_name(std::string_view file_name) {
  if (file_name.size() > k_file_name_limit_bytes) {
    return refuse(file_name.substr(0, 64), format("longer than {} bytes", k_file_name_limit_bytes));
  }
  if (!file_name.ends_with(".whl")) {
    return refuse(file_name, "must end with `.whl`");
  }
  const std::vector<std::string_view> parts = split(file_name.substr(0, file_name.size() - 4), '-');
  if (parts.size() != 5 && parts.size() != 6) {
    return refuse(file_name, "must have five or six parts");
  }
  WheelName out;
  Result<PackageName> name = PackageName::parse(parts[0]);
  if (!name) {
    return refuse(file_name, format("`{}` is not a valid package name", parts[0]));
  }
  out.name = *std::move(name);
  std::optional<Version> version = Version::try_parse(parts[1]);
  if (!version) {
    return refuse(file_name, format("`{}` is not a valid version", parts[1]));
  }
  out.version = *std::move(version);
  if (parts.size() == 6) {
    out.build = parse_build_tag(parts[2]);
    if (!out.build) {
      return refuse(file_name, format("the build tag `{}` does not start with a digit", parts[2]));
    }
  }
  const std::size_t first_tag = parts.size() - 3;
  for (std::size_t i = first_tag; i < parts.size(); ++i) {
    if (!is_compressed_tag(parts[i])) {
      return refuse(file_name, format("`{}` is not a valid tag", parts[i]));
    }
  }
  out.python_tags = parts[first_tag];
  out.abi_tags = parts[first_tag + 1];
  out.platform_tags = parts[first_tag + 2];
  out.dist_info_stem = format("{}-{}", parts[0], parts[1]);
  return out;
}

std::optional<SdistName> parse_sdist_name(std::string_view file_name, const PackageName& expected) {
  std::string_view stem = file_name;
  if (stem.ends_with(".tar.gz")) {
    stem.remove_suffix(7);
  } else if (stem.ends_with(".zip")) {
    stem.remove_suffix(4);
  } else {
    return std::nullopt;
  }
  if (file_name.size() > k_file_name_limit_bytes) {
    return std::nullopt;
  }
  for (std::size_t dash = stem.find('-'); dash != std::string_view::npos; dash = stem.find('-', dash + 1)) {
    if (!is_valid_name(stem.substr(0, dash)) || normalize_name(stem.substr(0, dash)) != expected.text()) {
      continue;
    }
    const std::string_view rest = stem.substr(dash + 1);
    // `foo-2-2` may also be version 2 of project foo-2: a name that says two things is taken for neither (I10).
    const std::size_t last_dash = rest.rfind('-');
    if (last_dash != std::string_view::npos && Version::try_parse(rest.substr(last_dash + 1))) {
      return std::nullopt;
    }
    std::optional<Version> version = Version::try_parse(rest);
    return version ? std::optional(SdistName{expected, *std::move(version)}) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace axle::spec
