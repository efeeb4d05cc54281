"""Please don't: however the address is spelt, from whomever it comes, and without keeping the address."""

from random import Random

import pytest
from pytest_django import Settings

from sentby.accounts.models import Member
from sentby.core.audit import Actor
from sentby.core.models import AuditEntry
from sentby.people import actions, queries
from sentby.people.models import Refusal
from sentby.rules.channels import ChannelError, read_channel
from tests.people.people import dana
from tests.support.cast import AT
from tests.support.length import at_length
from tests.support.spelling import renumbered, respelt

pytestmark = pytest.mark.django_db

REFUSED = [
    "dana.lindqvist@millane.example.org",
    "dana@bücher.example.org",
    "d.lindqvist@gmail.com",
    "+44 1632 960144",
]
SPELLINGS = [
    "dana.lindqvist@millane.example.org",
    "Dana.Lindqvist@millane.example.org",
    "DANA.LINDQVIST@MILLANE.EXAMPLE.ORG",
    "dana.lindqvist@MillAne.Example.Org",
    "  dana.lindqvist@millane.example.org  ",
    "\tdana.lindqvist@millane.example.org\n",
    "dana.lindqvist@millane.example.org.",
    "dana.lindqvist+roof@millane.example.org",
    "dana.lindqvist+a+b@millane.example.org",
    "Dana.Lindqvist+2026@Millane.example.org",
    "<dana.lindqvist@millane.example.org>",
    "Dana Lindqvist <dana.lindqvist@millane.example.org>",
    '"Lindqvist, Dana" <dana.lindqvist@millane.example.org>',
    '"D. Lindqvist (office)" <dana.lindqvist+x@millane.example.org>',
    "Дана <dana.lindqvist@millane.example.org>",
    "mailto:dana.lindqvist@millane.example.org",
    "MAILTO:Dana.Lindqvist@millane.example.org",
    "mailto:dana.lindqvist@millane.example.org?subject=Roof",
    "mailto:dana.lindqvist%2Broof@millane.example.org",
    "dana.lindqvist(work)@millane.example.org",
    "dana.lindqvist@millane.example.org (Dana)",
    "dana.lindqvist @ millane.example.org",
    "dana.lindqvist@millane . example . org",
    "dana.lindqvist＠millane.example.org",
    "ｄａｎａ.lindqvist@millane.example.org",
    "dana.lindqvist@millane。example。org",
    "dana.lindqvist@millane．example．org",
    "dana.\u200blindqvist@millane.example.org",
    "\ufeffdana.lindqvist@millane.example.org",
    "dana.lind\u00adqvist@millane.example.org",
    "dana.lindqvist@millane.example.org,",
    "dana.lindqvist@millane.example.org;",
    "dana@bücher.example.org",
    "dana@BÜCHER.example.org",
    "dana@bu\u0308cher.example.org",
    "dana@xn--bcher-kva.example.org",
    "Dana <dana+x@XN--BCHER-KVA.example.org>",
    "dlindqvist@gmail.com",
    "D.Lind.Qvist@gmail.com",
    "d.lindqvist@googlemail.com",
    "dlindqvist+news@GoogleMail.com",
    "01632960144",
    "01632 960144",
    "(01632) 960-144",
    "+44 1632 960144",
    "+44 (0)1632 960 144",
    "0044 1632 960144",
    "tel:+441632960144",
    "０１６３２ ９６０１４４",
]
OTHERS = [
    "dan.lindqvist@millane.example.org",
    "dana.lindqvist@millane.example.com",
    "+44 1632 960145",
    "dlindqvist@example.org",
]


@pytest.fixture
def refused(ana: Member) -> None:
    """Of a prospect in Britain, where Ana is at home."""
    actions.refuse(channels=REFUSED, referral_id="abc", by=Actor("prospect"), at=AT)


def typed(spelling: str) -> str:
    """What Ana's book makes of it: what every question about refusals is asked with."""
    try:
        return read_channel(spelling, region=Member().country).shown
    except ChannelError:
        return spelling


def test_there_are_forty_spellings() -> None:
    assert len(set(SPELLINGS)) >= 40


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_is_caught(refused: None, spelling: str) -> None:
    assert queries.is_refused([typed(spelling)])
    assert queries.is_refused(["somebody@else.example.org", typed(spelling)])


def anew(chance: Random) -> list[str]:
    """Each refused address and number, spelt anew again and again."""
    *addresses, _number = REFUSED
    times = range(at_length(40, 5_000))
    spelt = [respelt(address, chance) for address in addresses for _ in times]
    return spelt + [renumbered("1632960144", chance) for _ in times]


def test_however_often_it_is_spelt_anew_it_is_caught(refused: None) -> None:
    kept = set(Refusal.objects.values_list("key_hash", flat=True))
    missed = [
        spelling
        for spelling in anew(Random(20261123))
        if not set(queries.refusal_keys([typed(spelling)])) <= kept
    ]
    assert missed == []


def test_control_a_check_that_trims_and_lowers_would_miss_most_of_them() -> None:
    spelt = anew(Random(20261123))
    missed = [spelling for spelling in spelt if spelling.strip().lower() not in REFUSED]
    assert len(missed) > 0.8 * len(spelt)


@pytest.mark.parametrize("other", OTHERS)
def test_nobody_else_is_caught(refused: None, other: str) -> None:
    """The control: a check that refused everybody would catch every spelling too."""
    assert not queries.is_refused([other])


def test_a_check_that_compares_spellings_would_miss_them() -> None:
    """The second control: what a plain comparison of small letters lets through."""
    missed = [spelling for spelling in SPELLINGS if spelling.lower() not in REFUSED]
    assert len(missed) > 30


def test_nothing_is_refused_where_nobody_said_so(ana: Member) -> None:
    assert not queries.is_refused(SPELLINGS)
    assert not queries.is_refused([])
    assert not queries.is_refused([" "])


def test_what_cannot_be_read_is_refused_as_it_is_written(ana: Member) -> None:
    actions.refuse(channels=["Dana at  Mill Lane"], referral_id="abc", by=Actor("prospect"), at=AT)
    assert queries.is_refused(["dana at mill lane"])
    assert not queries.is_refused(["sam at mill lane"])


def test_twice_is_once_and_the_first_stands(refused: None, ana: Member) -> None:
    count = Refusal.objects.count()
    actions.refuse(
        channels=["DANA.lindqvist@millane.example.org"], referral_id="later", by=Actor("prospect"), at=AT
    )
    assert Refusal.objects.count() == count == len(REFUSED)
    assert not Refusal.objects.filter(referral_id="later").exists()


def test_no_address_is_kept(refused: None) -> None:
    rows = str(list(Refusal.objects.values())) + str(list(AuditEntry.objects.values()))
    for word in ("dana", "lindqvist", "millane", "1632", "960144", "gmail"):
        assert word not in rows.lower()


def test_a_new_secret_key_forgets_nobody(refused: None, settings: Settings) -> None:
    settings.SECRET_KEY = "another-" + "y" * 50
    assert queries.is_refused(["dana.lindqvist@millane.example.org"])


def test_a_refusal_outlives_the_entry(ana: Member, sam: Member) -> None:
    person = dana(ana)
    actions.refuse(
        channels=[c.shown for c in person.channels.all()], referral_id="abc", by=Actor("prospect"), at=AT
    )
    person.delete()
    again = dana(sam)
    assert queries.is_refused(c.shown for c in again.channels.all())
