"""What attacks the desk through a browser: reports full of script, and pages of another site."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dateline.store.store import open_store
from dateline.words.tables import Words
from tests.desk.browser.conftest import Desk, running
from tests.desk.test_escaping import ATTACKS, addresses, attacked_store


@pytest.mark.slow
def test_script_in_every_field_of_a_report_is_text(
    serve: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path, words: Words
) -> None:
    """No dialog, no fault of the content policy, no request elsewhere: the fixture ``heard`` fails on any."""
    store = attacked_store(tmp_path / "s.sqlite")
    every = addresses(store, words)
    pages = [*every[:5], *every[5:-1:9], "/queue", "/decisions", "/add/r0%3Cscript%3Ealert(1)%3C%2Fscript%3E"]
    with running(store) as desk:
        page = open_page(desk)
        # Tells of whatever the policy stops, which the console does in words that differ from one browser to the next.
        page.add_init_script(
            "window.stopped = [];"
            "addEventListener('securitypolicyviolation',"
            " (e) => stopped.push(e.violatedDirective + ' ' + e.blockedURI));"
        )
        shown = 0
        for address in pages:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            assert page.evaluate("stopped") == [], address
            assert page.locator("iframe, object, embed, main img").count() == 0, address
            shown += ATTACKS[0] in page.locator("body").inner_text()
        assert shown > 5


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Another site on this machine: give it a page, and it gives the address."""
    page: list[str] = []

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page[-1].encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def shows(text: str) -> str:
        page.append(text)
        return f"http://localhost:{server.server_address[1]}/"

    yield shows
    server.shutdown()


def test_another_site_can_neither_decide_nor_frame(
    desk_of_examples: Desk, chromium: Any, elsewhere: Callable[[str], str]
) -> None:
    desk = desk_of_examples
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{desk.home}/decisions")
    token = page.locator("input[name=csrf]").first.input_value()
    told = {"csrf": token, "name": "Hama", "sort": "place", "value": "Homs, SY", "by": "x", "why": "y"}
    fields = "".join(f'<input name="{name}" value="{value}">' for name, value in told.items())
    page.goto(elsewhere(f'<form method="post" action="{desk.home}/names">{fields}<button>go</button></form>'))
    with page.expect_response(f"{desk.home}/names") as answer:
        page.get_by_role("button").click()
    # Even with the token of the session, which no other site can read.
    assert answer.value.status == 403

    page.goto(elsewhere(f'<iframe src="{desk.home}/"></iframe>'))
    page.wait_for_load_state("networkidle")
    assert not page.frames[1].url.startswith(desk.home)
    read = page.evaluate("(home) => fetch(home).then(() => 'read', () => 'refused')", desk.home)
    assert read == "refused"
    context.close()
    with open_store(desk.store, write=False) as store:
        assert store.decisions() == ()
