"""The letters: what is previewed is what is sent, everything is said, and nothing typed breaks out of its place."""

import re
from email import policy
from email.parser import BytesParser
from html import unescape
from itertools import product
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client
from django.utils.html import strip_tags

from demo.cast import SAMS_BOOK
from sentby.accounts.models import Member
from sentby.core.clock import now
from sentby.core.models import AuditEntry
from sentby.introductions import actions, letters, preview, queries
from sentby.introductions.models import Introduction
from sentby.introductions.tokens import PLACEHOLDER
from sentby.mail.envelope import build, wire
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.referrals.actions import Prospect
from sentby.rules.consent import Mode
from tests.introductions.story import (
    DANA,
    ENDORSEMENT,
    LATER,
    NEED,
    PHONE_ONLY,
    letters_to,
    pass_on,
    token_in,
    work,
    write,
)
from tests.support.cast import AT, client_for
from tests.support.length import at_length

pytestmark = pytest.mark.django_db
DANAS = "dana@millane.example.org"
HERS, HIS = "http://desk.example.org/p/x/", "http://desk.example.org/p/y/"
NEEDS = (
    NEED, "Ärger mit dem Dach – <b>bald</b> & “sofort”, 50 % > 40 %.", "屋根が雨漏りします。", "{{ 7|add:7 }} %s {name} " + "word " * 200 + "end",
)  # fmt: skip
SOMEBODY = at_length(
    [("Dana Lindqvist", NEED)],
    [(known.name, f"{known.name}: {typed}") for known, typed in product(SAMS_BOOK, NEEDS)],
)
HOSTILE = 'Dana\r\nBcc: stan@elsewhere.example.org\r\n\r\n<script>alert(1)</script> & "Co" {{ 7|add:7 }}'


def words(text: str) -> list[str]:
    return text.split()


def shown(page: str) -> str:
    """The letters on a page as somebody reads them."""
    articles = re.findall(r"<article.*?</article>", page, re.S)
    return unescape(
        strip_tags(" ".join(re.sub(r"<dl.*?</dl>|(?=<)", " ", article, flags=re.S) for article in articles))
    )


def without_token(text: str) -> str:
    return re.sub(r"/p/[A-Za-z0-9_-]{43}/", f"/p/{PLACEHOLDER}/", text).replace("\n-- \n", "\n")


