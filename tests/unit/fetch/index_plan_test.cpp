// SPDX-License-Identifier: MIT OR Apache-2.0
// Which of several indexes count for a name: all of them, or the one that it is sent to.
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using test::IndexServer;
using test::wheel;

const std::string k_page = "/simple/a/";

struct PlannedRun {
  PlannedRun(const IndexFixture& fixture, IndexPlan plan, HttpOptions options = quick_options())
      : http(std::move(options), {}, 2),
        client(std::move(plan), {}, {http.http, http.pool, fixture.cache, fixture.clock, *fixture.log}) {}

  HttpFixture http;
  IndexClient client;
};

/// The files of each index that counts, as `number: files`; or the reason why there are none.
std::string pages_of(const PageAnswer& answer) {
  std::string text = answer.kind == PageAnswerKind::found ? "" : answer.reason->message();
  for (const FoundPage& found : answer.pages) {
    text += (text.empty() ? "" : "; ") + std::to_string(found.location) + ":";
    for (std::size_t file = 0; file < found.page.file_count(); ++file) {
      text += " " + std::string(found.page.file_name(file));
    }
  }
  return text;
}

}  // namespace

TEST_CASE("where all indexes count, each has a page of its own, in their order", "[fetch][index_plan]") {
  IndexServer first;
  IndexServer second;
  IndexServer third;
  first.add(wheel("a", "1.0"));
  second.add(wheel("b", "1.0"));
  third.add(wheel("a", "1.0")).add(wheel("a", "2.0"));
  const IndexFixture fixture;
  const IndexPlan plan{.locations = {simple(first), simple(second), simple(third)}, .all_count = true};
  {
    PlannedRun run(fixture, plan);
    CHECK(pages_of(run.client.page(name_of("a"))) ==
          "0: a-1.0-py3-none-any.whl; 2: a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
    CHECK(pages_of(run.client.page(name_of("c"))) ==
          format("`c` was not found in the package indexes `{}`, `{}`, `{}`", first.url(), second.url(), third.url()));
  }
  // From the cache, too.
  PlannedRun again(fixture, plan, offline_options());
  CHECK(pages_of(again.client.page(name_of("a"))) ==
        "0: a-1.0-py3-none-any.whl; 2: a-1.0-py3-none-any.whl a-2.0-py3-none-any.whl");
}

TEST_CASE("where all indexes count, one that refuses leaves it to the others, and one that fails does not",
          "[fetch][index_plan]") {
  IndexServer first;
  IndexServer second;
  second.add(wheel("a", "9.0"));
  const auto status = GENERATE(401, 403, 500);
  first.set_fault(k_page, {.status = status, .times = 0});
  const IndexFixture fixture;
  PlannedRun run(fixture, {.locations = {simple(first), simple(second)}, .all_count = true});
  const PageAnswer& answer = run.client.page(name_of("a"));
  if (status == 500) {
    CHECK(pages_of(answer) ==
          format("the package index `{}` answered the request for `a` with status 500", first.url()));
    return;
  }
  CHECK(pages_of(answer) == "1: a-9.0-py3-none-any.whl");
  REQUIRE(answer.passed_over.size() == 1);
  CHECK(answer.passed_over.front()->message() ==
        format("the package index `{}` refused the request for `a` with status {}; no credentials were sent",
               first.url(), status));
}

TEST_CASE("where all that counts refuses, that is the answer", "[fetch][index_plan]") {
  IndexServer first;
  IndexServer second;
  first.set_fault(k_page, {.status = 401, .times = 0});
  const IndexFixture fixture;
  PlannedRun run(fixture, {.locations = {simple(first), simple(second)}, .all_count = true});
  const PageAnswer& answer = run.client.page(name_of("a"));
  CHECK(answer.kind == PageAnswerKind::unauthorized);
}

TEST_CASE("a name that is sent to one index is asked of that one alone", "[fetch][index_plan]") {
  IndexServer open;
  IndexServer closed;
  open.add(wheel("a", "9.0")).add(wheel("b", "9.0"));
  closed.add(wheel("a", "1.0")).add(wheel("b", "1.0")).add(wheel("c", "1.0"));
  const IndexFixture fixture;
  IndexLocation private_one = simple(closed);
  private_one.is_explicit = true;
  const auto all_count = GENERATE(false, true);
  IndexPlan plan{.locations = {simple(open), private_one}, .all_count = all_count};
  plan.sent_to.emplace(name_of("a"), 1);
  PlannedRun run(fixture, std::move(plan));
  CHECK(pages_of(run.client.page(name_of("a"))) == "1: a-1.0-py3-none-any.whl");
  CHECK(open.count(k_page) == 0);
  // An explicit index serves nobody else.
  CHECK(pages_of(run.client.page(name_of("b"))) == "0: b-9.0-py3-none-any.whl");
  CHECK(pages_of(run.client.page(name_of("c"))) == format("`c` was not found in the package index `{}`", open.url()));
}

TEST_CASE("a name that is sent to a flat location comes from there alone, and nobody else looks there",
          "[fetch][index_plan]") {
  IndexServer open;
  IndexServer files;
  open.add(wheel("a", "9.0")).add(wheel("b", "9.0"));
  files.add(wheel("a", "1.0")).add(wheel("b", "1.0"));
  files.add_page("/own/", 200, {{"Content-Type", "text/html"}},
                 R"(<a href="/files/a-1.0-py3-none-any.whl">a</a><a href="/files/b-1.0-py3-none-any.whl">b</a>)");
  const IndexLocation own{"own", url_of(files.url_of("/own/")), IndexKind::flat, true};
  const IndexLocation gone{"gone", url_of(files.url_of("/gone/")), IndexKind::flat, true};
  const IndexFixture fixture;
  IndexPlan plan{.locations = {simple(open), own, gone}};
  plan.sent_to.emplace(name_of("a"), 1);
  plan.sent_to.emplace(name_of("c"), 1);
  plan.sent_to.emplace(name_of("d"), 2);
  PlannedRun run(fixture, std::move(plan));
  CHECK(pages_of(run.client.page(name_of("b"))) == "0: b-9.0-py3-none-any.whl");
  CHECK(files.count() == 0);
  CHECK(pages_of(run.client.page(name_of("a"))) == "1: a-1.0-py3-none-any.whl");
  CHECK(open.count(k_page) == 0);
  CHECK(pages_of(run.client.page(name_of("c"))) ==
        format("`c` was not found in the package index `{}`", files.url_of("/own/")));
  CHECK(pages_of(run.client.page(name_of("d"))) ==
        format("the index `gone` at `{}` answered with status 404", files.url_of("/gone/")));
  CHECK(files.count("/own/") == 1);
}

}  // namespace axle::fetch
