// SPDX-License-Identifier: MIT OR Apache-2.0
// Headers that nearly every file needs, precompiled in the sanitizer builds only (AXLE_PRECOMPILE): they take up to a
// half of a file's compile time. The dev and release builds do without, so that a missing include is noticed.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
