// SPDX-License-Identifier: MIT OR Apache-2.0
// The value of an Authorization header, Basic scheme (RFC 7617).
#pragma once

#include <string>

#include "base/url.hpp"

namespace axle::fetch {

[[nodiscard]] std::string basic_authorization(const UrlCredentials& credentials);

}  // namespace axle::fetch
