// SPDX-License-Identifier: MIT OR Apache-2.0
// Follows links by hand: the kernel does not tell at which it gave up.
#include "venv/dead_link.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::venv {

Result<std::optional<DeadLink>> find_dead_link(const std::string& path) {
  constexpr int k_links = 40;  // as the kernel
  std::optional<DeadLink> last;
  std::string at = path;
  for (int i = 0; i < k_links; ++i) {
    TRY_ASSIGN(const auto status, link_status_of(at));
    if (!status) {
      return last;
    }
    if (status->kind != FileKind::symlink) {
      return std::nullopt;
    }
    const auto folder = Directory::open(std::string(path_parent(at)));
    if (!folder) {
      return last;  // in a folder that may be passed but not listed links are not read
    }
    const auto target = folder->read_symlink(path_file_name(at));
    if (!target && target.error().code() == ErrorCode::not_found) {
      continue;  // what held it was replaced since: another look shows what stands there now
    }
    if (!target) {
      return fail(target.error().clone());
    }
    std::string next = target->starts_with('/') ? *target : join_path(path_parent(at), *target);
    last = DeadLink{std::exchange(at, std::move(next)), *target};
  }
  return last;
}

Error environment_behind(ErrorCode code, const std::string& path, const DeadLink& link) {
  const std::string way = link.path == path ? "is" : format("leads to `{}`,", to_printable(link.path));
  return Error(code, format("`{}` {} a link to `{}`, which does not exist", to_printable(path), way,
                            to_printable(link.target)))
      .with_hint(format("bring back what it leads to, or remove the link with `rm {0}` and create an environment with "
                        "`axle venv {0}`",
                        quote_for_shell(path)));
}

}  // namespace axle::venv
