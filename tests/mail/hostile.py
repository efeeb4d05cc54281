"""S7: whatever is typed into a name, a subject or an address, a server receives exactly the headers that were meant."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from typing import Any

import hypothesis
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import strategies as st

from sentby.accounts.models import Member
from sentby.mail.addresses import MESSAGE_ID, AddressRefused, deliverable, one_line
from sentby.mail.envelope import build
from sentby.mail.letters import Letter
from sentby.mail.models import Message
from sentby.mail.posting import LetterMalformed, columns_of
from sentby.mail.transports import Server, Smtp
from tests.mail.sink import Caught, Sink
from tests.support.cast import AT

PIECES = [
    "\r\nBcc: victim@elsewhere.example.org", "\nBcc: victim@elsewhere.example.org", "\rX-Evil: 1", "\r\n\r\n<p>body", "\r\n.\r\n",
    "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\ud800", "\u202e", "\ufeff", "\xa0", "\t", "é", "ß", "字", "🙂", "a\u0301",
    "=?utf-8?q?=0D=0ABcc:_victim@elsewhere.example.org?=", "=?utf-8?b?DQpCY2M6IHg=?=", "=?", "?=", '"', "\\", "<", ">", ",", ";", ":",
    "@", "(", ")", "[", "]", "victim@elsewhere.example.org", "<victim@elsewhere.example.org>", "%0d%0aBcc:", " ", "  ", ".", "..",
    "x" * 90, "long words " * 9, "é" * 60, "RCPT TO:<victim@elsewhere.example.org>", "dana@millane.example.org", "http://localhost:8000/",
]  # fmt: skip
ANYTHING = st.lists(
    st.sampled_from(PIECES) | st.text(max_size=12) | st.characters(codec=None).map(str),
    min_size=1,
    max_size=7,
).map("".join)
RAW_SUBJECT = "Hello\r\nBcc: victim@elsewhere.example.org"


@dataclass(frozen=True)
class Field:
    """One field that reaches a header: how to put a text into it, and what texts to try."""

    name: str
    texts: st.SearchStrategy[str]
    write: Callable[[str], Message]


def message(*, sender: str = "Ana Reyes", **parts: str) -> Message:
    usual = {
        "kind": "tell",
        "subject": "Sam will call you",
        "text": "Dear Dana\n",
        "to_name": "Dana Lindqvist",
        "to_address": "dana@millane.example.org",
        "html": "<p>Dear Dana</p>",
    }
    columns = columns_of(Letter(**(usual | parts)))  # type: ignore[arg-type]
    return Message(**columns, sender=Member(name=sender, email="ana@reyes.example.com"), queued_at=AT)


def _around(front: str, back: str) -> st.SearchStrategy[str]:
    return ANYTHING | ANYTHING.map(lambda text: f"{front}{text}{back}")


FIELDS = [
    Field("sender", ANYTHING, lambda text: message(sender=text)),
    Field("to_name", ANYTHING, lambda text: message(to_name=text)),
    Field("subject", ANYTHING, lambda text: message(subject=text)),
    Field("text", ANYTHING, lambda text: message(text=text)),
    Field("to_address", _around("dana", "@millane.example.org"), lambda text: message(to_address=text)),
    Field("reply_to", _around("ana@reyes.example", ".com"), lambda text: message(reply_to=text)),
    Field("thread", _around("<a", "@sentby.example.com>"), lambda text: message(thread=text)),
    Field("stop_url", _around("http://localhost:8000/stop/", "/"), lambda text: message(stop_url=text)),
]


def written(field: Field, text: str) -> Message | None:
    """The message with `text` in this field, or None when it is refused at posting, which is a good end."""
    try:
        return field.write(text)
    except (AddressRefused, LetterMalformed):
        return None


def wire_of(message: Message) -> bytes:
    return build(message, at=AT).as_bytes()


def as_meant(message: Message, caught: Caught) -> None:
    """Exactly the headers that were meant, each once, saying exactly what was meant, to one recipient."""
    assert caught.recipients == [message.to_address]
    assert deliverable(message.to_address) == message.to_address
    assert caught.mail_from == settings.MAIL_FROM
    found = list(headers_of(caught.raw))
    assert [name for name, _ in found] == list(_expected(message))
    for name, value in found:
        assert value.isascii() and value.isprintable(), name
    read = BytesHeaderParser(policy=policy.default).parsebytes(caught.raw)
    assert str(read["Subject"]) == one_line(message.subject)
    sender = message.sender.name if message.sender else ""
    given = one_line(sender)
    _is_mailbox(
        read,
        found,
        "From",
        f"{given} via {settings.SITE_NAME}" if given else settings.SITE_NAME,
        settings.MAIL_FROM,
    )
    _is_mailbox(read, found, "To", one_line(message.to_name), message.to_address)
    if message.reply_to:
        _is_mailbox(read, found, "Reply-To", "", message.reply_to)
    if message.thread:
        assert MESSAGE_ID.fullmatch(message.thread)
        assert read["In-Reply-To"] == read["References"] == message.thread


def _expected(message: Message) -> Iterator[str]:
    yield from ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")
    if message.reply_to:
        yield "Reply-To"
    if message.thread:
        yield from ("In-Reply-To", "References")
    if message.stop_url:
        yield from ("List-Unsubscribe", "List-Unsubscribe-Post")
    yield from ("MIME-Version", "Content-Type")


def headers_of(raw: bytes) -> Iterator[tuple[str, str]]:
    """Names and unfolded values, read by hand: a library's leniency must not decide this."""
    block = raw.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw), "a bare CR or LF anywhere is how one mail becomes two"
    for line in re.sub(rb"\r\n[ \t]", b" ", block).split(b"\r\n"):
        name, colon, value = line.partition(b":")
        assert colon, line
        yield name.decode("ascii"), value.strip().decode("ascii")


