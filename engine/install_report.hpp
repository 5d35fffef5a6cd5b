// SPDX-License-Identifier: MIT OR Apache-2.0
// What an install would bring, as pip's installation report tells it: each file with all of its metadata.
//
// Spec:    pip's installation report, version 1.
// Rules:   metadata comes from the cache of wheels, from the file on this machine, or is asked for; offline there is
//          what resolving read of it. A wheel on this machine is read for its digest, which no folder promises.
// Not here: the text of the report (cli).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/input_resolution.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "resolver/outcome.hpp"

namespace axle::engine {

/// The artifacts of the plan, in order. Errors: those of IndexClient::metadata_text(), but offline; those of base/fs
/// for wheels on this machine.
[[nodiscard]] Result<std::vector<ReportedInstall>> report_installs(const venv::InstallPlan& plan,
                                                                   const resolver::Resolution& resolution,
                                                                   const InputResolution& inputs,
                                                                   const InstallOptions& options, Session& session);

}  // namespace axle::engine
