"""How soon the desk's map is seen, and how smoothly it moves: ``python bench/map.py http://127.0.0.1:8765/``.

In a real Chromium before a desk that runs already (``CHROMIUM`` names the browser; playwright as for the browser tests,
``make browser``). Milliseconds from the start of loading, several times over, each in a fresh browser: the first
picture that shows every place, the map that can be moved with all its data drawn, and the frames a second, with the
slowest, while it is dragged for two seconds. Without a graphics card the map is drawn by the processor (SwiftShader).
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import sys
from typing import Any

FLAGS = ("--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader")
PATIENCE_MS = 120_000
WIDTHS = ((1440, 900), (390, 844))
STEPS = 120
"""Moves of the mouse while the map is dragged."""

WATCH = """
new MutationObserver((_, self) => {
  if (!document.querySelector('#picture path.spot')) { return; }
  self.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.pictureShown = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""
"""The second frame after the picture came: by then it has been painted."""

COUNT = """
window.frames_ = [];
(function next(at) { window.frames_.push(at); requestAnimationFrame(next); }(performance.now()));
"""


def loaded(browser: Any, address: str, width: int, height: int) -> dict[str, float]:
    """One loading of the page, and one drag of its map."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
    page.wait_for_selector("#map[data-painted]", state="attached", timeout=PATIENCE_MS)
    found = page.evaluate("[window.pictureShown, Number(document.getElementById('map').dataset.painted)]")
    page.wait_for_timeout(2_000)
    frame = page.locator("#map canvas").first
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(COUNT)
    for step in range(STEPS):
        page.mouse.move(x + 100 * (step % 30) / 30, y + 60 * (step % 40) / 40)
        page.wait_for_timeout(1_000 / 60)
    times = page.evaluate("window.frames_")
    page.mouse.up()
    gaps = [after - before for before, after in itertools.pairwise(times)]
    return {
        "picture_ms": found[0],
        "map_ms": found[1],
        "frames_per_s": 1_000 * len(gaps) / (times[-1] - times[0]),
        "slowest_ms": max(gaps),
    }


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address", help="the address of a desk's first page, or of a view of it")
    parser.add_argument("--times", type=int, default=5)
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        for width, height in WIDTHS:
            runs = []
            for _ in range(asked.times):
                browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
                runs.append(loaded(browser, asked.address, width, height))
                browser.close()
            for name in runs[0]:
                values = [run[name] for run in runs]
                told = " ".join(f"{value:.0f}" for value in values)
                print(f"{width:5} px  {name:13} median {statistics.median(values):7.0f}   {told}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
