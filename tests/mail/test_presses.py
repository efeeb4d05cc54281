"""A press on "send it again" counts for the letter on which it was made."""

import pytest

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.mail import actions
from sentby.mail.models import Message
from tests.mail.post import letter
from tests.support.cast import AT, client_for

pytestmark = pytest.mark.django_db


def failed(sender: Member) -> Message:
    message = actions.queue(
        letter=letter(), sender=sender, permission=actions.permit(
            basis="expects_contact", reference="fact:x7", by=SENTBY, at=AT
        ), by=sender.actor, at=AT,
    )  # fmt: skip
    Message.objects.filter(pk=message.pk).update(state="failed")
    return message


def test_the_same_key_on_two_letters_is_two_presses(ana: Member) -> None:
    one, other = failed(ana), failed(ana)
    browser = client_for(ana)
    for message in (one, one, other):
        answer = browser.post(f"/outbox/{message.pk}/another-try/", {"once": "one-press"})
        assert answer.status_code == 302
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