def test_what_is_previewed_is_what_is_sent(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = write(referral, ana)
    preview = words(shown(client_for(ana).get(f"/referrals/{referral.pk}/introduction/").content.decode()))
    letter = actions.send(introduction=letter, by=ana, at=LATER)
    assert letter.to_prospect and letter.to_receiver
    sent = [without_token(letter.to_prospect.text), without_token(letter.to_receiver.text)]
    assert preview == words(" ".join(sent))


def test_control_a_letter_changed_after_its_preview_is_seen(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    letter = write(referral, ana)
    preview = words(shown(client_for(ana).get(f"/referrals/{referral.pk}/introduction/").content.decode()))
    Introduction.objects.update(why="Something else")
    letter = actions.send(introduction=letter, by=ana, at=LATER)
    letter.referral = referral
    assert letter.to_prospect
    again = letters.to_prospect(Introduction.objects.get(), "http://localhost:8000/p/…/")
    assert preview[: len(words(again.text))] != words(again.text)


def test_text_and_html_say_the_same_names_details_and_link(ana: Member, sam: Member) -> None:
    letter = actions.send(introduction=write(pass_on(ana, sam), ana), by=ana, at=LATER)
    for message in (letter.to_prospect, letter.to_receiver):
        assert message
        html = unescape(message.html)
        assert token_in(message.text) in html
        for said in (NEED, ENDORSEMENT, "Ana Reyes", "Reyes Bookkeeping"):
            assert said in message.text and said in html


@pytest.mark.parametrize("kind", ["introduction", "tell", "consent"])
def test_the_first_letter_to_somebody_without_an_account_says_everything(
    ana: Member, sam: Member, ruth: Member, kind: str
) -> None:
    for number, (name, need) in enumerate(SOMEBODY):
        address = f"dana{number}@millane.example.org"
        dana = Prospect(name=name, channels=[address, f"01632 960{number:03}"])
        letter = first_letter(ana, sam, kind, dana, need)
        found = left_out(letter, wanted(letter, address, f"960{number:03}", need))
        assert not found, f"to {name}: {found}"


def first_letter(ana: Member, sam: Member, kind: str, dana: Prospect, need: str) -> Message:
    """The one letter that a prospect of Ana's has had by now."""
    mode = Mode.ASK_ONE if kind == "consent" else Mode.TELL
    referral = pass_on(ana, sam, prospect=dana, need=need, mode=mode)
    if kind == "introduction":
        actions.send(introduction=write(referral, ana, at=AT), by=ana, at=AT)
    elif kind == "consent":
        actions.ask_first(referral=referral, by=ana, at=AT)
    work()
    [letter] = letters_to(dana.channels[0])
    assert letter.kind == kind
    return letter


def wanted(letter: Message, address: str, number: str, need: str) -> dict[str, str]:
    """What somebody has to be told, and the words that tell it."""
    return {
        "who": "Sam Okafor",
        "from whom": "Ana Reyes",
        "why": need,
        "which data: name": "your name",
        "which data: address": address,
        "which data: number": number,
        "when": "Wed 13 May 2026, 10:20",
        "for how long": "as long as Ana Reyes keeps you in a book of their own here, or until you say otherwise",
        "rights": "have a copy, have it corrected or erased, object",
        "one press": "One press stops it",
        "stop link": f"/p/{token_in(letter.text)}/#stop",
        "who keeps the desk": "Ruth Achter",
    }


def left_out(letter: Message, wanted: dict[str, str]) -> list[str]:
    """What the letter does not say, in words or in HTML."""
    html = unescape(re.sub(r"</?[ab][^>]*>", "", letter.html))
    found = [what for what, said in wanted.items() if said not in letter.text]
    found += [
        f"{what}, in HTML"
        for what, said in wanted.items()
        if said not in (letter.html if "link" in what else html)
    ]
    stops = letter.stop_url.endswith(f"/p/{token_in(letter.text)}/stop/")
    return found if stops else [*found, "one press by the mail program"]


def test_control_a_letter_without_an_owner_of_the_desk_is_seen(ana: Member, sam: Member) -> None:
    """It does not say who keeps the desk."""
    letter = first_letter(ana, sam, "tell", DANA, NEED)
    assert left_out(letter, wanted(letter, DANAS, "960144", NEED)) == [
        "who keeps the desk", "who keeps the desk, in HTML",
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["text", "html", "stop_url"])
def test_control_a_field_cut_out_of_a_letter_is_seen(
    ana: Member, sam: Member, ruth: Member, part: str
) -> None:
    """Each of them in turn, in words and in HTML."""
    letter = first_letter(ana, sam, "tell", DANA, NEED)
    fields = wanted(letter, DANAS, "960144", NEED)
    assert left_out(letter, fields) == []
    whole = getattr(letter, part)
    for what, said in fields.items() if part != "stop_url" else [("", "stop/")]:
        setattr(letter, part, whole.replace(said, ""))
        if "link" not in what:
            assert left_out(letter, fields), what
        setattr(letter, part, whole)


def test_what_the_receiver_noted_is_not_said_in_the_givers_name(ana: Member, sam: Member) -> None:
    from sentby.referrals import actions as referrals
    from sentby.referrals.actions import Claim
    from tests.introductions.story import DANA, EXPECTED

    referrals.pass_on(
        by=sam,
        at=AT,
        giver=ana,
        receiver=sam,
        prospect=DANA,
        claims=[Claim(kind, on=AT.date()) for kind in EXPECTED],
    )
    work()
    [letter] = letters_to(DANAS)
    assert "Sam Okafor noted on" in letter.text
    assert "until 180 days after the last thing that happens on it" in letter.text


# ---- what was typed stays in its place ----


def test_hostile_names_add_no_header_and_no_recipient(ana: Member, sam: Member) -> None:
    Member.objects.filter(pk=sam.pk).update(name="Sam\r\nBcc: stan@elsewhere.example.org")
    sam.refresh_from_db()
    referral = pass_on(ana, sam, prospect=Prospect(name=HOSTILE, channels=[DANAS]), need=HOSTILE)
    actions.send(introduction=write(referral, ana), by=ana, at=LATER)
    for message in Message.objects.all():
        parsed = BytesParser(policy=policy.default).parsebytes(wire(build(message)))
        assert "Bcc" not in parsed and "bcc" not in parsed
        assert [address.addr_spec for address in parsed["To"].addresses] == [message.to_address]


def test_hostile_words_are_escaped_in_html_and_on_pages(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, need=HOSTILE, endorsement=HOSTILE, at=now())
    letter = write(referral, ana, at=now())
    pages = [client_for(ana).get(f"/referrals/{referral.pk}/introduction/").content.decode()]
    letter = actions.send(introduction=letter, by=ana, at=now())
    assert letter.to_prospect and letter.to_receiver
    pages += [
        Client().get(f"/p/{token_in(m.text)}/").content.decode()
        for m in (letter.to_prospect, letter.to_receiver)
    ]
    pages += [letter.to_prospect.html, letter.to_receiver.html]
    for page in pages:
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ 7|add:7 }}" in unescape(page)


