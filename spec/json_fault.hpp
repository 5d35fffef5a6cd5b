// SPDX-License-Identifier: MIT OR Apache-2.0
// Where a text stops being the beginning of a JSON object: what was cut off on the way is told from what never was one.
//
// Spec:    RFC 8259: brackets, strings, words. Used only to word a failure: it accepts more than that allows, such as
//          commas at the wrong places.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace axle::spec {

/// The first byte, from 0, that no JSON object has there; the size of the text when it ends before its object does;
/// nothing when no fault is seen.
[[nodiscard]] std::optional<std::size_t> find_json_fault(std::string_view text);

}  // namespace axle::spec
