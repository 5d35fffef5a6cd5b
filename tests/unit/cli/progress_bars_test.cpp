// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/progress_bars: lines without a terminal, one redrawn line with one.
#include "cli/progress_bars.hpp"

#include "tests/support/fake_clock.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

constexpr std::uint64_t k_mebibyte = 1024 * 1024;

struct Bars {
  explicit Bars(bool is_terminal) : bars(printer, clock, is_terminal) {}
  Printer printer{PrinterOptions{}};
  axle::test::FakeClock clock{parse_rfc3339("2024-01-01T00:00:00Z").value()};
  ProgressBars bars;
};

}  // namespace

TEST_CASE("without a terminal only large downloads are told, at begin and end", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(false);
    run.bars.begin_phase("Preparing packages", 2);
    run.bars.begin_download("small", k_mebibyte);
    run.bars.begin_download("large", 3 * k_mebibyte);
    run.bars.advance_download("large", k_mebibyte);
    run.bars.end_download("small");
    run.bars.end_download("large");
    run.bars.end_download("never begun");
    run.bars.advance_phase(2);
    run.bars.end_phase();
  }
  const auto text = capture.take();
  CHECK(text.out.empty());
  CHECK(text.error == "Downloading large (3.0MiB)\n Downloaded large\n");
}

TEST_CASE("a terminal shows one line with the phase and the sum of the downloads", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(true);
    run.bars.begin_phase("Preparing packages", 4);
    run.clock.advance(std::chrono::milliseconds(60));
    run.bars.begin_download("a", 2 * k_mebibyte);
    run.clock.advance(std::chrono::milliseconds(60));
    run.bars.advance_download("a", k_mebibyte);
    run.bars.end_phase();
  }
  CHECK(capture.take().error ==
        "\r\x1b[2KPreparing packages... (0/4)"
        "\r\x1b[2KPreparing packages... (0/4) 0B of 2.0MiB"
        "\r\x1b[2KPreparing packages... (0/4) 1.0MiB of 2.0MiB"
        "\r\x1b[2K");
}

TEST_CASE("the line is not drawn more often than every 50 ms", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(true);
    run.bars.begin_phase("Resolving dependencies", 0);
    for (std::uint64_t i = 0; i < 100; ++i) {
      run.bars.advance_phase(i);
    }
  }
  CHECK(capture.take().error == "\r\x1b[2KResolving dependencies...\r\x1b[2K");
}

TEST_CASE("a warning stands on a line of its own, and the progress below it", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(true);
    run.bars.begin_phase("Preparing packages", 1);
    run.bars.warn("waiting for `foo==1.0`");
    run.bars.end_phase();
    run.bars.warn("done");
  }
  CHECK(capture.take().error ==
        "\r\x1b[2KPreparing packages... (0/1)"
        "\r\x1b[2Kwarning: waiting for `foo==1.0`\n"
        "\r\x1b[2KPreparing packages... (0/1)"
        "\r\x1b[2Kwarning: done\n");
}

TEST_CASE("without a terminal a warning is only a line", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(false);
    run.bars.begin_phase("Preparing packages", 1);
    run.bars.warn("waiting");
  }
  CHECK(capture.take().error == "warning: waiting\n");
}

TEST_CASE("outside a phase nothing is drawn", "[cli][progress_bars]") {
  test::Capture capture;
  {
    Bars run(true);
    run.bars.begin_download("a", 5 * k_mebibyte);
    run.bars.end_download("a");
  }
  CHECK(capture.take().error.empty());
}

}  // namespace axle::cli
