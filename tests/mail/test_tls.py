"""The conversation over TLS and with a password: the certificate is checked, and nothing is said in the clear."""

import ssl
import subprocess
from pathlib import Path

import pytest
from pytest_django import Settings

from sentby.accounts.models import Member
from tests.mail.post import post, sweep
from tests.mail.sink import Sink

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore:Requiring AUTH")]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, and its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    key, pem = folder / "key.pem", folder / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_text(pem.read_text() + key.read_text())
    return pem


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_letter_leaves_secured_and_signed_in(
    certificate: Path, ana: Member, settings: Settings, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    post(ana)
    with Sink(tls=tls, context=_context(certificate), login=("desk", "p%40ss")) as sink:
        settings.MAIL_URL = sink.url
        sink.accepts("desk", "p@ss")
        assert sweep().sent == 1
    assert [caught.secured for caught in sink.caught] == [True]


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_an_unknown_certificate_is_refused_and_the_letter_waits(
    certificate: Path, ana: Member, settings: Settings, tls: str
) -> None:
    message = post(ana)
    with Sink(tls=tls, context=_context(certificate)) as sink:
        settings.MAIL_URL = sink.url
        assert sweep().server_away
    message.refresh_from_db()
    assert (message.state, message.tries) == ("queued", 0)
    assert message.trouble == "The mail server can't be used: the connection can't be made secure."
    assert sink.count == 0


def test_a_wrong_password_costs_no_try(ana: Member, settings: Settings) -> None:
    message = post(ana)
    with Sink(login=("desk", "right")) as sink:
        settings.MAIL_URL = sink.url.replace("right", "wrong")
        assert sweep().server_away
    message.refresh_from_db()
    assert message.state == "queued"
    assert "did not accept our name and password" in message.trouble
    assert "wrong" not in message.trouble


def test_a_server_without_tls_is_not_talked_to_when_tls_is_asked_for(ana: Member, settings: Settings) -> None:
    post(ana)
    with Sink() as sink:
        settings.MAIL_URL = sink.url.replace("tls=none", "tls=starttls")
        assert sweep().server_away
    assert sink.count == 0
