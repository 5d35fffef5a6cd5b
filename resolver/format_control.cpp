// SPDX-License-Identifier: MIT OR Apache-2.0
// The two options mirror each other.
#include "resolver/format_control.hpp"

namespace axle::resolver {
namespace {

bool is_refused(const NameSet& refused, const NameSet& wanted, const spec::PackageName& name) {
  const bool is_exception = refused.all && !wanted.all && wanted.contains(name);
  return refused.contains(name) && !is_exception;
}

}  // namespace

bool takes_wheels(const FormatControl& format, const spec::PackageName& name) {
  return !is_refused(format.no_binary, format.only_binary, name);
}

bool takes_sdists(const FormatControl& format, const spec::PackageName& name) {
  return !is_refused(format.only_binary, format.no_binary, name);
}

}  // namespace axle::resolver
