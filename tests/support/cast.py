"""The cast of every test, of the demo and of the documentation. Stan is the stranger who must always get 404."""

from datetime import UTC, datetime

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from sentby.accounts.models import Member

AT = datetime(2026, 5, 13, 9, 20, tzinfo=UTC)  # a Wednesday, 10:20 in London
PASSWORD = "correct horse battery staple"


def member(name: str, email: str, **fields: object) -> Member:
    """A member of the desk, with the password of the cast."""
    return Member.objects.create_user(email, PASSWORD, name=name, **({"joined_at": AT} | fields))


def make_ruth() -> Member:
    return member("Ruth Achter", "ruth@quayside.example.org", business="Quayside Printing", is_owner=True)


def make_ana() -> Member:
    return member(
        "Ana Reyes",
        "ana@reyes.example.com",
        business="Reyes Bookkeeping",
        headline="Bookkeeper for small firms",
        phone="+44 1632 960101",
    )


def make_sam() -> Member:
    return member(
        "Sam Okafor",
        "sam@okafor-roofing.example.com",
        business="Okafor Roofing",
        headline="Flat and slate roofs",
        phone="+44 1632 960102",
    )


def make_stan() -> Member:
    return member("Stanislav Stranger", "stan@elsewhere.example.org", business="Elsewhere Ltd")


def client_for(somebody: Member) -> Client:
    """A browser in which `somebody` is signed in: it has the cookie of a session such as signing in leaves behind."""
    return _browser_with(_session_of(somebody))


def proven_client_for(somebody: Member) -> Client:
    """The same, and they gave their password again just now, as settings ask for."""
    request = HttpRequest()
    request.session = _session_of(somebody)
    record_authentication(request, somebody, "password", reauthenticated=True)
    return _browser_with(request.session)


def _session_of(somebody: Member) -> SessionBase:
    """The session of somebody who signed in; it is not kept yet."""
    session = SessionStore()
    session[SESSION_KEY] = str(somebody.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = somebody.get_session_auth_hash()
    return session


def _browser_with(session: SessionBase) -> Client:
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client
