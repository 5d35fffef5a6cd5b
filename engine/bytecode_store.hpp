// SPDX-License-Identifier: MIT OR Apache-2.0
// Byte code of unpacked wheels in the cache, one folder for each (wheel, magic tag).
//
// Layout:  docs/cache-layout.md, `bytecode-v1/<2 hex>/<digest>/<magic tag>/`. Made aside, renamed into place.
#pragma once

#include <string>

#include "venv/bytecode.hpp"

namespace axle::engine {

class BytecodeStore final : public venv::BytecodeCache {
 public:
  explicit BytecodeStore(std::string cache_directory);
  [[nodiscard]] std::optional<std::string> find(const Sha256& archive, std::string_view magic_tag) const override;
  [[nodiscard]] Result<std::string> begin(const Sha256& archive, std::string_view magic_tag) override;
  [[nodiscard]] std::string publish(const Sha256& archive, std::string_view magic_tag,
                                    const std::string& folder) override;
  void drop(const Sha256& archive, std::string_view magic_tag) override;

 private:
  [[nodiscard]] std::string entry_path(const Sha256& archive, std::string_view magic_tag) const;
  std::string root_;
};

}  // namespace axle::engine
