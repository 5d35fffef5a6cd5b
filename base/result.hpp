// SPDX-License-Identifier: MIT OR Apache-2.0
// How failure travels: Result<T> carries a value or an Error, and an Error is one owning pointer.
//
// Source:  docs/errors.md; design: exceptions hide which calls can fail, bare strings cannot be mapped to exit codes.
// Not here: rendering (cli/render_error), warnings (base/warning_sink.hpp), "no solution" (an answer, not an error).
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error_code.hpp"

namespace axle {

/// A place in a text file. `line` and `column` count from 1; 0 means "not known". Columns are code points.
struct SourcePlace {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

/// A failure: code, one-line message, hints, place, cause, origin in our source.
class [[nodiscard]] Error {
 public:
  Error(ErrorCode code, std::string message, std::source_location origin = std::source_location::current());
  Error(Error&&) noexcept;
  Error& operator=(Error&&) noexcept;
  Error(const Error&) = delete;
  Error& operator=(const Error&) = delete;
  ~Error();

  [[nodiscard]] ErrorCode code() const;
  [[nodiscard]] const std::string& message() const;
  [[nodiscard]] const std::vector<std::string>& hints() const;
  [[nodiscard]] const std::optional<SourcePlace>& where() const;
  /// The next error down the chain, or nullptr.
  [[nodiscard]] const Error* cause() const;
  [[nodiscard]] const std::source_location& origin() const;
  /// A deep copy, for results that several waiters share.
  [[nodiscard]] Error clone() const;

  /// Builders; each returns the error itself, to be chained in a return statement.
  Error&& with_hint(std::string hint) &&;
  Error&& with_place(SourcePlace place) &&;
  Error&& caused_by(Error cause) &&;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

template <typename T>
using Result = std::expected<T, Error>;

/// The value that `return fail(...)` needs: converts to any Result.
[[nodiscard]] std::unexpected<Error> fail(ErrorCode code, std::string message,
                                          std::source_location origin = std::source_location::current());
[[nodiscard]] std::unexpected<Error> fail(Error error);

/// `message` and all causes below it, joined by ": ". For tests and logs, never for the terminal.
[[nodiscard]] std::string to_string(const Error& error);

/// Ends the program after a broken invariant ("internal error: ..."); the handler is set once by cli.
[[noreturn]] void assertion_failed(std::string_view condition, std::string_view why, std::source_location origin);

}  // namespace axle

#define AXLE_CONCAT_INNER(a, b) a##b
#define AXLE_CONCAT(a, b) AXLE_CONCAT_INNER(a, b)

/// Returns the error of `expression` from the calling function, if it has one.
#define TRY(expression)                                           \
  do {                                                            \
    if (auto axle_try_result = (expression); !axle_try_result) {  \
      return std::unexpected(std::move(axle_try_result).error()); \
    }                                                             \
  } while (false)

/// Declares `declaration` with the value of `expression`, or returns its error.
#define TRY_ASSIGN(declaration, expression) TRY_ASSIGN_NAMED(AXLE_CONCAT(axle_try_, __LINE__), declaration, expression)
// NOLINTBEGIN(bugprone-macro-parentheses): a name and a declaration cannot stand in parentheses.
#define TRY_ASSIGN_NAMED(name, declaration, expression) \
  auto name = (expression);                             \
  if (!name) {                                          \
    return std::unexpected(std::move(name).error());    \
  }                                                     \
  declaration = std::move(*name)
// NOLINTEND(bugprone-macro-parentheses)

/// Stops with "internal error" when `condition` does not hold; on in every build.
#define ASSERT(condition, why)                                                      \
  do {                                                                              \
    if (!(condition)) {                                                             \
      ::axle::assertion_failed(#condition, (why), std::source_location::current()); \
    }                                                                               \
  } while (false)