def _is_mailbox(read: Any, found: list[tuple[str, str]], header: str, display: str, address: str) -> None:
    """One mailbox with this name and this address, by two readers: the modern parser and the plain decoder."""
    [mailbox] = read[header].addresses
    assert mailbox.addr_spec == address
    # Python 3.11's parser keeps the blank between two encoded words of a name, which RFC 2047 says is none.
    assert mailbox.display_name.replace(" ", "") == display.replace(" ", "")
    value = dict(found)[header]
    phrase, _, rest = value.rpartition("<")
    assert rest == f"{address}>"
    phrase = phrase.strip()
    said = (
        phrase[1:-1] if phrase.startswith('"') else str(make_header(decode_header(phrase))) if phrase else ""
    )
    assert said == display


def raw_build(message: Message) -> bytes:
    """The control: headers glued together as they were typed."""
    head = f"From: Ana <desk@sentby.example.com>\r\nTo: {message.to_name} <{message.to_address}>\r\nSubject: {message.subject}\r\n"
    return (head + "\r\nDear Dana\r\n").encode("utf-8", "replace")


def prove(field: Field, sink: Sink, texts: int) -> int:
    """Send up to `texts` hostile texts in this field and look at each as it arrived. Says how many were sent."""
    carrier, before = Smtp(Server.at(sink.url), timeout=5), sink.count

    @hypothesis.settings(
        max_examples=texts,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(field.texts)
    def one(text: str) -> None:
        message = written(field, text)
        if message is not None:
            carrier.deliver(build(message, at=AT), to=message.to_address, before_data=lambda: None)
            as_meant(message, sink.caught[-1])

    one()
    carrier.close()
    return sink.count - before


def raw_builder_is_caught(sink: Sink) -> bool:
    """The control: whether a mail whose headers were glued together is told from one that was meant."""
    glued = Message(
        to_name="Dana", to_address="dana@millane.example.org", subject=RAW_SUBJECT, sender=Member(name="Ana")
    )
    carrier = Smtp(Server.at(sink.url), timeout=5)
    carrier.deliver(_Raw(raw_build(glued)), to=glued.to_address, before_data=lambda: None)
    carrier.close()
    try:
        as_meant(glued, sink.caught[-1])
    except AssertionError:
        return "Bcc" in dict(headers_of(sink.caught[-1].raw))
    return False


class _Raw(EmailMessage):
    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def as_bytes(self, unixfrom: bool = False, policy: object = None) -> bytes:
        return self._content
