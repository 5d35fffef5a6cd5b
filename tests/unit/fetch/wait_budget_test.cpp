// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/wait_budget: what may be waited for, and what an index client answers when that is used up.
#include "fetch/wait_budget.hpp"

#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using std::chrono::seconds;
using test::IndexServer;
using test::RawServer;
using test::wheel;

}  // namespace

TEST_CASE("waits add up, and one in vain ends the budget", "[fetch][wait_budget]") {
  WaitBudget budget(seconds(5));
  budget.take(seconds(2), true);
  CHECK(budget.left() == seconds(3));
  budget.take(seconds(4), true);
  CHECK(budget.left() == seconds(0));
  CHECK_FALSE(budget.was_short());
  CHECK(budget.total() == seconds(5));

  WaitBudget other(seconds(5));
  other.take(seconds(1), false);
  CHECK(other.left() == seconds(0));
  CHECK(other.was_short());
}

TEST_CASE("without a budget left a client answers what it has and waits for nothing", "[fetch][wait_budget]") {
  IndexServer server;
  server.add(small_wheel()).add(wheel("late", "1.0"));
  const RawServer silent({{test::read_request(), test::hold()}});
  const IndexFixture fixture;
  IndexPlan plan{.locations = {simple(server), {.name = "silent", .url = url_of(silent.url()), .is_explicit = true}}};
  plan.sent_to.emplace(name_of("b"), 1);
  HttpFixture http;
  IndexClient client(plan, {}, {http.http, http.pool, fixture.cache, fixture.clock, *fixture.log});
  CHECK(describe_metadata(client) == "b>=2;c; extra == 'x'");
  WaitBudget budget(seconds(0));
  client.limit_waits(&budget);

  CHECK(describe_metadata(client) == "b>=2;c; extra == 'x'");
  CHECK_FALSE(budget.was_short());
  const PageAnswer& nothing = client.page(name_of("b"));
  CHECK(nothing.kind == PageAnswerKind::unreachable);
  CHECK(to_string(*nothing.reason) == "the index page of `b` did not come in time, and axle waited no longer");
  CHECK(nothing.reason->code() == ErrorCode::network);
  CHECK(budget.was_short());

  // That nobody waited for an answer does not make it another one.
  static_cast<void>(client.page(name_of("late")));
  client.limit_waits(nullptr);
  CHECK(describe(client.page(name_of("late"))) == "late-1.0-py3-none-any.whl");
}

TEST_CASE("metadata that does not come is told as such, and a cancelled wait as cancelled", "[fetch][wait_budget]") {
  const RawServer silent({{test::read_request(), test::hold()}});
  IndexServer server;
  server.add_page("/simple/a/", 200, {{"Content-Type", "application/vnd.pypi.simple.v1+json"}},
                  page_that_claims(silent.url("/a-1.0-py3-none-any.whl"), small_wheel()));
  const IndexFixture fixture;
  IndexRun run(fixture, {simple(server)});
  CHECK(describe(run.client.page(name_of("a"))) == "a-1.0-py3-none-any.whl");
  WaitBudget budget(seconds(0));
  run.client.limit_waits(&budget);
  CHECK(describe_metadata(run.client) ==
        "the metadata of `a-1.0-py3-none-any.whl` did not come in time, and axle waited no longer");

  std::stop_source stop;
  stop.request_stop();
  const auto cancelled =
      run.client.metadata(run.client.page(name_of("a")).pages.front().page.file(0), stop.get_token());
  REQUIRE_FALSE(cancelled.has_value());
  CHECK(cancelled.error().code() == ErrorCode::cancelled);
}

}  // namespace axle::fetch
