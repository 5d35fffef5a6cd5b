// SPDX-License-Identifier: MIT OR Apache-2.0
// What the JSON and the HTML shape of an index page share: errors, the version of the page format, project status.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/index_page.hpp"
#include "spec/name.hpp"

namespace axle::spec {

/// bad_index_page "index page for `foo` at URL: REASON".
[[nodiscard]] std::unexpected<Error> refuse_page(const PackageName& project, const Url& page_url,
                                                 std::string_view reason);

/// Judges `1.4` as PEP 629 asks: an unknown major is the returned reason to refuse the page (I02), an unknown minor a
/// warning in `builder`.
[[nodiscard]] std::optional<std::string> check_page_version(std::string_view version, IndexPageBuilder& builder);

/// PEP 792; an unknown status counts as active.
[[nodiscard]] ProjectStatus parse_project_status(std::string_view text);

/// Foreign free text that is stored: valid UTF-8 stays, anything else is escaped.
[[nodiscard]] std::string to_storable(std::string_view text);

}  // namespace axle::spec
