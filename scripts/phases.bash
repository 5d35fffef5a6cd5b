# SPDX-License-Identifier: MIT OR Apache-2.0
# Phases of a long script: each is announced, timed and counted; the table comes at the end. To be sourced by bash.

phase_table=()
phase_failures=0

# run_phase NAME COMMAND…: goes on after a failure, but remembers it.
run_phase() {
  local name=$1 begin=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  local verdict=ok
  if [ "$status" -ne 0 ]; then
    verdict="FAILED ($status)"
    phase_failures=$((phase_failures + 1))
  fi
  phase_table+=("$(printf '%5d s  %-28s %s' $((SECONDS - begin)) "$name" "$verdict")")
  return "$status"
}

print_phases() {
  printf '\n== %d s in all, %d phase(s) failed\n' "$SECONDS" "$phase_failures"
  printf '%s\n' "${phase_table[@]}"
}
