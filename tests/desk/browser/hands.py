"""What a person does at the desk with hand and eye, for the tests that do it in a browser."""

from __future__ import annotations

from typing import Any

NAME = "R. Haddad"

_SPOT = """(words) => {
  const text = document.getElementById("text").firstChild, at = text.data.indexOf(words);
  const ends = [[at, at + 1], [at + words.length - 1, at + words.length]].map(([from, to]) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
    return range;
  });
  const [first, last] = ends.map((range) => range.getClientRects()[0]);
  return [first.left + 0.5, first.top + first.height / 2, last.right - 0.5, last.top + last.height / 2];
}"""


def sign(page: Any, why: str) -> None:
    """Tells name and reason in the form that is open."""
    page.get_by_label("Your name").first.fill(NAME)
    page.get_by_label("Reason", exact=True).first.fill(why)


def press(page: Any, button: str) -> Any:
    """Presses a button that sends a form; the answer that came first."""
    with page.expect_response(lambda one: one.request.method == "POST") as sent:
        page.get_by_role("button", name=button).first.click()
    page.wait_for_load_state()
    return sent.value


def drag_over(page: Any, words: str) -> None:
    """Selects words of the text by drawing the mouse over them."""
    left, top, right, bottom = page.evaluate(_SPOT, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=6)
    page.mouse.up()


def tab_to(page: Any, goal: str, most: int = 250) -> None:
    """Presses Tab until the cursor is on what the selector names; each stop on the way must show where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """(goal) => {
              const at = document.activeElement, look = getComputedStyle(at);
              const seen = look.outlineStyle !== "none" || look.boxShadow !== "none";
              return { there: at.matches(goal), seen: seen || at === document.body, at: at.outerHTML.slice(0, 200) };
            }""",
            goal,
        )
        assert stop["seen"], f"the cursor is not seen on {stop['at']}"
        if stop["there"]:
            return
    raise AssertionError(f"Tab does not reach {goal}")
