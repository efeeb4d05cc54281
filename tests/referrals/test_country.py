"""A number without a country code is one of the country of whoever types it, on every way in; so is a bare amount."""

from decimal import Decimal

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.people import actions as people
from sentby.people.models import Channel, Person
from sentby.referrals import actions, sides
from sentby.referrals.models import Outcome, Referral
from tests.api.program import Program
from tests.people.people import add, company, reach
from tests.referrals.pages import just_given, passed_on, press, said, seen, url_of
from tests.support.cast import AT, PASSWORD, client_for
from tests.support.referring import fresh, receive

pytestmark = pytest.mark.django_db
TYPED, BERLIN, LONDON = "030 5551234", "+49 30 5551234", "+44 30 5551 234"


@pytest.fixture
def berlin(ana: Member) -> Member:
    """Ana, at home in Berlin."""
    Member.objects.filter(pk=ana.pk).update(locale="de-DE")
    ana.refresh_from_db()
    return ana


@pytest.fixture
def desk(berlin: Member) -> Client:
    return client_for(berlin)


@pytest.mark.parametrize(
    ("zone", "locale", "shown"),
    [("Europe/Berlin", "de-DE", BERLIN), ("Asia/Calcutta", "en-IN", "+91 30555 1234"), ("UTC", "en-GB", "")],
)
def test_the_founder_is_at_home_in_their_time_zone(
    visitor: Client, zone: str, locale: str, shown: str
) -> None:
    founder = {"name": "Ruth Achter", "email": "ruth@quayside.example.org", "password": PASSWORD}
    visitor.post("/account/welcome/", founder | {"time_zone": zone, "phone": TYPED if shown else ""})
    ruth = Member.objects.get()
    assert (ruth.locale, ruth.phone.replace(" ", "")) == (locale, shown.replace(" ", ""))


def test_it_is_said_and_changed_in_the_settings(desk: Client, berlin: Member) -> None:
    shown = desk.get("/settings/").content.decode()
    assert '<option value="de-DE" selected>Germany</option>' in shown
    assert "A telephone number without + in front is read as one from there." in shown
    moved = {"version": berlin.version, "name": "Ana Reyes", "time_zone": "Europe/Warsaw", "locale": "pl-PL"}
    assert desk.post("/settings/", moved | {"phone": "22 555 12 34"}).status_code == 302
    berlin.refresh_from_db()
    assert berlin.phone == "+48 22 555 12 34"


def test_by_machine(berlin: Member, sam: Member) -> None:
    berlin_s = Program(berlin)
    changed = berlin_s("PATCH", "/profile", {"version": 1, "phone": TYPED})
    assert changed["phone"] == BERLIN
    both = {"version": 2, "phone": "22 555 12 34", "locale": "pl-PL"}
    assert berlin_s("PATCH", "/profile", both)["phone"] == "+48 22 555 12 34"
    berlin_s("PATCH", "/profile", {"version": 3, "locale": "de-DE"})
    written = berlin_s("POST", "/people", {"name": "Otto Neumann", "channels": [TYPED]}, status=201)
    assert written["channels"][0]["shown"] == BERLIN
    given = Program(Member.objects.get(pk=berlin.pk)).passes_on(
        sam, prospect={"name": "Lena Vogt", "channels": ["030 5559876"]}
    )
    lena = Referral.objects.get(pk=given["id"]).prospect_person
    assert lena and reach(lena) == ["+49 30 5559876"]


def test_what_is_written_into_somebody_elses_book_keeps_the_writers_country(
    berlin: Member, sam: Member
) -> None:
    """It is recorded in Berlin; Sam, who gave it, completes it in Britain, on the page and by machine."""
    given = receive(berlin, sam)
    entry = given.prospect_person
    assert entry and entry.owner == berlin
    press(client_for(sam), url_of(given, "details"), **seen(given), reach_too="01632 960199")
    assert "+44 1632 960199" in reach(entry)
    path, prospect = f"/referrals/{given.pk}/details", {"name": entry.name, "channels": ["01632 960188"]}
    Program(sam)("PATCH", path, {"version": fresh(given).version, "prospect": prospect})
    assert "+44 1632 960188" in reach(entry)


def test_passed_on(desk: Client, berlin: Member, sam: Member) -> None:
    press(desk, "/pass-on/", **passed_on(reach=TYPED, party="Otto Neumann", party_reach="030 5559876"))
    given = Referral.objects.get()
    assert given.prospect_person and reach(given.prospect_person) == [BERLIN]
    assert isinstance(given.receiver, Person) and reach(given.receiver) == ["+49 30 5559876"]


