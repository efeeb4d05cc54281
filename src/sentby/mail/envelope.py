"""The one message builder: from a row of the outbox to what goes over the wire.

Headers are encoded and folded here, not by the standard library: its folding loses quotes and decodes what only looks
like an encoded word, so a name could come out as somebody else's. What is said is kept; how it travels is ours.
"""

import re
import textwrap
from base64 import b64encode
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from django.conf import settings

from sentby.mail.addresses import one_line
from sentby.mail.models import Message

POLICY = SMTP.clone(cte_type="7bit")
WORD_BYTES = 45  # what fits, in base64, into one encoded word of 75 characters
LINE = 66
PLAIN = re.compile(r"[ -~]*")
UNQUOTED = re.compile(r"[ !#-\[\]-~]*")


class Said(str):
    """A header's value as it is meant, which knows the form it travels in."""

    name: str
    travels: str

    @classmethod
    def as_header(cls, name: str, said: str, travels: str) -> "Said":
        value = cls(said)
        value.name, value.travels = name, travels
        return value

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.travels}{policy.linesep}"


def build(message: Message, *, at: datetime | None = None) -> EmailMessage:
    """The message as it leaves, dated `at` (or when it was queued). Nothing in it can add a header or a recipient."""
    letter = EmailMessage(policy=POLICY)
    for header in _headers(message, at or message.queued_at):
        letter[header.name] = header
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    return letter


def wire(letter: EmailMessage) -> bytes:
    """The bytes of DATA without the final dot: every line ends in CRLF, and no line starts with a bare dot."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", letter.as_bytes(policy=POLICY))
    stuffed = re.sub(rb"(?m)^\.", b"..", lines)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def sender_name(message: Message) -> str:
    """“Ana Reyes via Sentby”, or the desk alone when nobody in particular writes."""
    name = one_line(message.sender.name) if message.sender else ""
    return f"{name} via {settings.SITE_NAME}" if name else settings.SITE_NAME


def _headers(message: Message, at: datetime) -> list[Said]:
    headers = [
        _mailbox("From", sender_name(message), settings.MAIL_FROM),
        _mailbox("To", message.to_name, message.to_address),
        _words("Subject", message.subject),
        _token("Date", format_datetime(at)),
        _token("Message-ID", message.message_id),
        _token("Auto-Submitted", "auto-generated"),
    ]
    if message.reply_to:
        headers.append(_mailbox("Reply-To", "", message.reply_to))
    if message.thread:
        headers += [_token("In-Reply-To", message.thread), _token("References", message.thread)]
    if message.stop_url:
        headers.append(_token("List-Unsubscribe", f"<{message.stop_url}>"))
        headers.append(_token("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return headers


def _token(name: str, value: str) -> Said:
    """A value that is ASCII without blanks or controls, made or checked by us when it was queued; checked once more."""
    if not PLAIN.fullmatch(value):
        raise ValueError(f"{name} holds a character that no header may hold")
    return Said.as_header(name, value, value)


def _words(name: str, value: str) -> Said:
    said = one_line(value)
    if PLAIN.fullmatch(said) and "=?" not in said:
        lines = textwrap.wrap(said, LINE, break_long_words=False, break_on_hyphens=False)
        return Said.as_header(name, said, "\r\n ".join(lines))
    return Said.as_header(name, said, _encoded(said))


def _mailbox(name: str, display: str, address: str) -> Said:
    _token(name, address)
    display = one_line(display)
    if not display:
        return Said.as_header(name, f"<{address}>", f"<{address}>")
    plain = UNQUOTED.fullmatch(display) and "=?" not in display
    phrase = f'"{display}"' if plain else _encoded(display)
    return Said.as_header(name, f"{display} <{address}>", f"{phrase}\r\n <{address}>")


def _encoded(text: str) -> str:
    """RFC 2047 words of whole characters, one a line; readers join them without a space."""
    chunks, size = [""], 0
    for character in text:
        size += len(character.encode())
        if size > WORD_BYTES:
            chunks.append("")
            size = len(character.encode())
        chunks[-1] += character
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk.encode()).decode()}?=" for chunk in chunks)
