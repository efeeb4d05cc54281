"""Every page with the demo's story on it: nothing axe can find, nothing wider than the window."""

import pytest

from demo import story
from sentby.accounts.models import Member
from sentby.core.clock import now
from tests.support.browser import Visit, assert_accessible, assert_no_sideways_scroll
from tools.pages import pages_of

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_every_page_is_accessible_and_fits(
    visit: Visit, transactional_db: None, scheme: str, width: int
) -> None:
    story.tell(at=now())
    sam = Member.objects.get(email="sam@okafor-roofing.example.com")
    device = "phone" if width < 600 else "desktop"
    page = visit(sam, device=device, scheme=scheme, width=width)  # type: ignore[arg-type]
    visitor = visit(device=device, scheme=scheme, width=width)  # type: ignore[arg-type]
    troubles: list[str] = []
    for place in pages_of(sam):
        seen_by = visitor if place.public else page
        seen_by.goto(place.path)
        try:
            assert_no_sideways_scroll(seen_by)
            assert_accessible(seen_by)
        except AssertionError as trouble:
            troubles.append(str(trouble))
    assert not troubles, "\n".join(troubles)
