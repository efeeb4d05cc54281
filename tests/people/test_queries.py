"""The book is searched with forgiveness, ordered by name, and seen by its owner only."""

from datetime import date, timedelta

import pytest
from django.http import Http404

from sentby.accounts.models import Member
from sentby.people import actions, queries
from sentby.rules.channels import read_channel
from tests.people.people import add, company, dana
from tests.support.cast import AT

pytestmark = pytest.mark.django_db


def names(member: Member, *asked: str) -> list[str]:
    return [person.name for person in queries.book(member, *asked, at=AT)]


@pytest.mark.parametrize(
    "q",
    [
        "dana", "LINDQVIST", "lindqvist dana", "Dána", "mill lane", "school dana", "site manager", "spring fair",
        "roof leaks", "01632 960144", "01632960144", "960144", "+44 1632 960144", "millane.example.org",
        "dana@millane.example.org", "  dana   mill ", "linDQv",
    ],
)  # fmt: skip
def test_all_words_are_found_wherever_they_stand(ana: Member, q: str) -> None:
    dana(ana)
    add(ana, "Ken Ito")
    assert names(ana, q) == ["Dana Lindqvist"]


@pytest.mark.parametrize("q", ["dana ito", "nobody", "%", "_", "dana%", "\\", "'", "dana' or 1=1"])
def test_what_nobody_has_is_not_found(ana: Member, q: str) -> None:
    dana(ana)
    add(ana, "Ken Ito")
    assert names(ana, q) == ([] if q != "'" else ["Ken Ito", "Dana Lindqvist"])


@pytest.mark.parametrize(
    ("name", "q"),
    [
        ("Žofie Šťastná", "zofie stastna"), ("Łukasz Żak", "lukasz zak"), ("Søren Ærø", "soren aero"),
        ("Jürgen Groß", "jurgen gross"), ("Seán O’Brien", "sean obrien"), ("Seán O'Brien", "o’brien"),
        ("Anne-Marie Roux", "anne marie"), ("Γιώργος Παππάς", "γιωργος παππας"), ("Алёна Ёлкина", "алена елкина"),
        ("王小明", "小明"), ("がくと", "がくと"), ("김민준", "민준"), ("محمد علي", "محمد"), ("עדי כהן", "כהן"), ("प्रिया नायर", "प्रिया"),
        ("İbrahim Çelik", "ibrahim celik"), ("Nguyễn Thị Hà", "nguyen thi ha"),
    ],
)  # fmt: skip
def test_accents_are_forgiven_and_alphabets_kept(ana: Member, name: str, q: str) -> None:
    add(ana, name)
    add(ana, "Ken Ito")
    assert names(ana, q) == [name]
    assert names(ana, name) == [name]


def test_the_book_is_ordered_by_last_name(ana: Member) -> None:
    for name in ("Ken Ito", "Zoë Abel", "Ælfric", "Ana van den Berg", "王小明", "Étienne Blanc"):
        add(ana, name)
    assert names(ana)[:5] == ["Zoë Abel", "Ælfric", "Ana van den Berg", "Étienne Blanc", "Ken Ito"]
    assert names(ana, "", "b") == ["Ana van den Berg", "Étienne Blanc"]
    assert names(ana, "", "others") == ["王小明"]
    assert [tab.letter for tab in queries.tabs(ana) if tab.filled] == ["A", "B", "I", "…"]


def test_a_search_is_paged_in_order_whether_it_finds_few_or_many(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        add(ana, f"Ken Ito{chr(97 + number % 26)}{number}", company="Ito & Daughters")
    add(ana, "Dana Lindqvist")
    found = queries.book(ana, "ken")
    everybody = [person.name for person in found]
    for few in (500, 5):
        monkeypatch.setattr(queries, "FEW", few)
        pages = [queries.book_page(found, number, searched=True) for number in ("1", "2")]
        assert [person.name for page in pages for person in page.object_list] == everybody
        assert [page.paginator.count for page in pages] == [30, 30]


def test_the_last_letter_has_its_people(ana: Member) -> None:
    for name in ("Žofie Žáková", "Anna Zander", "Anna Young"):
        add(ana, name)
    assert names(ana, "", "z") == ["Žofie Žáková", "Anna Zander"]
    assert names(ana, "", "y") == ["Anna Young"]


def test_the_book_is_narrowed_down_and_counted(ana: Member) -> None:
    add(ana, "Quiet Quentin", last_contact_on=AT.date() - timedelta(days=92), channels=["q@example.org"])
    add(ana, "Met Mabel", met_on=AT.date() - timedelta(days=92), channels=["m@example.org"])
    add(ana, "Lively Lena", last_contact_on=AT.date() - timedelta(days=91), channels=["l@example.org"])
    add(ana, "Referred Rita", for_referral_only=True, channels=["r@example.org"])
    add(ana, "Mute Max")
    assert names(ana, "", "", "quiet") == ["Met Mabel", "Quiet Quentin"]
    assert names(ana, "", "", "no-channel") == ["Mute Max"]
    assert names(ana, "", "", "for-referral") == ["Referred Rita"]
    assert [(f.value, f.count) for f in queries.filters(ana, AT)] == [
        ("", 5), ("no-channel", 1), ("quiet", 2), ("for-referral", 1),
    ]  # fmt: skip


def test_nobody_sees_another_book(ana: Member, stan: Member) -> None:
    person, bakery = dana(ana), company(ana, "Harbour Bakery")
    assert not queries.book(stan)
    assert not queries.companies(stan)
    assert not queries.people_with_channels(stan, ["+441632960144"])
    assert queries.company_choices_for(stan) == []
    assert queries.known(stan) == 0
    for find, key in (
        (queries.person_page, person.pk),
        (queries.removed_person, person.pk),
        (queries.company_page, bakery.pk),
        (queries.removed_company, bakery.pk),
        (queries.person_page, "nothing"),
    ):
        with pytest.raises(Http404):
            find(stan, key)


def test_people_are_found_by_a_channel_however_it_is_spelt(ana: Member) -> None:
    person = dana(ana)
    for text in ("Dana <DANA+x@millane.example.org>", "(01632) 960144", "+441632960144"):
        key = read_channel(text, region="GB").canonical
        assert list(queries.people_with_channels(ana, [key])) == [person]


def test_companies_say_how_many_one_knows_there(ana: Member) -> None:
    person = dana(ana)
    actions.remove_person(person=add(ana, "Ken Ito", company="Mill Lane School"), by=ana, at=AT)
    [found] = queries.companies(ana, "lane mill")
    assert found.known == 1  # type: ignore[attr-defined]
    assert list(queries.people_at(found)) == [person]
    assert queries.has_companies(ana)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "Spoke today"), (1, "Spoke yesterday"), (6, "Spoke 6 days ago"), (20, "Spoke 2 weeks ago"), (75, "Spoke 2 months ago"),
     (91, "Spoke 2 months ago"), (92, "3 months quiet"), (400, "13 months quiet"), (800, "2 years quiet")],
)  # fmt: skip
def test_the_last_conversation_is_said_in_words(ana: Member, days: int, words: str) -> None:
    today = date(2026, 5, 13)
    person = add(ana, last_contact_on=today - timedelta(days=days))
    assert queries.row(person, today).spoken == words
    assert queries.row(person, today).quiet == (days > 91)


def test_somebody_only_met_is_said_so(ana: Member) -> None:
    today = date(2026, 5, 13)
    assert queries.row(add(ana), today).spoken == "No contact noted"
    assert queries.row(add(ana, met_on=today - timedelta(days=3)), today).spoken == "Met 3 days ago"
