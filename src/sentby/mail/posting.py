"""From a letter to a row of the outbox: whatever will reach a header is checked here, once, when it is posted."""

import secrets
from typing import Any

from django.conf import settings

from sentby.core.ids import new_id
from sentby.mail.addresses import MESSAGE_ID, deliverable, one_line, storable
from sentby.mail.letters import Letter, html_of, mail_host


class LetterMalformed(ValueError):
    """The letter's thread or stop link cannot stand in a header."""


def columns_of(letter: Letter) -> dict[str, Any]:
    """The letter as columns: addresses checked, names and subject on one line, threads and links well-formed."""
    if letter.thread and not MESSAGE_ID.fullmatch(letter.thread):
        raise LetterMalformed("The thread is no Message-ID.")
    if letter.stop_url and not _is_ours(letter.stop_url):
        raise LetterMalformed("The stop link does not lead to this desk.")
    kind, subject_id = letter.subject_ref or ("", "")
    pk = new_id()
    return {
        "id": pk,
        "kind": letter.kind,
        "to_member": letter.to_member,
        "subject_kind": kind,
        "subject_id": subject_id,
        "to_name": one_line(letter.to_name)[:160],
        "to_address": deliverable(letter.to_address),
        "reply_to": deliverable(letter.reply_to) if letter.reply_to else "",
        "subject": one_line(letter.subject)[:300],
        "text": storable(letter.text),
        "html": storable(letter.html or html_of(letter.text)),
        "message_id": f"<{pk}.{secrets.token_hex(8)}@{mail_host()}>",
        "thread": letter.thread,
        "stop_url": letter.stop_url,
    }


def _is_ours(url: str) -> bool:
    plain = url.isascii() and url.isprintable() and not set(url) & set(' <>"\\,')
    return plain and url.startswith(f"{settings.SITE_URL}/")