def test_a_mailto_link_carries_exactly_two_recipients_a_subject_and_the_words(
    ana: Member, sam: Member
) -> None:
    hostile = Prospect(name="Dana & Co?bcc=stan@elsewhere.example.org", channels=[DANAS])
    referral = pass_on(ana, sam, prospect=hostile, need=HOSTILE)
    letter = write(referral, ana, way="own")
    own = letters.own_introduction(
        letter,
        actions.own_link(referral=referral, by=ana, at=LATER),
        actions.own_link(referral=referral, by=ana, at=LATER, side="receiver"),
    )
    address = urlsplit(own.mailto)
    assert unquote(address.path).split(",") == [DANAS, sam.email]
    query = parse_qs(address.query, strict_parsing=True)
    assert set(query) == {"subject", "body"}
    assert query["subject"] == ["Dana, meet Sam Okafor"]
    assert query["body"][0].replace("\r\n", "\n").split() == own.text.split()
    assert "%0D%0A" in address.query and not re.search(r"%0A(?<!%0D%0A)", address.query)
    assert not re.search(r"[\s\"<>]", own.mailto)


def test_one_letter_from_ones_own_mailbox_gives_both_the_others_details(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam)
    own = letters.own_introduction(write(referral, ana, way="own"), HERS, HIS)
    for said in (
        DANAS,
        "960144",
        sam.email,
        "+44 1632 960102",
        HERS,
        f"Sam: rather not? One press, and Ana asks somebody else:\n{HIS}#stop",
        NEED,
        "Ana Reyes",
    ):
        assert said in own.text


def test_each_side_of_that_letter_has_a_link_of_its_own_and_the_receivers_no_is_not_the_prospects(
    ana: Member, sam: Member
) -> None:
    referral = pass_on(ana, sam)
    write(referral, ana, way="own")
    own = preview.introduction_desk(queries.whole(referral.pk), ana, {}, LATER).own
    assert own is not None
    hers, his = re.findall(r"/p/([^/\s]+)/", own.text)
    assert hers != his
    link = queries.link_for(his, LATER)
    assert link is not None
    actions.stop(link=link, at=LATER)
    referral.refresh_from_db()
    assert referral.closed_at is not None and referral.refused_at is None
    noted = AuditEntry.objects.get(what="receiver.declined", subject_id=referral.pk)
    assert noted.details == {"through": "own"}
    assert Message.objects.filter(to_member=ana, kind="report").exists()


def test_somebody_with_a_number_only_gets_a_text_message(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, prospect=PHONE_ONLY)
    own = letters.own_introduction(write(referral, ana, way="own"), HERS, HIS)
    assert own.to == (sam.email,)
    (text,) = own.texts
    assert text.sms.startswith("sms:+441632960144?body=Dana%2C%20this%20is%20Ana%20Reyes")
    assert "http%3A%2F%2Fdesk.example.org%2Fp%2Fx%2F" in text.sms


def test_a_question_holds_neither_side_s_way_to_be_reached_but_the_page(ana: Member, sam: Member) -> None:
    referral = pass_on(ana, sam, mode=Mode.ASK_ONE)
    letter = letters.ask_first(queries.whole(referral.pk), "http://desk.example.org/p/x/")
    assert sam.email not in letter.text + letter.html
    assert "1632 960102" not in letter.text + letter.html


def test_a_business_is_introduced_by_its_name(ana: Member, sam: Member) -> None:
    firm = people.add_company(owner=ana, name="Millane Hall", channels=["office@millane.example.org"], at=AT)
    referral = pass_on(ana, sam, prospect=Prospect(company=firm.name), claims=[])
    own = letters.own_introduction(write(referral, ana, way="own"), HERS, HIS)
    assert own.to == ("office@millane.example.org", sam.email)
    assert own.text.startswith("Dear Millane Hall, dear Sam,")
