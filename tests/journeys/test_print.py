"""On paper: a referral and Today print as what they are, in black on white, without what can be pressed."""

import pytest
from playwright.sync_api import Page

from sentby.accounts.models import Member
from sentby.core.clock import now
from tests.support.browser import Visit
from tests.support.referring import give_referral

pytestmark = [pytest.mark.browser]
SHEET = 673  # pixels between the margins of a sheet of A4
PRESSED = ".rail, .bar, .topbar, .skip, .menu, form, button, input, select, textarea, summary"
# Every element with words of its own: how dark it is, how light what lies under it, from 0 to 255. A grade is a stamp.
PRINTED = """() => {
    const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const read = colour => {
        brush.clearRect(0, 0, 1, 1);
        brush.fillStyle = colour;
        brush.fillRect(0, 0, 1, 1);
        return [...brush.getImageData(0, 0, 1, 1).data];
    };
    const under = one => {
        for (let at = one; at; at = at.parentElement) {
            const [red, green, blue, all] = read(getComputedStyle(at).backgroundColor);
            if (all) return Math.min(red, green, blue);
        }
        return 255;
    };
    const worded = [...document.body.querySelectorAll("*")].filter(one => one.checkVisibility() && !one.closest(".grade")
        && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return worded.map(one => [
        one.innerText.trim(), Math.max(...read(getComputedStyle(one).color).slice(0, 3)), under(one),
    ]);
}"""
BLACK = ("Dana Lindqvist", "Ana Reyes", "The ladder", "So far", "Call +44 1632 960144")


def troubles_on_paper(page: Page) -> list[str]:
    """What is wrong with a page when it is printed."""
    pressed = page.locator(PRESSED).locator("visible=true")
    troubles = [f"can be pressed: {words or 'a field'}" for words in pressed.all_inner_texts()]
    wide = page.evaluate("document.documentElement.scrollWidth")
    troubles += [f"{wide} pixels wide"] if wide > SHEET else []
    words = page.evaluate(PRINTED)
    troubles += [f"on grey: {said}" for said, _, paper in words if paper < 255]
    troubles += [f"in grey: {said}" for said, ink, _ in words if ink > (0 if said in BLACK else 190)]
    return troubles


def test_a_referral_and_today_are_printed_as_what_they_are(visit: Visit, ana: Member, sam: Member) -> None:
    Member.objects.filter(pk=sam.pk).update(theme="dark")
    referral = give_referral(ana, sam, at=now())
    page = visit(sam, scheme="dark", width=SHEET)
    for address, wanted in (
        (f"/referrals/{referral.pk}/", (*BLACK, "Level 1", "passed Dana on")),
        ("/", ("Dana Lindqvist", "Referral, level 1", "From Ana Reyes")),
    ):
        page.goto(address)
        assert troubles_on_paper(page), (
            "the control: on the screen there is something to press, and it is dark"
        )
        page.emulate_media(media="print")
        assert "; ".join(troubles_on_paper(page)) == ""
        said = page.locator("body").inner_text()
        assert [words for words in wanted if words not in said] == []
        rungs = page.locator(".ladder .rung").locator("visible=true")
        assert rungs.count() == (8 if referral.pk in address else 0)
        page.emulate_media(media="screen")
