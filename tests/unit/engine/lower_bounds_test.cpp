// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/lower_bounds: who is warned of where the lowest versions are wanted.
#include "engine/lower_bounds.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using resolver::ResolutionMode;
using resolver::test::given;
using Texts = std::vector<std::string>;

/// The names that are warned of.
Texts unbounded(const InstallInputs& inputs, ResolutionMode mode = ResolutionMode::lowest) {
  WarningSink sink;
  warn_of_missing_lower_bounds(inputs, mode, resolver::test::linux_python().markers, sink);
  Texts names;
  for (const std::string& message : sink.take()) {
    const std::size_t start = message.find('`') + 1;
    names.push_back(message.substr(start, message.find('`', start) - start));
  }
  return names;
}

InstallInputs inputs_of(const Texts& roots) {
  InstallInputs inputs;
  for (const std::string& root : roots) {
    inputs.roots.push_back(given(root));
  }
  return inputs;
}

}  // namespace

TEST_CASE("only a bound from below counts as one", "[engine][lower_bounds]") {
  CHECK(unbounded(inputs_of({"a", "b<2", "c<=2", "d!=1", "e!=1.*", "f>=1", "g>1", "h==1", "i==1.*", "j~=1.0", "k===1",
                             "l @ https://files.example/l-1.0-py3-none-any.whl"})) == Texts{"a", "b", "c", "d", "e"});
}

TEST_CASE("the message says what to do", "[engine][lower_bounds]") {
  WarningSink sink;
  warn_of_missing_lower_bounds(inputs_of({"a"}), ResolutionMode::lowest_direct, resolver::test::linux_python().markers,
                               sink);
  CHECK(sink.take() ==
        Texts{"The direct dependency `a` is unpinned. Consider setting a lower bound when using "
              "`--resolution lowest` or `--resolution lowest-direct` to avoid using outdated versions."});
}

TEST_CASE("a bound may stand anywhere in what the user says", "[engine][lower_bounds]") {
  InstallInputs inputs = inputs_of({"a", "a>=1", "b", "c", "d"});
  inputs.constraints.push_back(given("b>=1"));
  inputs.overrides.push_back(given("c>=1"));
  inputs.constraints.push_back(given("d<9"));
  CHECK(unbounded(inputs) == Texts{"d"});
}

TEST_CASE("nobody is warned of the highest versions, or of what is not for this Python", "[engine][lower_bounds]") {
  CHECK(unbounded(inputs_of({"a"}), ResolutionMode::highest).empty());
  CHECK(unbounded(inputs_of({"a; sys_platform == 'win32'"})).empty());
}

}  // namespace axle::engine
