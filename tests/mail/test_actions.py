"""Posting, permitting, holding back, trying again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection

from sentby.accounts.models import Member
from sentby.core.audit import SENTBY
from sentby.core.models import AuditEntry
from sentby.mail import actions
from sentby.mail.addresses import AddressRefused
from sentby.mail.letters import words
from sentby.mail.models import Message
from sentby.mail.posting import LetterMalformed
from tests.mail.post import HOUR, letter, permission, post, post_many, sweep
from tests.mail.post import states as states_of
from tests.support.cast import AT

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_without_an_account_is_written_to_without_a_permission(ana: Member) -> None:
    with pytest.raises(actions.NoPermission, match="recorded permission"):
        actions.queue(letter=letter(), sender=ana, permission=None, by=ana.actor, at=AT)
    given = permission()
    actions.end_permission(permission=given, by=ana.actor, at=AT)
    given.refresh_from_db()
    with pytest.raises(actions.PermissionEnded):
        actions.queue(letter=letter(), sender=ana, permission=given, by=ana.actor, at=AT)
    assert not Message.objects.exists()


def _unpermitted(sender: Member) -> Message:
    message = post(sender)
    fields = {field.attname: getattr(message, field.attname) for field in Message._meta.concrete_fields}
    return Message(**fields | {"id": "unpermitted", "permission_id": None, "message_id": "<unpermitted@x>"})


def test_the_database_itself_refuses_a_letter_without_permission(ana: Member) -> None:
    with pytest.raises(IntegrityError, match="no_mail_without_permission"):
        _unpermitted(ana).save(force_insert=True)


def test_control_without_the_constraint_it_would_be_kept(ana: Member) -> None:
    """P8's control: the letter is refused by this constraint, and by nothing else."""
    with _without_the_constraint():
        _unpermitted(ana).save(force_insert=True)
        assert Message.objects.filter(to_member=None, permission=None).count() == 1


@contextmanager
def _without_the_constraint() -> Iterator[None]:
    rules = Message._meta.constraints
    [rule] = [rule for rule in rules if rule.name == "no_mail_without_permission"]
    Message._meta.constraints = [
        other for other in rules if other is not rule
    ]  # SQLite remakes the table from these
    with connection.schema_editor() as editor:
        editor.remove_constraint(Message, rule)
    try:
        yield
    finally:
        Message._meta.constraints = rules
        Message.objects.filter(to_member=None, permission=None).delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Message, rule)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dana",
        "dana@",
        "dana@x",
        "a b@millane.example.org",
        "d@millane.example.org\nbcc@x.org",
        "dänä@x.org",
    ],
)
def test_an_address_mail_cannot_reach_is_refused(ana: Member, address: str) -> None:
    with pytest.raises(AddressRefused):
        post(ana, to_address=address)
    with pytest.raises(AddressRefused):
        actions.queue(
            letter=letter(reply_to=address or "x", to_member=ana),
            sender=ana,
            permission=None,
            by=ana.actor,
            at=AT,
        )


def test_a_domain_in_another_script_travels_in_ascii(ana: Member) -> None:
    assert post(ana, to_address="dana@bücher.example.org").to_address == "dana@xn--bcher-kva.example.org"


@pytest.mark.parametrize(
    "part",
    [
        {"thread": "referral-x7"},
        {"thread": "<a@b>\r\nBcc: x"},
        {"thread": "<a=?utf-8?q?=0D=0A?=b@sentby.example.com>"},
        {"stop_url": "https://elsewhere.example.org/stop/"},
        {"stop_url": "http://localhost:8000/stop/>, <mailto:x@y"},
    ],
)
def test_a_thread_or_stop_link_that_is_none_is_refused(ana: Member, part: dict[str, str]) -> None:
    with pytest.raises(LetterMalformed):
        actions.queue(letter=letter(**part), sender=ana, permission=permission(), by=ana.actor, at=AT)


