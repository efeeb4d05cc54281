"""How a letter leaves: by SMTP, or not at all, into the local outbox."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from time import monotonic
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from sentby.mail.envelope import wire
from sentby.mail.letters import mail_host
from sentby.mail.outcomes import PutOff, Refused, Unanswered, Unreachable

PORTS = {"none": 25, "starttls": 587, "ssl": 465}


class Transport(Protocol):
    via: str

    def deliver(self, letter: EmailMessage, *, to: str, before_data: Callable[[], None]) -> None:
        """Hand over one letter for one recipient, or raise an Outcome. Calls `before_data` when the words would start."""

    def close(self) -> None: ...


class Local:
    """No server is configured: the letter stays here, to be read in the outbox."""

    via = "local"

    def deliver(self, letter: EmailMessage, *, to: str, before_data: Callable[[], None]) -> None:
        before_data()

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Server:
    """What MAIL_URL says."""

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def at(cls, url: str) -> "Server":
        parts = urlsplit(url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        if parts.scheme != "smtp" or not parts.hostname or tls not in PORTS:
            raise ValueError(
                "MAIL_URL must look like smtp://user:password@host:587?tls=starttls (or ssl, or none)."
            )
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, parts.port or PORTS[tls], user, password, tls)


class Smtp:
    """One conversation after another with one server; the connection is kept between letters."""

    via = "smtp"

    def __init__(self, server: Server, *, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        self._talk: _Talk | None = None

    def deliver(self, letter: EmailMessage, *, to: str, before_data: Callable[[], None]) -> None:
        talk = self._ready()
        try:
            self._announce(talk, to)
            before_data()
            self._transmit(talk, wire(letter))
        except BaseException as ending:
            if not isinstance(ending, Refused):
                self.close()
            raise

    def check(self) -> None:
        """Connect, secure and sign in, then hang up; Unreachable says what went wrong."""
        self._ready()
        self.close()

    def close(self) -> None:
        talk, self._talk = self._talk, None
        if talk is not None:
            talk.close()

    def _ready(self) -> "_Talk":
        until = monotonic() + patience(self._timeout)
        if self._talk is not None and not self._talk.still_listens(until):
            self.close()
        if self._talk is None:
            self._talk = self._connect(until)
        return self._talk

    def _connect(self, until: float) -> "_Talk":
        server, kind = self._server, _TalkOverTls if self._server.tls == "ssl" else _Talk
        try:
            talk = kind(server.host, server.port, timeout=self._timeout, until=until)
            talk.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                talk.starttls(context=ssl.create_default_context())
            if server.user:
                talk.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as problem:
            raise Unreachable(f"The mail server can't be used: {_in_words(problem)}.") from problem
        return talk

    def _announce(self, talk: "_Talk", to: str) -> None:
        """Sender and recipient. Whatever fails here, nothing has left."""
        for command, what in [
            (f"MAIL FROM:<{settings.MAIL_FROM}>", "this desk as a sender"),
            (f"RCPT TO:<{to}>", "the recipient"),
        ]:
            _settle(_ask(talk, command), what)

    def _transmit(self, talk: "_Talk", words: bytes) -> None:
        _settle(_ask(talk, "DATA"), "the letter", wanted=3)
        try:
            talk.send(words)
        except (OSError, smtplib.SMTPException):
            raise PutOff("The mail server hung up before the letter's end.") from None
        try:
            talk.send(b".\r\n")
            code, _ = talk.getreply()
        except (OSError, smtplib.SMTPException):
            raise Unanswered("The mail server took the letter's words and did not answer.") from None
        _settle(code, "the letter")


def configured() -> Transport:
    """The way out that the settings name."""
    if not settings.MAIL_URL:
        return Local()
    return Smtp(Server.at(settings.MAIL_URL), timeout=settings.MAIL_TIMEOUT)


def patience(timeout: float) -> float:
    """How long one letter may take in all, in seconds, when a single answer may take `timeout`.

    Whatever another worker left in doubt waits for it, so that it counts twice in the minute of `states.take_back`.
    """
    return 1.25 * timeout


def _ask(talk: "_Talk", command: str) -> int:
    try:
        code, _ = talk.docmd(command)
    except (OSError, smtplib.SMTPException):
        raise PutOff("The mail server stopped answering before the letter began.") from None
    return code


def _settle(code: int, what: str, *, wanted: int = 2) -> None:
    if code // 100 == wanted:
        return
    if code // 100 == 5:
        raise Refused(f"The mail server refused {what} ({code}).")
    raise PutOff(f"The mail server would not take {what} just now ({code}).")


def _in_words(problem: Exception) -> str:
    if isinstance(problem, smtplib.SMTPAuthenticationError):
        return f"it did not accept our name and password ({problem.smtp_code})"
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"it answered {problem.smtp_code}"
    if isinstance(problem, ssl.SSLError):
        return "the connection can't be made secure"
    if isinstance(problem, ConnectionRefusedError):
        return "nobody answers at its address"
    return "it did not answer in time" if isinstance(problem, TimeoutError) else "the connection broke"


class _Talk(smtplib.SMTP):
    """An SMTP connection with one deadline for all of it, so that a server at one byte a second can't hold us."""

    def __init__(self, host: str, port: int, *, timeout: float, until: float, **more: Any) -> None:
        self._until = until
        self._each = timeout
        super().__init__(host, port, local_hostname=mail_host(), timeout=timeout, **more)
        if self.sock is not None:  # or the final dot waits 40 ms for an acknowledgement of the words
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Every address of the server is tried, all of them before the one deadline."""
        problem: OSError = ConnectionRefusedError()
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(address[0]), port), self._next_wait())
            except OSError as refusal:
                problem = refusal
        raise problem

    def still_listens(self, until: float) -> bool:
        """Start afresh on a kept connection, with a new deadline."""
        self._until = until
        try:
            return self.docmd("RSET")[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def hurry(self) -> None:
        wait = self._next_wait()
        if self.sock is not None:
            self.sock.settimeout(wait)

    def _next_wait(self) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        return min(self._each, left)

    def send(self, s: Any) -> None:
        self.hurry()
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None:
            self.file = _Lines(self)
        return super().getreply()


class _TalkOverTls(_Talk, smtplib.SMTP_SSL):
    """The same, secured from the first byte, with the certificate checked."""

    def __init__(self, host: str, port: int, *, timeout: float, until: float) -> None:
        checked = ssl.create_default_context()  # smtplib's own would take any certificate
        super().__init__(host, port, timeout=timeout, until=until, context=checked)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        reached = super()._get_socket(host, port, timeout)
        reached.settimeout(self._next_wait())
        return self.context.wrap_socket(reached, server_hostname=host)


class _Lines:
    """The server's lines, each byte awaited no longer than the deadline allows."""

    def __init__(self, talk: _Talk) -> None:
        self._talk = talk
        self._heard = b""

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._heard and len(self._heard) < limit:
            self._talk.hurry()
            more = self._talk.sock.recv(4096) if self._talk.sock else b""
            if not more:
                break
            self._heard += more
        end = min(self._heard.find(b"\n") + 1 or len(self._heard), limit)
        line, self._heard = self._heard[:end], self._heard[end:]
        return line

    def close(self) -> None:
        """The socket is closed by whoever opened it."""
