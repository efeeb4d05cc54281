"""Whoever means no good, and whoever has an unusual name: every text is a text, and nothing breaks."""

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.mail.models import Message
from sentby.referrals.models import Referral
from tests.referrals.pages import just_given, page_of, passed_on, press, url_of
from tests.support.cast import client_for
from tests.support.hostile import TAG
from tests.support.html import Page

pytestmark = pytest.mark.django_db
TEXTS = [
    f"<{TAG}>",
    f'"><{TAG}>',
    f"</textarea><{TAG}>",
    f"javascript:{TAG}",
    "\r\nBcc: x@example.org\r\n\r\nhello",
    "9" * 400,
    "x" * 20_000,
    "\u202etxet desrever",
]  # tests/house tries every form with the long list
ODD = [
    "Zoë Ångström 👩‍💼",
    "מירי בן־דוד",
    "\u202eanaD",
    "D\u200ban\u200da",
    "Ｄａｎａ",
    "O’Brien {prospect} {0} %s",
    "Æ" * 160,
    "—",
    "🦊",
]
SEEN = ["/", "/referrals/", "/referrals/?show=given", "/referrals/?show=ended", "/people/", "/pass-on/"]


def in_short(text: str) -> str:
    """What a test is called by."""
    return ascii(text[:12])


def clean(client: Client, url: str) -> str:
    """A page that is there, and on which no text became an element or an attribute."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    page = Page(answer.content.decode())
    assert TAG not in page.tags | page.attributes, url
    assert not any(link.startswith("javascript:") for link in page.links), url
    return answer.content.decode()


@pytest.mark.parametrize("name", ODD, ids=in_short)
def test_an_unusual_name_is_a_name(ana: Member, sam: Member, name: str) -> None:
    giver, receiver = client_for(ana), client_for(sam)
    answer = press(giver, "/pass-on/", **passed_on(name=name, business=name, need=name, endorsement=name))
    given = Referral.objects.get()
    assert answer["Location"] == page_of(given)
    assert given.grade == "referral"
    for client in (giver, receiver):
        clean(client, page_of(given))
    press(receiver, "/calls/", caller=name)
    press(receiver, url_of(given, "thanks"), occasion="receipt", words=name)
    for url in SEEN:
        clean(giver, url)
    assert Message.objects.filter(kind="thanks").count() == 1


@pytest.mark.parametrize("text", TEXTS, ids=in_short)
def test_any_text_in_any_field_is_saved_as_text_or_refused_in_a_sentence(
    ana: Member, sam: Member, text: str
) -> None:
    client = client_for(ana)
    for field in (
        "name",
        "party",
        "reach",
        "reach_too",
        "business",
        "place",
        "need",
        "endorsement",
        "spoke_on",
    ):
        for url in ("/pass-on/", "/pass-on/grade/"):
            answer = press(client, url, **passed_on(**{field: text}))
            assert answer.status_code in (200, 302, 422), (field, url)
            assert TAG not in Page(answer.content.decode()).tags
    for referral in Referral.objects.all():
        clean(client, page_of(referral))
    for url in SEEN:
        clean(client, url)


@pytest.mark.parametrize("text", TEXTS, ids=in_short)
def test_any_text_in_any_act_is_saved_as_text_or_refused_in_a_sentence(
    ana: Member, sam: Member, text: str
) -> None:
    given = just_given(ana, sam)
    giver, receiver = client_for(ana), client_for(sam)
    sent = [
        (giver, "facts", {"kind": "called", "note": text, "on": ""}),
        (giver, "facts", {"kind": text, "on": text}),
        (receiver, "contacts", {"kind": "left_message", "note": text, "happened_at": ""}),
        (receiver, "contacts", {"kind": text, "happened_at": text}),
        (giver, "question", {"question": text}),
        (receiver, "answer", {"answer": text}),
        (giver, "details", {"version": text}),
        (giver, "details", {"version": "1", "name": text or "Dana", "reach": text, "need": text}),
        (receiver, "thanks", {"occasion": "receipt", "words": text}),
        (receiver, "outcomes", {"kind": "talked", "reason": text}),
        (receiver, "outcomes", {"kind": "won", "amount": text, "currency": text}),
        (giver, "withdrawal", {"why": text}),
    ]
    for client, act, typed in sent:
        answer = press(client, url_of(given, act), **typed)
        assert answer.status_code in (200, 302, 404, 409, 422), (act, typed)
        assert TAG not in Page(answer.content.decode()).tags, act
    for client in (giver, receiver):
        for url in (page_of(given), *SEEN):
            clean(client, url)
    for letter in Message.objects.all():
        assert f"<{TAG}" not in letter.html
        assert "\n" not in letter.subject + letter.to_name


def test_a_nul_is_refused_before_anything_happens(ana: Member, sam: Member) -> None:
    answer = press(client_for(ana), "/pass-on/", **passed_on(name="a\0b"))
    assert answer.status_code == 400
    assert not Referral.objects.exists()


def test_nobody_is_named_by_what_cannot_be_seen(ana: Member, sam: Member) -> None:
    answer = press(client_for(ana), "/pass-on/", **passed_on(name="\u200b\u2060", business=""))
    assert answer.status_code == 422
    assert not Referral.objects.exists()


@pytest.mark.parametrize("pk", ["zzzzzzzzzzz01", "x" * 500, "-", "0"], ids=in_short)
def test_an_address_of_nothing_is_not_found(ana: Member, pk: str) -> None:
    client = client_for(ana)
    assert client.get(f"/referrals/{pk}/").status_code == 404
    for act in (
        "facts",
        "contacts",
        "outcomes",
        "question",
        "answer",
        "thanks",
        "return",
        "withdrawal",
        "details",
    ):
        assert press(client, f"/referrals/{pk}/{act}/").status_code == 404, act


def test_a_form_sent_again_from_another_referral_is_another_press(ana: Member, sam: Member) -> None:
    one, other = just_given(ana, sam), just_given(ana, sam, need="another")
    client = client_for(sam)
    for referral in (one, other):
        assert press(client, url_of(referral, "contacts"), once="same", kind="called").status_code == 302
    assert one.contacts.count() == other.contacts.count() == 1
