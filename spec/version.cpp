// SPDX-License-Identifier: MIT OR Apache-2.0
// The value type: construction from parts, what a version is, printing, comparison, hash.
//
// Not here: parsing (version_parse.cpp), packing and the full order (version_order.cpp).
#include "spec/version.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "spec/version_order.hpp"

namespace axle::spec {

namespace {

constexpr std::size_t k_packed_release_limit = 255;

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end.ptr);
}

void append_labelled(std::string& out, std::string_view label, const std::optional<std::uint64_t>& number) {
  if (number) {
    out.append(label);
    append_number(out, *number);
  }
}

std::string_view label_of(PreKind kind) {
  switch (kind) {
    case PreKind::alpha:
      return "a";
    case PreKind::beta:
      return "b";
    case PreKind::rc:
      break;
  }
  return "rc";
}

void append_local(std::string& out, const std::vector<LocalPart>& local) {
  char separator = '+';
  for (const LocalPart& part : local) {
    out.push_back(separator);
    separator = '.';
    if (const auto* text = std::get_if<std::string>(&part)) {
      out.append(*text);
    } else {
      append_number(out, std::get<std::uint64_t>(part));
    }
  }
}

std::string print_full(const VersionParts& parts) {
  std::string out;
  if (parts.epoch != 0) {
    append_number(out, parts.epoch);
    out.push_back('!');
  }
  for (std::size_t index = 0; index < parts.release.size(); ++index) {
    if (index > 0) {
      out.push_back('.');
    }
    append_number(out, parts.release[index]);
  }
  if (parts.pre) {
    append_labelled(out, label_of(parts.pre->kind), parts.pre->number);
  }
  append_labelled(out, ".post", parts.post);
  append_labelled(out, ".dev", parts.dev);
  append_local(out, parts.local);
  return out;
}

std::string_view packed_label(SuffixKind kind) {
  switch (kind) {
    case SuffixKind::dev:
      return ".dev";
    case SuffixKind::alpha:
      return "a";
    case SuffixKind::beta:
      return "b";
    case SuffixKind::rc:
      return "rc";
    case SuffixKind::post:
      return ".post";
    case SuffixKind::final_release:
    case SuffixKind::beyond:
      break;
  }
  return {};
}

/// The finaliser of splitmix64: every bit of the key reaches every bit of the hash.
std::uint64_t mix(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

std::uint64_t mix_optional(std::uint64_t hash, const std::optional<std::uint64_t>& number) {
  return number ? mix(hash ^ (*number + 1)) : mix(hash);
}

bool is_packed_pre(SuffixKind kind) {
  return kind == SuffixKind::alpha || kind == SuffixKind::beta || kind == SuffixKind::rc;
}

}  // namespace

Version::Version() : key_(pack_key(KeyFields{}).key) {}

Version Version::from_packed(std::uint64_t key, std::uint8_t release_count) {
  return Version(key, std::max<std::uint8_t>(release_count, 1));
}

Version Version::from_parts(VersionParts parts) {
  ASSERT(!parts.release.empty(), "a version has at least one release part");
  const PackedKey packed = pack_key(parts);
  const std::size_t count = parts.release.size();
  if (packed.exact && count <= k_packed_release_limit) {
    return Version(packed.key, static_cast<std::uint8_t>(count));
  }
  Version version(packed.key, 1);
  version.full_ = std::make_shared<const VersionParts>(std::move(parts));
  return version;
}

VersionParts Version::parts() const {
  if (full_) {
    return *full_;
  }
  VersionParts parts;
  parts.release = release();
  const SuffixKind kind = suffix_kind_of(key_);
  const std::uint64_t number = suffix_number_of(key_);
  if (is_packed_pre(kind)) {
    // The kinds a, b, rc follow each other in both enumerations.
    const auto offset = static_cast<unsigned>(kind) - static_cast<unsigned>(SuffixKind::alpha);
    parts.pre = VersionParts::Pre{static_cast<PreKind>(offset), number};
  } else if (kind == SuffixKind::dev) {
    parts.dev = number;
  } else if (kind == SuffixKind::post) {
    parts.post = number;
  }
  return parts;
}

std::string Version::to_string() const {
  if (full_) {
    return print_full(*full_);
  }
  std::string out;
  for (std::size_t index = 0; index < release_count_; ++index) {
    if (index > 0) {
      out.push_back('.');
    }
    append_number(out, index < 4 ? release_part_of(key_, index) : 0);
  }
  const std::string_view label = packed_label(suffix_kind_of(key_));
  if (!label.empty()) {
    append_labelled(out, label, suffix_number_of(key_));
  }
  return out;
}

bool Version::is_prerelease() const {
  if (full_) {
    return full_->pre.has_value() || full_->dev.has_value();
  }
  const SuffixKind kind = suffix_kind_of(key_);
  return kind == SuffixKind::dev || is_packed_pre(kind);
}

bool Version::is_postrelease() const {
  return full_ ? full_->post.has_value() : suffix_kind_of(key_) == SuffixKind::post;
}

bool Version::is_devrelease() const {
  return full_ ? full_->dev.has_value() : suffix_kind_of(key_) == SuffixKind::dev;
}

bool Version::has_local() const {
  return full_ && !full_->local.empty();
}

std::uint64_t Version::epoch() const {
  return full_ ? full_->epoch : 0;
}

std::vector<std::uint64_t> Version::release() const {
  if (full_) {
    return full_->release;
  }
  std::vector<std::uint64_t> release(release_count_);
  for (std::size_t index = 0; index < std::min<std::size_t>(release_count_, 4); ++index) {
    release[index] = release_part_of(key_, index);
  }
  return release;
}

Version Version::base_version() const {
  if (!full_) {
    return Version((key_ & ~std::uint64_t{0xFFFFFF}) | (pack_key(KeyFields{}).key), release_count_);
  }
  VersionParts base;
  base.epoch = full_->epoch;
  base.release = full_->release;
  return from_parts(std::move(base));
}

bool Version::operator==(const Version& other) const {
  return (*this <=> other) == 0;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (key_ != other.key_ || (!full_ && !other.full_)) {
    return key_ <=> other.key_;
  }
  return compare(OrderView(*this), OrderView(other));
}

std::size_t Version::hash() const {
  std::uint64_t hash = mix(key_);
  if (full_ && !pack_key(*full_).exact) {
    // Numbers that the key leaves out, so that nightly builds and locals do not share one hash.
    hash = mix_optional(hash, full_->dev);
    hash = mix_optional(hash, full_->post);
    for (const LocalPart& part : full_->local) {
      hash = mix(hash ^ std::hash<LocalPart>{}(part));
    }
    for (const std::uint64_t part : OrderView(*this).release) {
      hash = mix(hash ^ part);
    }
  }
  return hash;
}

}  // namespace axle::spec
