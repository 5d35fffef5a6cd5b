// SPDX-License-Identifier: MIT OR Apache-2.0
// Two files of a .dist-info folder are built aside; everything else in it stays as it is.
#include "venv/request_mark.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/removal.hpp"

namespace axle::venv {

bool lacks_request_mark(const InstalledDistribution& distribution) {
  return distribution.kind == InstalledKind::dist_info && !read_requested(distribution) &&
         !find_removal_obstacle(distribution);
}

Result<std::vector<Move>> stage_request_mark(const InstalledDistribution& distribution, const Directory& root,
                                             const InstallTarget& target) {
  constexpr std::string_view k_nothing;
  TRY_ASSIGN(const std::string site, site_of(distribution, target));
  const std::string folder = join_path(site, distribution.entry);
  const std::string requested = join_path(folder, "REQUESTED");
  const std::string record = join_path(folder, "RECORD");
  TRY_ASSIGN(const auto status, root.status(record));
  TRY_ASSIGN(auto rows, read_installed_record(distribution));
  if (!status || status->kind != FileKind::regular || !rows) {
    return fail(ErrorCode::bad_record,
                format("`{}` is not a file", to_printable(join_path(distribution.path(), "RECORD"))));
  }
  // RECORD stays the last row where it was: what was cut off is told by that.
  const std::string own_row = join_path(distribution.entry, "RECORD");
  const std::string new_row = join_path(distribution.entry, "REQUESTED");
  std::erase_if(*rows, [&](const spec::RecordRow& row) { return row.path == new_row; });
  rows->insert(std::ranges::find(*rows, own_row, &spec::RecordRow::path),
               {.path = new_row,
                .algorithm = HashAlgorithm::sha256,
                .digest_base64 = to_base64(sha256_of(k_nothing)),
                .size_bytes = k_nothing.size()});
  TRY(root.make_directories(stage_path(folder)));
  TRY(root.write_file(stage_path(requested), k_nothing));
  TRY(root.write_file(stage_path(record), spec::write_record(*rows), status->mode));
  return std::vector<Move>{{Move::Kind::in, requested}, {Move::Kind::over, record}};
}

}  // namespace axle::venv
