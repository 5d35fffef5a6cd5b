// SPDX-License-Identifier: MIT OR Apache-2.0
// Redirects the descriptors 1 and 2 into files; the printer writes through stdio, which is flushed at both ends.
#include "tests/unit/cli/capture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

namespace axle::cli::test {
namespace {

constexpr std::uint64_t k_limit_bytes = 1U << 20U;

TemporaryDirectory make_folder() {
  auto made = TemporaryDirectory::create(std::filesystem::temp_directory_path().string(), "axle-cli-");
  REQUIRE(made);
  return std::move(*made);
}

int redirect(int descriptor, const std::string& path) {
  const int saved = dup(descriptor);
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
  return saved;
}

void put_back(int& saved, int descriptor) {
  if (saved >= 0) {
    dup2(saved, descriptor);
    close(saved);
    saved = -1;
  }
}

}  // namespace

EnvLookup environment_of(Variables variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

ParsedArgs args_of(const std::vector<std::string>& arguments) {
  auto parsed = parse_args(arguments);
  if (!parsed) {
    FAIL(parsed.error().message());
  }
  return std::move(*parsed);
}

ConfigFolder::ConfigFolder() : folder_(make_folder()) {}

void ConfigFolder::write(const std::string& below, const std::string& text) const {
  const std::filesystem::path path(at(below));
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

EnvLookup ConfigFolder::environment(Variables more) const {
  more.emplace("HOME", at("home"));
  more.emplace("XDG_CONFIG_DIRS", at("xdg"));
  return environment_of(std::move(more));
}

Capture::Capture() : folder_(make_folder()) {
  static_cast<void>(std::fflush(stdout));
  static_cast<void>(std::fflush(stderr));
  out_ = redirect(1, folder_.path() + "/out");
  error_ = redirect(2, folder_.path() + "/error");
}

Capture::~Capture() {
  restore();
}

void Capture::restore() {
  static_cast<void>(std::fflush(stdout));
  static_cast<void>(std::fflush(stderr));
  put_back(out_, 1);
  put_back(error_, 2);
}

Capture::Text Capture::take() {
  restore();
  return {.out = read_file(folder_.path() + "/out", k_limit_bytes).value_or("unreadable"),
          .error = read_file(folder_.path() + "/error", k_limit_bytes).value_or("unreadable")};
}

}  // namespace axle::cli::test
