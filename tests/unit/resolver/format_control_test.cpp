// SPDX-License-Identifier: MIT OR Apache-2.0
// What `--no-binary` and `--only-binary` leave, for all ways to give both.
#include "resolver/format_control.hpp"

#include "tests/support/catch.hpp"

using namespace axle;
using namespace axle::resolver;

TEST_CASE("what is said of a package counts more than what the other option says of all",
          "[resolver][format_control]") {
  const spec::PackageName a = spec::PackageName::of("a");
  const NameSet none;
  const NameSet all{.all = true, .names = {}};
  const NameSet one{.all = false, .names = {a}};
  const NameSet other{.all = false, .names = {spec::PackageName::of("b")}};
  const NameSet all_and_one{.all = true, .names = {a}};
  struct Row {
    NameSet no_binary;
    NameSet only_binary;
    bool wheels = false;
    bool sdists = false;
  };
  for (const Row& row : {Row{none, none, true, true}, Row{all, none, false, true}, Row{none, all, true, false},
                         Row{all, one, true, false}, Row{one, all, false, true}, Row{all, other, false, true},
                         Row{other, all, true, false}, Row{one, one, false, false}, Row{all, all, false, false},
                         Row{all, all_and_one, false, false}, Row{all_and_one, one, true, false}}) {
    INFO(row.no_binary.all << row.no_binary.names.size() << row.only_binary.all << row.only_binary.names.size());
    const FormatControl format{.no_binary = row.no_binary, .only_binary = row.only_binary};
    CHECK(takes_wheels(format, a) == row.wheels);
    CHECK(takes_sdists(format, a) == row.sdists);
  }
}
