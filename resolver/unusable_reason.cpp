// SPDX-License-Identifier: MIT OR Apache-2.0
// The order of reasons: files of another kind, wheels for other targets, everything but the interpreter, withdrawn.
#include "resolver/unusable_reason.hpp"

namespace axle::resolver {

UnusableReason reason_of(spec::TagMismatch mismatch) {
  switch (mismatch) {
    case spec::TagMismatch::python:
      return UnusableReason::wheel_python;
    case spec::TagMismatch::abi:
      return UnusableReason::wheel_abi;
    case spec::TagMismatch::platform:
      return UnusableReason::wheel_platform;
  }
  return UnusableReason::wheel_platform;
}

int closeness(UnusableReason reason) {
  switch (reason) {
    case UnusableReason::only_sdist:
      return 1;
    case UnusableReason::no_binary:
      return 2;
    case UnusableReason::wheel_python:
      return 3;
    case UnusableReason::wheel_abi:
      return 4;
    case UnusableReason::wheel_platform:
      return 5;
    case UnusableReason::requires_python:
      return 6;
    case UnusableReason::yanked:
      return 7;
    case UnusableReason::none:
      return 8;
    case UnusableReason::metadata:
    case UnusableReason::needs_build:
    case UnusableReason::bad_requirement:
    case UnusableReason::url_dependency:
      return 0;
  }
  return 0;
}

}  // namespace axle::resolver
