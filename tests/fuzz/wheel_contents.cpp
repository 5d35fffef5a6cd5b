// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: whole wheels. The input says what is in one, so that its zip is right and the rules behind are reached.
//
// Form: parts behind one another, each ended by the byte 0x1e. A part is a path, the byte 0x1f and the data. A file of
// the name RECORD whose data is `*` is made of all parts before it. The last part, without a path, patches the
// archive: offset from the end (two bytes), value (one byte), again and again.
#include "fetch/wheel_contents.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "base/digest.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/support/zip_writer.hpp"

namespace {

using axle::fuzz::require;

constexpr std::string_view k_file_name = "evil-1.0-py3-none-any.whl";
constexpr std::uint64_t k_entry_limit_bytes = 1 << 20;

class WheelOfInput {
 public:
  explicit WheelOfInput(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\x1e');
      add(text.substr(0, end));
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
  }

  [[nodiscard]] std::string bytes() {
    std::string archive = zip_.finish();
    for (std::size_t at = 0; at + 3 <= patches_.size(); at += 3) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(patches_[at + i]); };
      const std::size_t back = byte(0) * 256U + byte(1) + 1U;
      if (back <= archive.size()) {
        archive[archive.size() - back] = patches_[at + 2];
      }
    }
    return archive;
  }

 private:
  void add(std::string_view part) {
    const std::size_t end = part.find('\x1f');
    if (end == std::string_view::npos) {
      patches_ = part;
      return;
    }
    const std::string_view path = part.substr(0, end);
    std::string data(part.substr(end + 1));
    if (path.ends_with("/RECORD") && data == "*") {
      data = rows_ + std::string(path) + ",,\n";
    }
    rows_ += std::string(path) + ",sha256=" + axle::to_base64(axle::sha256_of(data)) + "," +
             std::to_string(data.size()) + "\n";
    zip_.add(path, data, data.size() % 2 == 0 ? axle::test::ZipMethod::stored : axle::test::ZipMethod::deflated);
  }

  axle::test::ZipWriter zip_;
  std::string rows_;
  std::string_view patches_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string archive = WheelOfInput(axle::fuzz::text_of(data, size)).bytes();
  static const auto name = axle::spec::parse_wheel_name(k_file_name);
  const int descriptor = ::memfd_create("fuzz", MFD_CLOEXEC);
  require(descriptor >= 0 && ::write(descriptor, archive.data(), archive.size()) == std::ssize(archive),
          "memory can be had");
  {
    const auto file = axle::FileReader::open("/proc/self/fd/" + std::to_string(descriptor));
    require(file.has_value(), "a file in memory can be opened");
    const auto contents = axle::fetch::read_wheel_contents(*file, k_file_name, *name);
    if (contents) {
      require(contents->expected.size() == contents->archive.entries.size(), "each entry is looked at");
      for (const auto& entry : contents->archive.entries) {
        static_cast<void>(axle::fetch::read_entry(*file, entry, k_entry_limit_bytes));
      }
    } else {
      require(!contents.error().message().contains('\n'), "an error is one line");
    }
  }
  ::close(descriptor);
  return 0;
}
