// SPDX-License-Identifier: MIT OR Apache-2.0
// Wheels that wheels given by URL name by URL in turn.
//
// Rules:   as the oracle's: whoever asks for a wheel by URL trusts the URLs in its metadata; packages of an index may
//          name none. A marker that does not hold hides the URL, an override takes its place, and metadata that came
//          over the network names no file of this machine (reliability Q19). Wheels in overrides and constraints are
//          followed once their name is met among the roots or in such metadata. Digests add up: whoever names a wheel,
//          all must hold.
// Not here: what the user named (engine/install_inputs), whether two URLs contradict each other (resolver/first_party).
#pragma once

#include <stop_token>

#include "base/result.hpp"
#include "engine/pip_install.hpp"
#include "fetch/index_client.hpp"
#include "spec/marker.hpp"

namespace axle::engine {

/// Adds what it finds to `inputs.direct`, where select_inputs() put the wheels that the user named, and to
/// `inputs.constraints` for the solver, and to `inputs.named_by_wheels` what else that metadata asks for. Metadata that
/// cannot be had is left for the solver to complain about.
/// Errors: cancelled; those of read_direct_wheel().
[[nodiscard]] Result<void> follow_direct_wheels(InstallInputs& inputs, fetch::IndexClient& indexes,
                                                const spec::MarkerEnvironment& markers, std::stop_token stop);

}  // namespace axle::engine
