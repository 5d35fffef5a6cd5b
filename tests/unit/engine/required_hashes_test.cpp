// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/required_hashes: what has to be pinned and have a digest, and what does not count.
#include "engine/required_hashes.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using resolver::test::given;

InstallInputs inputs_of(const std::vector<std::string>& roots, const std::vector<std::string>& overrides = {}) {
  InstallInputs inputs;
  for (const std::string& root : roots) {
    inputs.roots.push_back(given(root));
  }
  for (const std::string& text : overrides) {
    inputs.overrides.push_back(given(text));
  }
  return inputs;
}

void promise(InstallInputs& inputs, const std::string& name, HashAlgorithm algorithm = HashAlgorithm::sha256) {
  inputs.hashes[spec::PackageName::of(name)] = {{algorithm, std::string(64, 'a')}};
}

/// The message, or nothing.
std::string fault_of(const InstallInputs& inputs) {
  const auto checked = check_required_hashes(inputs, resolver::test::linux_python().markers);
  return checked ? "" : checked.error().message();
}

}  // namespace

TEST_CASE("a pin with a digest is enough, a pin alone is not", "[engine][required_hashes]") {
  InstallInputs inputs = inputs_of({"cake==1"});
  CHECK(fault_of(inputs) ==
        "In `--require-hashes` mode, all requirements must have a hash, but there is none for: cake==1");
  promise(inputs, "cake");
  CHECK(fault_of(inputs).empty());
}

TEST_CASE("a range and a prefix are no pins, whatever digests there are", "[engine][required_hashes]") {
  for (const std::string text : {"cake>=1", "cake", "cake==1.*", "cake!=1"}) {
    InstallInputs inputs = inputs_of({text});
    promise(inputs, "cake");
    CHECK(fault_of(inputs) ==
          "In `--require-hashes` mode, all requirements must have their versions pinned with `==`, but found: " + text);
  }
}

TEST_CASE("what the marker leaves out needs nothing", "[engine][required_hashes]") {
  CHECK(fault_of(inputs_of({"cake>=1; sys_platform == 'win32'"})).empty());
}

TEST_CASE("an override is judged in the place of what it replaces, and only there", "[engine][required_hashes]") {
  InstallInputs inputs = inputs_of({"cake"}, {"cake==2", "flour"});
  promise(inputs, "cake");
  CHECK(fault_of(inputs).empty());
  inputs = inputs_of({"cake==1"}, {"cake"});
  promise(inputs, "cake");
  CHECK(fault_of(inputs) ==
        "In `--require-hashes` mode, all requirements must have their versions pinned with `==`, but found: cake");
}

}  // namespace axle::engine
