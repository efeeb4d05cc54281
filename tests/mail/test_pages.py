"""The outbox pages: who sees which letter, in which words, and what they can do about it."""

from datetime import timedelta

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.mail import actions, queries
from sentby.mail.models import TROUBLE, Message
from tests.mail.post import letter, post, post_many, sweep
from tests.mail.sink import Sink
from tests.support.cast import AT, client_for
from tests.support.counting import assert_same_queries

pytestmark = pytest.mark.django_db(transaction=True)
URL = "http://localhost:8000/p/s3cret/"


def _page(client: Client, url: str = "/outbox/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _in_state(sender: Member, state: str, **parts: str) -> Message:
    message = actions.queue(
        letter=letter(**parts), sender=sender, permission=actions.permit(
            basis="expects_contact", reference="fact:x7", by=SENTBY, at=AT
        ), by=sender.actor, at=AT,
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(state=state)
    message.refresh_from_db()
    return message


def test_an_empty_outbox_says_what_will_lie_here(ana: Member) -> None:
    assert "No letters yet" in _page(client_for(ana))
    assert "No letter is in this state" in _page(client_for(ana), "/outbox/?show=held")


def test_trouble_stands_first_and_can_be_chosen(ana: Member) -> None:
    _in_state(ana, "queued", subject="Waiting one")
    _in_state(ana, "failed", subject="Failed one")
    _in_state(ana, "uncertain", subject="Doubtful one")
    page = _page(client_for(ana))
    assert page.index("Failed one") < page.index("Waiting one")
    assert page.index("Doubtful one") < page.index("Waiting one")
    assert "Could not be sent" in page
    assert "May or may not have left" in page
    chosen = _page(client_for(ana), "/outbox/?show=trouble")
    assert "Waiting one" not in chosen
    assert "Failed or in doubt, 2" in chosen


def test_the_list_has_pages(ana: Member) -> None:
    post_many(ana, 26)
    assert "1 to 25 of 26" in _page(client_for(ana))
    assert "26 to 26 of 26" in _page(client_for(ana), "/outbox/?page=2")


def test_pages_show_every_letter_once_in_trouble_first_then_the_newest(ana: Member, sam: Member) -> None:
    states = ["queued", "failed", "sent", "uncertain", "withheld", "sending"]
    for number in range(23):
        message = _in_state(ana, "queued", subject=f"From Ana {number}")
        state = states[number % 6]
        lease = {"leased_until": AT, "claim": "x"} if state == "sending" else {}
        Message.objects.filter(pk=message.pk).update(
            state=state,
            queued_at=AT + timedelta(minutes=7 * number % 5),
            to_member=sam if number % 3 else None,
            **lease,
        )
    Message.objects.filter(subject="From Ana 4").update(kind="sign-in")
    Message.objects.filter(subject="From Ana 7").update(sender=sam)
    for member in (ana, sam):
        letters = queries.letters_of(member)
        paged = [letter for start in range(0, len(letters), 4) for letter in letters[start : start + 4]]
        wanted = sorted(
            Message.objects.visible_to(member),
            key=lambda m: (m.state not in TROUBLE, -m.queued_at.timestamp(), m.pk),
        )
        assert [letter.pk for letter in paged] == [message.pk for message in wanted]
        assert len(letters) == len(wanted) == sum(letters.counted.values())


def test_the_list_asks_no_more_for_more_letters(ana: Member) -> None:
    assert_same_queries(client_for(ana), "/outbox/", lambda: post(ana))


def test_the_owner_sees_how_the_desks_mail_stands_and_no_letter_of_another(ruth: Member, ana: Member) -> None:
    _in_state(ana, "failed", subject="Ana and Dana only")
    page = _page(client_for(ruth))
    assert "Could not be sent: 1" in page
    assert "Ana and Dana only" not in page
    assert "The desk’s mail" not in _page(client_for(ana))


def test_a_stranger_sees_and_does_nothing(ana: Member, sam: Member, stan: Member) -> None:
    message = _in_state(ana, "failed")
    stranger = client_for(stan)
    assert stranger.get(f"/outbox/{message.pk}/").status_code == 404
    assert stranger.post(f"/outbox/{message.pk}/another-try/").status_code == 404
    assert "Dana" not in _page(stranger)
    to_sam = actions.queue(
        letter=letter(to_member=sam, to_address=sam.email), sender=ana, permission=None, by=ana.actor, at=AT
    )
    Message.objects.filter(pk=to_sam.pk).update(state="failed")
    recipient = client_for(sam)
    assert "To you, from Ana Reyes" in _page(recipient)
    assert recipient.post(f"/outbox/{to_sam.pk}/another-try/").status_code == 404, (
        "only who sent it may press this"
    )


def test_without_a_server_the_whole_letter_can_be_read_with_its_links(ana: Member) -> None:
    message = post(ana)
    Message.objects.filter(pk=message.pk).update(text=f"Dear <b>Dana</b>, answer at {URL}\n")
    waiting = _page(client_for(ana), f"/outbox/{message.pk}/")
    assert URL not in waiting, "before it has left, its links are the recipient's only"
    sweep()
    page = _page(client_for(ana), f"/outbox/{message.pk}/")
    assert f'<a href="{URL}"' in page
    assert "Dear &lt;b&gt;Dana&lt;/b&gt;" in page
    assert "Kept here, not sent" in page


def test_with_a_server_its_words_went_with_it(sink: Sink, ana: Member) -> None:
    message = post(ana)
    sweep()
    page = _page(client_for(ana), f"/outbox/{message.pk}/")
    assert "Its words went with it" in page
    assert "Thursday" not in page


def test_a_doubtful_letter_is_sent_again_by_its_sender_once(sink: Sink, ana: Member) -> None:
    message = _in_state(ana, "uncertain")
    browser = client_for(ana)
    page = _page(browser, f"/outbox/{message.pk}/")
    assert "It may have left, or not." in page
    assert "Send it to Dana Lindqvist again" in page
    for _ in range(3):
        browser.post(f"/outbox/{message.pk}/another-try/", {"once": "one-press"})
    sweep(Message.objects.get(pk=message.pk).due_at)
    assert sink.count == 1
    browser.post(f"/outbox/{message.pk}/another-try/", {"once": "another"})
    assert "Nothing was sent" in _page(browser, f"/outbox/{message.pk}/")


def test_sign_in_codes_are_nobodys_to_read(ana: Member, sam: Member) -> None:
    code = actions.queue_sign_in(
        to_address=sam.email, to_member=sam, subject="Code 123456", text="123456", at=AT
    )
    assert code is not None
    sweep()
    for member in (ana, sam):
        assert "Code" not in _page(client_for(member))
        assert client_for(member).get(f"/outbox/{code.pk}/").status_code == 404


def test_looking_changes_nothing(ana: Member) -> None:
    message = _in_state(ana, "failed")
    assert client_for(ana).get(f"/outbox/{message.pk}/another-try/").status_code == 405
    message.refresh_from_db()
    assert message.state == "failed"
