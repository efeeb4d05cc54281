"""What somebody meets who has a keyboard and no mouse: one stop after another, with its name, place and outline."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

MOST = 200  # no page has as many things to press
SLACK = 4  # pixels by which two things on one line may differ
# The stop that has the focus: of words on two lines the first. A hidden tick or choice is drawn, outlined and covered
# by its label.
STOP = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const label = at.labels && at.labels[0];
    const drawn = label && label.contains(at) ? label : at;
    const box = drawn.getClientRects()[0];
    const outlined = [at, drawn].some(one => {
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && Number(style.opacity) > 0;
    });
    const middle = [box.x + Math.min(box.width / 2, 150), box.y + box.height / 2];
    const top = document.elementFromPoint(...middle);
    const column = at.closest(".rail, .beside > *, .main");
    const named = at.getAttribute("aria-label") || (label && label.innerText) || at.innerText || "";
    return {
        name: (named || at.getAttribute("name") || at.tagName).trim().replace(/\\s+/g, " "),
        place: [...document.querySelectorAll("*")].indexOf(at),
        column: [...document.querySelectorAll("*")].indexOf(column),
        tabindex: at.tabIndex,
        outlined,
        seen: drawn.contains(top),
        stays: Boolean(at.closest(".bar, .menu")),
        top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left,
    };
}"""


@dataclass(frozen=True)
class Stop:
    """One thing that Tab comes to."""

    name: str
    place: int
    column: int
    tabindex: int
    outlined: bool
    seen: bool
    stays: bool
    top: float
    bottom: float
    left: float


def stop_of(page: Page) -> Stop | None:
    """Where the focus is, unless it is nowhere."""
    found: dict[str, Any] | None = page.evaluate(STOP)
    return Stop(**found) if found else None


def tab(page: Page) -> Iterator[Stop]:
    """Press Tab until the page is through. The day, the month and the year of a date are one stop."""
    met: list[int] = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = stop_of(page)
        if stop is None or stop.place in met[:-1]:
            return
        if stop.place not in met:
            yield stop
            met.append(stop.place)
    raise AssertionError(f"{page.url}: Tab never comes to the end")


def tab_to(page: Page, name: str) -> Stop:
    """Press Tab until something of this name has the focus; the way back is no way."""
    stops = []
    for stop in tab(page):
        if stop.name.startswith(name):
            return stop
        stops.append(stop.name)
    raise AssertionError(f"{page.url}: Tab does not come to “{name}”, only to {stops}")


def troubles_at(page: Page) -> list[str]:
    """What is wrong with the way through a page by Tab."""
    stops = list(tab(page))
    troubles = [] if stops and stops[0].name == "Skip to the page" else ["the first stop skips nothing"]
    troubles += [f"“{stop.name}” has a place of its own in the order" for stop in stops if stop.tabindex > 0]
    troubles += [f"the focus on “{stop.name}” is not drawn" for stop in stops if not stop.outlined]
    troubles += [f"“{stop.name}” is covered while it has the focus" for stop in stops if not stop.seen]
    troubles += [
        f"“{after.name}” comes after “{before.name}”, and stands before it"
        for before, after in pairwise(stops)
        if _is_out_of_order(before, after)
    ]
    return [f"{page.url}: {trouble}" for trouble in troubles]


def _is_out_of_order(before: Stop, after: Stop) -> bool:
    """Read from the top to the bottom and from left to right, in one column after another."""
    if after.place < before.place:
        return True
    if before.stays or after.stays or before.column != after.column:
        return False
    is_above = after.bottom <= before.top + SLACK
    is_left = after.top < before.bottom - SLACK and after.left < before.left - SLACK
    return is_above or is_left
