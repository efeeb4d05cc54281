"""A file from elsewhere, in a real browser: given, looked at, chosen from, brought in, undone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sentby.accounts.models import Member
from sentby.people import actions
from sentby.people.models import Import, Person
from tests.people.people import add
from tests.people.test_intake import TABLE, many
from tests.support.browser import Visit, assert_accessible, assert_no_sideways_scroll
from tests.support.cast import AT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1440])
def test_from_a_file_to_the_book_and_out_again(visit: Visit, ana: Member, tmp_path: Path, width: int) -> None:
    add(ana, "Tomás Vidal")
    file = tmp_path / "book.csv"
    file.write_text(TABLE)
    page: Page = visit(ana, device="phone" if width < 600 else "desktop", width=width)
    page.goto("/people/")
    page.get_by_role("link", name="Bring in a file").click()
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Leave out Joel Marsh").click()
    page.get_by_role("button", name=re.compile("Bring in 2 records")).click()
    expect(page.get_by_role("link", name="Dana Ruiz").first).to_be_visible()
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Dana Ruiz", "Tomás Vidal"]
    page.get_by_role("button", name="Undo the whole of it").click()
    page.get_by_role("button", name="Undo it", exact=True).click()
    expect(page.get_by_text("Out of your book again: 1")).to_be_visible()
    assert_accessible(page)
    assert list(Person.objects.values_list("name", flat=True)) == ["Tomás Vidal"]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_large_one_shows_how_far_it_is_until_it_is_there(
    visit: Visit, ana: Member, tmp_path: Path, javascript: bool
) -> None:
    file = tmp_path / "large.csv"
    file.write_text(many(6_000))
    page = visit(ana, javascript=javascript)
    page.goto("/people/import/")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_text("0 records gone through so far")).to_be_visible()
    if javascript:
        assert_accessible(page)
        page.get_by_role("button", name="Stop").focus()
    actions.go_on(batch=Import.objects.get(), at=AT)
    expect(page.get_by_role("button", name="Bring in 6,000 records")).to_be_visible()
