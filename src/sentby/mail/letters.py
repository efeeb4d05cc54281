"""A letter before it is posted: what it says and to whom. Composing one sends nothing."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import Context
from django.template.loader import get_template

from sentby.accounts.models import Member


@dataclass(frozen=True)
class Letter:
    """One letter to one recipient. `to_member` is None for somebody without an account: then a permission is needed.

    `thread` is a Message-ID this letter belongs under (see `thread_of`). `stop_url` is the recipient's own stop page;
    it becomes the List-Unsubscribe header. `subject_ref` says what the letter is about, e.g. ("referral", id).
    """

    kind: str
    subject: str
    text: str
    to_name: str
    to_address: str
    html: str = ""
    to_member: Member | None = None
    reply_to: str = ""
    thread: str = ""
    stop_url: str = ""
    subject_ref: tuple[str, str] | None = None


def words(template: str, **context: Any) -> tuple[str, str]:
    """Text and HTML of `<template>.txt` and `<template>.html` (which extends `mail/letter.html`), in this order."""
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL} | context
    plain = get_template(f"{template}.txt").template  # type: ignore[attr-defined]
    text: str = plain.render(Context(known, autoescape=False))
    return text.strip() + "\n", get_template(f"{template}.html").render(known)


def html_of(text: str) -> str:
    """The HTML side of a letter that was written as text only."""
    return get_template("mail/plain.html").render({"text": text, "site_name": settings.SITE_NAME})


def thread_of(kind: str, pk: str) -> str:
    """The one Message-ID that every letter about the same thing stands under, so that mail programs group them."""
    return f"<{kind}.{pk}@{mail_host()}>"


def mail_host() -> str:
    """The name this desk writes under: the host of its address, or of its pages."""
    host = settings.MAIL_FROM.rpartition("@")[2] or urlsplit(settings.SITE_URL).hostname or "localhost"
    return host.encode("idna").decode() if not host.isascii() else host
