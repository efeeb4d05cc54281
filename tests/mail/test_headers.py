"""S7 in its quick form: 300 hostile texts for each field that reaches a header, at a real server."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser

import pytest
from hypothesis import strategies as st
from pytest_django import Settings

from sentby.mail.envelope import build
from sentby.mail.letters import thread_of
from tests.mail import hostile
from tests.mail.sink import Sink
from tests.support.cast import AT

QUICK = 300


@pytest.mark.parametrize("field", hostile.FIELDS, ids=lambda field: field.name)
def test_headers_and_recipients_arrive_exactly_as_meant(sink: Sink, field: hostile.Field) -> None:
    assert hostile.prove(field, sink, QUICK) > 0, "a field that refuses everything proves nothing"


def test_control_a_raw_builder_is_caught(sink: Sink) -> None:
    assert hostile.raw_builder_is_caught(sink)


def test_control_the_standard_librarys_folding_is_caught() -> None:
    """Why the headers are folded by us: a quoted comma in a long name makes one sender into two."""
    letter = EmailMessage()
    letter["From"] = f'"Reyes, Ana {"x" * 80}" <desk@sentby.example.com>'
    read = BytesHeaderParser(policy=policy.default).parsebytes(letter.as_bytes())
    assert len(read["From"].addresses) == 2


def _headers_of(**parts: str) -> EmailMessage:
    field = hostile.Field("any", st.just(""), lambda _: hostile.message(**parts))
    return build(field.write(""), at=AT)


def test_what_a_good_letter_carries(settings: Settings) -> None:
    settings.MAIL_FROM = "desk@sentby.example.com"
    url, thread = "http://localhost:8000/stop/s3cret/", thread_of("referral", "x7")
    read = _headers_of(stop_url=url, thread=thread, reply_to="ana@reyes.example.com")
    wire = read.as_bytes().decode()
    assert '"Ana Reyes via Sentby"\r\n <desk@sentby.example.com>' in wire
    assert f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in wire
    assert f"In-Reply-To: {thread}\r\nReferences: {thread}\r\n" in wire
    assert thread == "<referral.x7@sentby.example.com>"
    assert "Auto-Submitted: auto-generated\r\n" in wire
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_without_a_stop_page_nothing_promises_one() -> None:
    assert not [name for name in _headers_of() if name.startswith("List-")]
