// SPDX-License-Identifier: MIT OR Apache-2.0
// Makes errors readable.
#include "cli/render_error.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <ranges>
#include <vector>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "resolver/explanation.hpp"

namespace axle::cli {
namespace {

/// What an error says of itself, without the credentials of URLs: it may quote an argument or a variable that nobody
/// has looked into.
std::string shown(const Error& error) {
  return redact_urls(message_with_place(error));
}

/// Each line made safe for a terminal, and of a length that one can look at; lines after the first are indented.
std::string block(std::string_view text, std::size_t indent) {
  std::string out;
  for (const std::string_view line : split_lines(text)) {
    if (!out.empty()) {
      out += '\n' + std::string(line.empty() ? 0 : indent, ' ');
    }
    out += shorten(to_printable(line), k_line_characters);
  }
  return out;
}

void append_hints(std::string& text, const std::vector<std::string>& hints, const Printer& printer) {
  for (const std::string& hint : hints) {
    format_to(text, "\n{}{} {}\n", printer.styled(Style::bold_cyan, "hint"), printer.styled(Style::bold, ":"),
              block(hint, 6));
  }
}

void collect_hints(const Error& error, std::vector<std::string>& hints) {
  for (const Error* part = &error; part != nullptr; part = part->cause()) {
    std::ranges::transform(part->hints(), std::back_inserter(hints), redact_urls);
  }
}

/// The members of every error, in the object that is open in `json`.
void write_members(const Error& error, JsonWriter& json) {
  json.key("code").value(to_string(error.code())).key("message").value(shown(error));
  json.key("hints").begin_array();
  std::vector<std::string> hints;
  collect_hints(error, hints);
  for (const std::string& hint : hints) {
    json.value(hint);
  }
  json.end_array().key("causes").begin_array();
  for (const Error* cause = error.cause(); cause != nullptr; cause = cause->cause()) {
    json.begin_object().key("code").value(to_string(cause->code()));
    json.key("message").value(shown(*cause)).end_object();
  }
  json.end_array();
}

/// "fooo was not found in the package index", of a sentence that concludes from that and from requiring it. Empty where
/// it says nothing else.
std::string without_conclusion(const std::string& line, const std::string& name) {
  constexpr std::string_view k_and = " and ";
  std::string_view rest = line;
  const std::string end = format("you require {}, we can conclude that your requirements are unsatisfiable.", name);
  if (!rest.ends_with(end)) {
    return line;
  }
  rest.remove_suffix(end.size());
  for (const std::string_view start : {"Because ", "And because "}) {
    rest.remove_prefix(rest.starts_with(start) ? start.size() : 0);
  }
  rest.remove_suffix(rest.ends_with(k_and) ? k_and.size() : 0);
  return std::string(rest);
}

/// A proof told like any other failure: its sentences are the cause.
Error as_cause(const resolver::NoSolution& proof, const std::string& asked_about) {
  const resolver::Explanation explanation = resolver::explain(proof);
  std::string lines;
  for (const std::string& line : explanation.lines) {
    const std::string told = asked_about.empty() ? line : without_conclusion(line, asked_about);
    lines += (lines.empty() || told.empty() ? "" : "\n") + told;
  }
  Error cause(ErrorCode::no_solution, lines);
  for (const std::string& hint : explanation.hints) {
    cause = std::move(cause).with_hint(hint);
  }
  return cause;
}

/// Each conflict is a cause of its own.
Error as_error(const resolver::NoSolution& proof, const ProofReport& report) {
  std::optional<Error> causes;
  for (const resolver::NoSolution& other : proof.others | std::views::reverse) {
    Error cause = as_cause(other, report.asked_about);
    causes = causes ? std::move(cause).caused_by(std::move(*causes)) : std::move(cause);
  }
  Error first = as_cause(proof, report.asked_about);
  return Error(ErrorCode::no_solution, report.message)
      .caused_by(causes ? std::move(first).caused_by(std::move(*causes)) : std::move(first));
}

std::string place_of(const Error& error) {
  if (!error.where() || error.where()->file.empty()) {
    return {};
  }
  std::string place = error.where()->file;
  if (error.where()->line > 0) {
    format_to(place, ":{}", error.where()->line);
    if (error.where()->column > 0) {
      format_to(place, ":{}", error.where()->column);
    }
  }
  return place;
}

}  // namespace

std::string message_with_place(const Error& error) {
  const std::string place = place_of(error);
  return place.empty() || error.message().contains(format("`{}`", error.where()->file))
             ? error.message()
             : format("{}: {}", place, error.message());
}

int exit_status_of(ErrorCode code) {
  // Expected failures; everything else is usage, configuration, environment or an unreachable index.
  constexpr std::array k_expected = {
      ErrorCode::no_solution,         ErrorCode::hash_mismatch,      ErrorCode::hash_missing,
      ErrorCode::bad_wheel,           ErrorCode::bad_metadata,       ErrorCode::bad_record,
      ErrorCode::bad_entry_points,    ErrorCode::no_artifact,        ErrorCode::findings,
      ErrorCode::package_not_found,   ErrorCode::response_too_large, ErrorCode::cache_damaged,
      ErrorCode::not_installed,       ErrorCode::file_conflict,      ErrorCode::quarantined,
      ErrorCode::resolution_too_hard,
  };
  if (code == ErrorCode::cancelled || code == ErrorCode::undone) {
    return 130;
  }
  return std::ranges::find(k_expected, code) != k_expected.end() ? 1 : 2;
}

std::string render_error(const Error& error, const Printer& printer) {
  std::string text = format("{}{} {}\n", printer.styled(Style::bold_red, "error"), printer.styled(Style::bold, ":"),
                            block(shown(error), 7));
  for (const Error* cause = error.cause(); cause != nullptr; cause = cause->cause()) {
    format_to(text, "  {}{} {}\n", printer.styled(Style::red, "cause"), printer.styled(Style::bold, ":"),
              block(shown(*cause), 9));
  }
  std::vector<std::string> hints;
  collect_hints(error, hints);
  append_hints(text, hints, printer);
  return text;
}

std::string error_to_json(const Error& error) {
  JsonWriter json;
  json.begin_object().key("error").begin_object();
  write_members(error, json);
  json.end_object().end_object();
  return json.take() + "\n";
}

int report_error(const Error& error, OutputFormat format, Printer& printer) {
  if (format == OutputFormat::json) {
    printer.data(error_to_json(error));
  } else {
    printer.error_text(render_error(error, printer));
  }
  return exit_status_of(error.code());
}

int report_usage_error(const Error& error, std::string_view usage, OutputFormat output, Printer& printer) {
  const int status = report_error(error, output, printer);
  if (output == OutputFormat::text && !usage.empty()) {
    printer.error_text(format("\n{}\n", usage));
  }
  return status;
}

int report_proof(const resolver::NoSolution& proof, const ProofReport& report, OutputFormat output, Printer& printer) {
  Error error = as_error(proof, report);
  for (const std::string& hint : report.hints) {
    error = std::move(error).with_hint(hint);
  }
  if (output == OutputFormat::text) {
    return report_error(error, output, printer);
  }
  JsonWriter json;
  json.begin_object().key("error").begin_object();
  write_members(error, json);
  if (report.write) {
    report.write(json);
  }
  resolver::write_proof(proof, json);
  json.end_object().end_object();
  printer.data(json.take() + "\n");
  return exit_status_of(error.code());
}

int report_no_solution(const resolver::NoSolution& proof, OutputFormat output, Printer& printer) {
  const std::string count = proof.others.empty() ? ""
                                                 : format(", for {} reasons that have nothing to do with each other",
                                                          proof.others.size() + 1);
  return report_proof(
      proof, {.message = format("No solution found when resolving dependencies{}", count), .hints = {}, .write = {}},
      output, printer);
}

}  // namespace axle::cli
