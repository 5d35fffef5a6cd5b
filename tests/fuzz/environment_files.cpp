// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: what is read of environments: the journal of a change, pyvenv.cfg, an interpreter's answer and request.
#include "tests/fuzz/input.hpp"
#include "venv/change.hpp"
#include "venv/interpreter_query.hpp"
#include "venv/interpreter_request.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace {

using axle::fuzz::require;

void attack_journal(std::string_view text) {
  const auto journal = axle::venv::parse_journal(text);
  if (!journal) {
    return;
  }
  const auto again = axle::venv::parse_journal(axle::venv::write_journal(*journal));
  require(again.has_value() && *again == *journal, "a written journal says the same");
  for (const auto& move : journal->moves) {
    require(!move.path.starts_with('/') && !("/" + move.path + "/").contains("/../"), "a move stays below its root");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = axle::fuzz::text_of(data, size);
  attack_journal(text);
  static_cast<void>(axle::venv::parse_pyvenv_cfg(text, "pyvenv.cfg"));
  static_cast<void>(axle::venv::parse_interpreter_answer(text, "/usr/bin/python3"));
  static_cast<void>(axle::venv::parse_python_request(text, "/work"));
  return 0;
}
