// SPDX-License-Identifier: MIT OR Apache-2.0
// Errors as text and as JSON, and the exit status of each: the only place where an Error becomes something to read.
//
// Form:    docs/messages.md: `error: MESSAGE`, causes as `  cause: …`, then a blank line and `hint: …`. Foreign text is
//          escaped, continuation lines are aligned. Wrong arguments are followed by the usage line.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_doc.hpp"
#include "base/result.hpp"
#include "cli/printer.hpp"
#include "cli/settings.hpp"
#include "resolver/outcome.hpp"

namespace axle::cli {

/// 1 for expected failures, 2 for usage, configuration, environment and unreachable indexes, 130 when cancelled or
/// undone.
[[nodiscard]] int exit_status_of(ErrorCode code);

/// `FILE:LINE:COLUMN: MESSAGE`, as far as the place is known and the message does not name the file itself.
[[nodiscard]] std::string message_with_place(const Error& error);
/// `error: MESSAGE`, a line for each cause, and the hints behind blank lines, in the colours of the printer.
[[nodiscard]] std::string render_error(const Error& error, const Printer& printer);
/// `{"error": {code, message, hints, causes}}`, one line.
[[nodiscard]] std::string error_to_json(const Error& error);
/// Prints in the form the user wants and returns the exit status.
int report_error(const Error& error, OutputFormat format, Printer& printer);
/// The same for arguments that are not understood: `usage`, unless it is empty, is the text's last line, behind a blank
/// one. It is no hint, and not in the object.
int report_usage_error(const Error& error, std::string_view usage, OutputFormat format, Printer& printer);
/// How a proof is told.
struct ProofReport {
  std::string message;                       ///< of the error; its sentences are the cause
  std::vector<std::string> hints;            ///< behind those of the proof
  std::function<void(JsonWriter&)> write{};  ///< more members of the JSON object
  /// The name that stands for a question: nobody required it, and the sentences do not say so.
  std::string asked_about{};
};
/// A proof with words of its own, as report_no_solution() would tell it. Returns 1.
int report_proof(const resolver::NoSolution& proof, const ProofReport& report, OutputFormat format, Printer& printer);
/// The same for "no solution": as JSON with `headline` and `facts` beside the members of every error. Returns 1.
int report_no_solution(const resolver::NoSolution& proof, OutputFormat format, Printer& printer);

}  // namespace axle::cli
