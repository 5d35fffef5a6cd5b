// SPDX-License-Identifier: MIT OR Apache-2.0
// Telling which files of distributions that stay keep the content of one that goes.
//
// Rules:   a file is told of where the RECORDs of a leaving and of a staying distribution promise different SHA-256,
//          and what is there is the leaving one's. That is hashed, never guessed from sizes or times: a file that was
//          edited, that a third distribution brought, or that is a link (`--link-mode symlink` too) is not told of. Nor
//          is one whose content another staying distribution has: it is that one's now.
// Cost:    only files that both list, and differently, are read.
// Not here: wheels of one command with different contents of one file. Their RECORDs agree on the one that is used
//          (settle_owners() in venv/wheel_placement.hpp), so nothing is noticed later.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "base/warning_sink.hpp"
#include "spec/installed_files.hpp"
#include "venv/installed.hpp"

namespace axle::venv {

/// A file as a distribution lists it.
struct ListedFile {
  const InstalledDistribution* owner = nullptr;
  spec::RecordRow row;
};

/// A file that distributions that go and others that stay list.
struct SharedFile {
  std::vector<ListedFile> leaving;
  std::vector<ListedFile> staying;
};

/// By path below the root.
using SharedFiles = std::map<std::string, SharedFile>;

/// One warning for each pair of a staying and a leaving distribution; true whether the change is carried out or not.
/// Files that the stage replaces are left to venv/move_plan.hpp, those that cannot be read are passed over.
void warn_of_left_content(const SharedFiles& files, const Directory& root, WarningSink& warnings);

}  // namespace axle::venv
