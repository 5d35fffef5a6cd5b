// SPDX-License-Identifier: MIT OR Apache-2.0
// The error value: one owning pointer to everything a failure carries.
//
// Source:  base/result.hpp; docs/errors.md.
// Not here: the list of codes (base/error_code.cpp), rendering (cli/render_error).
#include "base/result.hpp"

#include <unistd.h>

#include <cstdlib>

#include "base/format.hpp"

namespace axle {

struct Error::Data {
  ErrorCode code;
  std::string message;
  std::vector<std::string> hints;
  std::optional<SourcePlace> where;
  std::optional<Error> cause;
  std::source_location origin;
};

Error::Error(ErrorCode code, std::string message, std::source_location origin)
    : data_(std::make_unique<Data>(Data{.code = code,
                                        .message = std::move(message),
                                        .hints = {},
                                        .where = std::nullopt,
                                        .cause = std::nullopt,
                                        .origin = origin})) {}

Error::Error(Error&&) noexcept = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

ErrorCode Error::code() const {
  return data_->code;
}
const std::string& Error::message() const {
  return data_->message;
}
const std::vector<std::string>& Error::hints() const {
  return data_->hints;
}
const std::optional<SourcePlace>& Error::where() const {
  return data_->where;
}
const Error* Error::cause() const {
  return data_->cause ? &*data_->cause : nullptr;
}
const std::source_location& Error::origin() const {
  return data_->origin;
}

Error Error::clone() const {
  Error copy(data_->code, data_->message, data_->origin);
  copy.data_->hints = data_->hints;
  copy.data_->where = data_->where;
  if (data_->cause) {
    copy.data_->cause.emplace(data_->cause->clone());
  }
  return copy;
}

Error&& Error::with_hint(std::string hint) && {
  data_->hints.push_back(std::move(hint));
  return std::move(*this);
}

Error&& Error::with_place(SourcePlace place) && {
  data_->where = std::move(place);
  return std::move(*this);
}

Error&& Error::caused_by(Error cause) && {
  data_->cause.emplace(std::move(cause));
  return std::move(*this);
}

std::unexpected<Error> fail(ErrorCode code, std::string message, std::source_location origin) {
  return std::unexpected<Error>(std::in_place, code, std::move(message), origin);
}

std::unexpected<Error> fail(Error error) {
  return std::unexpected<Error>(std::move(error));
}

std::string to_string(const Error& error) {
  std::string text = error.message();
  for (const Error* cause = error.cause(); cause != nullptr; cause = cause->cause()) {
    text += ": ";
    text += cause->message();
  }
  return text;
}

void assertion_failed(std::string_view condition, std::string_view why, std::source_location origin) {
  const std::string line =
      format("internal error: {} ({}), at {}:{}\n", why, condition, origin.file_name(), origin.line());
  // The state of the program is unknown: nothing but one write, straight to the terminal. If even that fails,
  // the signal that abort() raises still tells.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  std::abort();
}

}  // namespace axle