def test_completed(desk: Client, berlin: Member) -> None:
    entry = add(berlin)
    said(
        desk,
        press(desk, f"/people/{entry.pk}/edit/", name=entry.name, phone=TYPED, more="040 5551234", version=1),
    )
    assert reach(entry) == [BERLIN, "+49 40 5551234"]
    firm = company(berlin)
    press(desk, f"/companies/{firm.pk}/edit/", name=firm.name, phone=TYPED, version=1)
    assert reach(firm) == [BERLIN]


def test_the_form_says_so(desk: Client, ana: Member) -> None:
    for path in ("/people/new/", "/companies/new/"):
        assert "Without + in front it gets +49." in desk.get(path).content.decode()


def test_found_by_whoever_dials_it(berlin: Member, sam: Member) -> None:
    Member.objects.filter(pk=berlin.pk).update(phone=BERLIN)
    entry = add(berlin, "Lena Vogt", channels=[TYPED])
    assert sides.parties_called(berlin, TYPED) == [entry]
    assert sides.parties_called(sam, TYPED) == []
    assert sides.parties_called(sam, "+49 30 5551234") == [berlin]


def test_a_caller_is_known_by_the_number_as_it_is_dialled(berlin: Member, sam: Member) -> None:
    given = just_given(sam, berlin, need="A new roof.")
    prospect = given.prospect_person
    assert prospect
    Channel.objects.create(person=prospect, kind="phone", shown=BERLIN, canonical="+49305551234", position=9)
    answer = Program(berlin)("POST", "/calls", {"caller": TYPED}, status=201)
    assert answer["id"] == given.pk


def test_a_bare_amount_is_in_the_money_of_there(berlin: Member, sam: Member) -> None:
    given = just_given(sam, berlin, need="A new roof.")
    page = client_for(berlin).get(f"/referrals/{given.pk}/").content.decode()
    assert 'value="EUR"' in page
    press(client_for(berlin), url_of(given, "outcomes"), kind="won", amount="5.000")
    won = Outcome.objects.get()
    assert (won.amount, won.currency) == (Decimal(5000), "EUR")


@pytest.mark.parametrize("amount", ["0", "0,00", "£0"])
def test_business_that_came_to_nothing_is_not_won(
    given: Referral, receiver: Client, sam: Member, amount: str
) -> None:
    answer = press(receiver, url_of(given, "outcomes"), kind="won", amount=amount)
    assert answer.status_code == 422
    assert "Business that came to nothing is not won." in answer.content.decode()
    problem = Program(sam)(
        "POST", f"/referrals/{given.pk}/outcomes", {"kind": "won", "amount": amount}, status=422
    )
    assert "came to nothing" in str(problem["errors"])
    assert not Outcome.objects.exists()


def test_a_refusal_holds_for_the_number_as_it_is_dialled(berlin: Member, sam: Member) -> None:
    people.refuse(channels=[BERLIN], by=Actor("prospect"), at=AT)
    for asked in (
        actions.Prospect(name="Lena Vogt", channels=[TYPED]),
        actions.Prospect(company="Vogt & Co", channels=[TYPED]),
    ):
        with pytest.raises(actions.NotPossible, match="asked not to be passed on"):
            actions.pass_on(by=berlin, at=AT, giver=berlin, receiver=sam, prospect=asked)


@pytest.mark.parametrize(
    ("locale", "typed", "value"),
    [
        ("es-MX", "$5,000", "5000 MXN"), ("es-AR", "$5.000", "5000 ARS"), ("zh-Hans-CN", "¥5,000", "5000 CNY"),
        ("sv-SE", "5 000 kr", "5000 SEK"), ("pl-PL", "5 000 zł", "5000 PLN"), ("en-ZA", "R 5 000", "5000 ZAR"),
        ("en-ZA", "500 EUR", "500 EUR"), ("en-GB", "$500", "500 USD"), ("en-US", "$500", "500 USD"),
        ("de-DE", "£5,000", "5000 GBP"),
    ],
)  # fmt: skip
def test_the_sign_of_ones_own_money_is_ones_own_money(
    berlin: Member, sam: Member, locale: str, typed: str, value: str
) -> None:
    Member.objects.filter(pk=berlin.pk).update(locale=locale)
    given = just_given(sam, berlin, need="A new roof.")
    press(client_for(berlin), url_of(given, "outcomes"), kind="won", amount=typed)
    won = Outcome.objects.get()
    assert won.amount and f"{won.amount:.0f} {won.currency}" == value
