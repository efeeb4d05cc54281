"""A real SMTP server that keeps what it is given, and misbehaves on demand."""

import asyncio
import random
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

MODES = {
    "accept", "rcpt-4xx", "rcpt-5xx", "data-4xx", "data-5xx", "hang-at-mail", "hang-after-data", "drop-after-dot",
    "drop-at-data", "trickle",
}  # fmt: skip

GRACE = 0.1  # seconds that a broken connection is still read


@dataclass(frozen=True)
class Caught:
    """One SMTP transaction as it arrived: who said it was, for whom, and every byte."""

    mail_from: str
    recipients: list[str]
    raw: bytes
    secured: bool = False


class Sink:
    """`with Sink() as sink:` listens on a free port; `sink.url` is its MAIL_URL and `sink.caught` what arrived."""

    def __init__(
        self,
        *,
        tls: str = "none",
        context: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.mode = "accept"
        self.caught: list[Caught] = []
        self.pause: tuple[float, float] = (0, 0)  # seconds, from and to, before each answer
        self.pause_after_dot: tuple[float, float] = (0, 0)  # the same, once it has kept a message
        self.on_recipient: Callable[[], None] = lambda: None
        self.port = free_port()
        self._tls = tls
        self._login = login
        options: dict[str, Any] = {"ready_timeout": 10.0, "enable_SMTPUTF8": False}
        if tls == "starttls":
            options |= {"tls_context": context}
        if tls == "ssl":
            options |= {"ssl_context": context}
        if login:
            options |= {
                "authenticator": self._admit,
                "auth_required": True,
                "auth_require_tls": tls == "starttls",
            }
        self._controller = _Listener(self, hostname="127.0.0.1", port=self.port, **options)
        self._lock = threading.Lock()

    def __enter__(self) -> "Sink":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        who = f"{self._login[0]}:{self._login[1]}@" if self._login else ""
        host = "localhost" if self._tls != "none" else "127.0.0.1"
        return f"smtp://{who}{host}:{self.port}?tls={self._tls}"

    @property
    def count(self) -> int:
        return len(self.caught)

    def accepts(self, user: str, password: str) -> None:
        """The name and password that are let in, when they are not as they stand in the URL."""
        self._login = user, password

    def keep(self, envelope: Envelope, *, secured: bool) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        with self._lock:
            self.caught.append(Caught(envelope.mail_from or "", list(envelope.rcpt_tos), content, secured))

    def _admit(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        right = self._login and (given.login.decode(), given.password.decode()) == self._login
        return AuthResult(success=bool(right), handled=False)


class _Listener(Controller):
    def __init__(self, sink: Sink, **options: Any) -> None:
        self.sink = sink
        super().__init__(_Handler(sink), **options)

    def factory(self) -> SMTP:
        return _Server(self.sink, self.handler, **self.SMTP_kwargs)


class _Server(SMTP):
    """aiosmtpd, which answers at one byte a tenth of a second, or not at all, when the sink's mode says so."""

    def __init__(self, sink: Sink, handler: Any, **options: Any) -> None:
        self.sink = sink
        super().__init__(handler, **options)

    def eof_received(self) -> bool | None:
        """What has arrived is read to its end: a server answers for the final dot, even to a client that has died."""
        if self.session is None or self.session.ssl is not None:
            return super().eof_received()
        self.loop.call_later(GRACE, self._forget)
        return True

    def _forget(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.loop.call_later(GRACE, super().connection_lost, error)

    async def push(self, status: Any) -> None:
        await asyncio.sleep(random.uniform(*self.sink.pause))
        if self.sink.mode != "trickle":
            await super().push(status)
            return
        text = status if isinstance(status, bytes) else str(status).encode()
        for byte in text + b"\r\n":
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(0.1)

    async def smtp_MAIL(self, arg: str) -> None:
        if self.sink.mode == "hang-at-mail":
            await asyncio.sleep(3600)
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if self.sink.mode == "drop-at-data":
            hang_up(self)
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sink.on_recipient()
        if self.sink.mode == "rcpt-4xx":
            return "451 4.7.1 Come back later"
        if self.sink.mode == "rcpt-5xx":
            return f"550 5.1.1 No such person {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mode = self.sink.mode
        if mode == "data-4xx":
            return "452 4.3.1 No room"
        if mode == "data-5xx":
            return "554 5.6.0 Not this"
        over_tls = session.ssl is not None or bool(
            server.transport and server.transport.get_extra_info("ssl_object")
        )
        self.sink.keep(envelope, secured=over_tls)
        await asyncio.sleep(random.uniform(*self.sink.pause_after_dot))
        if mode == "hang-after-data":
            await asyncio.sleep(3600)
        if mode == "drop-after-dot":
            hang_up(server)
        return "250 2.0.0 Taken"


def hang_up(server: SMTP) -> None:
    """Break the connection without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
