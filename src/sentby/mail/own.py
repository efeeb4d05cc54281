"""What a member sends from their own mailbox or telephone: composed here, opened there. Sentby never sees it leave."""

from dataclasses import dataclass
from urllib.parse import quote

from sentby.mail.addresses import one_line


@dataclass(frozen=True)
class TextMessage:
    """To somebody by their number. `number` is in the form that is dialled."""

    whose: str
    number: str
    words: str

    @property
    def sms(self) -> str:
        """RFC 5724: the address that opens it in the member's own telephone."""
        return f"sms:{self.number}?body={_encoded(self.words)}"


@dataclass(frozen=True)
class Own:
    """A letter to whoever has an address, and the text messages that go beside it or instead."""

    to: tuple[str, ...]
    subject: str
    text: str
    texts: tuple[TextMessage, ...] = ()

    @property
    def mailto(self) -> str:
        """RFC 6068: everything encoded, lines ended by CR LF. Nothing in it can add a recipient or a header."""
        to = ",".join(quote(address, safe="@") for address in self.to)
        return f"mailto:{to}?subject={quote(one_line(self.subject), safe='')}&body={_encoded(self.text)}"


def _encoded(text: str) -> str:
    return quote("\r\n".join(text.splitlines()), safe="")