def test_what_breaks_lines_becomes_a_blank_and_what_cannot_be_stored_a_mark(ana: Member) -> None:
    message = post(ana, subject="Sam\r\nBcc: x\u2028y", to_name="Dana\x00\tL\ud800", text="a\x00b\ud800c\n")
    assert (message.subject, message.to_name, message.text) == ("Sam Bcc: x y", "Dana L", "a\ufffdb\ufffdc\n")


def test_every_step_is_in_the_trail_and_no_address_is(ana: Member) -> None:
    post(ana, subject_ref=("referral", "x7"))
    sweep()
    trail = AuditEntry.objects.filter(subject_kind="referral", subject_id="x7").order_by("pk")
    assert [entry.what for entry in trail] == ["mail.queued", "mail.sent"]
    for entry in AuditEntry.objects.all():
        assert "@" not in f"{entry.details}{entry.why}{entry.subject_id}"


def test_only_a_failed_or_doubtful_letter_is_tried_again(ana: Member) -> None:
    message = post(ana)
    with pytest.raises(actions.NotToBeRetried):
        actions.try_again(message=message, by=ana.actor, at=AT)
    sweep(may_send=lambda _: "Refused.")
    message.refresh_from_db()
    with pytest.raises(actions.NotToBeRetried):
        actions.try_again(message=message, by=ana.actor, at=AT)


def test_a_letter_whose_words_are_gone_is_not_tried_again(ana: Member) -> None:
    message = post(ana)
    Message.objects.filter(pk=message.pk).update(state="failed", text="", html="")
    message.refresh_from_db()
    assert not message.can_be_retried
    with pytest.raises(actions.NotToBeRetried):
        actions.try_again(message=message, by=ana.actor, at=AT)


def test_two_presses_at_once_try_it_once(ana: Member) -> None:
    message = post(ana)
    Message.objects.filter(pk=message.pk).update(state="failed", tries=5)
    first, second = (Message.objects.get(pk=message.pk) for _ in range(2))
    again = actions.try_again(message=first, by=ana.actor, at=AT + HOUR)
    assert (again.state, again.tries, again.message_id) == ("queued", 0, message.message_id)
    with pytest.raises(actions.NotToBeRetried):
        actions.try_again(message=second, by=ana.actor, at=AT + HOUR)


def test_what_waits_can_be_held_back(ana: Member) -> None:
    gone, waiting = post_many(ana, 2)
    Message.objects.filter(pk=waiting.pk).update(due_at=AT + HOUR)
    sweep()
    held = actions.withhold_waiting(
        chosen=Message.objects.filter(sender=ana), why="Refused.", by=SENTBY, at=AT
    )
    assert held == 1
    assert states_of([gone, waiting]) == ["sent", "withheld"]
    waiting.refresh_from_db()
    assert (waiting.text, waiting.html, waiting.trouble) == ("", "", "Refused.")


def test_ending_a_permission_twice_is_no_error(ana: Member) -> None:
    given = permission()
    for _ in range(2):
        actions.end_permission(permission=given, by=ana.actor, at=AT)
    assert AuditEntry.objects.filter(what="mail.permission_ended").count() == 1


def test_a_sign_in_code_goes_to_accounts_only_and_the_last_one_is_forgotten(ana: Member) -> None:
    assert (
        actions.queue_sign_in(to_address="x@y.example.org", to_member=None, subject="s", text="t", at=AT)
        is None
    )
    first = actions.queue_sign_in(to_address=ana.email, to_member=ana, subject="Code", text="1234", at=AT)
    assert first is not None
    sweep()
    first.refresh_from_db()
    assert first.text == "1234", "without a mail server it has to be read somewhere"
    actions.queue_sign_in(to_address=ana.email, to_member=ana, subject="Code", text="5678", at=AT)
    first.refresh_from_db()
    assert first.text == ""
    assert not Message.objects.visible_to(ana).exists()


def test_a_letters_words_come_in_two_forms() -> None:
    text, html = words("mail/plain", text="Dear Dana & Sam, see http://localhost:8000/x/")
    assert text == "Dear Dana & Sam, see http://localhost:8000/x/\n"
    assert "Dear Dana &amp; Sam" in html
    assert 'href="http://localhost:8000/x/"' in html
