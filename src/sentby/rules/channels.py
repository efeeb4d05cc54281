"""Channels: e-mail addresses, telephone numbers and web addresses, as they are shown and as they are compared.

The canonical form is for comparing only, and is deliberately wide: a refusal must hold however the address is
spelt. Write to what is `shown`. Every refusal to read is a `ChannelError` whose sentence says what to do.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

LONGEST: Final = 2048
LONGEST_KEPT: Final = 320
LONGEST_NUMBER: Final = 64

_GMAIL: Final = frozenset({"gmail.com", "googlemail.com"})
_IDEOGRAPHIC_STOP: Final = "\u3002"
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+-]*):", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"<([^<>]*)>\s*$")
_AROUND_MARKS: Final = re.compile(r"\s*([@.])\s*")
# "960123 x12", "ext. 12", "доб. 12": what follows the number itself.
_EXTENSION: Final = re.compile(
    r"(?:;ext=|\bextn?\.?|\bext[eé]nsi[oó]n|доб\.?|\bint\.?|anexo|[x#~])\s*:?\.?\s*\d{1,9}#?$", re.IGNORECASE
)
# An O that was meant as a nought would be left out unseen. Words of three letters and more are dialled on the keys.
_STRAY_LETTER: Final = re.compile(r"\d[^\W\d_]{1,2}(?![^\W\d_])|(?<![^\W\d_])[^\W\d_]{1,2}\d")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z0-9]")
_PORTS: Final = {"http": 80, "https": 443}


class ChannelError(ValueError):
    """A text that is no channel; the sentence is meant for the person who typed it."""


class ChannelKind(StrEnum):
    """By what somebody is reached."""

    EMAIL = "email"
    PHONE = "phone"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach somebody: `shown` to read and to write to, `canonical` to compare by."""

    kind: ChannelKind
    shown: str
    canonical: str


def read_channel(text: str, *, region: str = "") -> Channel:
    """Read an address or a number as people type or paste it, and say which it is.

    `region` is the country, in two letters, of a telephone number without a country code; what is shown has one.
    ChannelError when it is none of the three.
    """
    typed = _clean(text)
    kind = _kind(typed)
    if kind is ChannelKind.EMAIL:
        return _kept(_read_email(typed))
    return _kept(_read_url(typed)) if kind is ChannelKind.URL else _read_phone(typed, region)


def calling_code(region: str) -> str:
    """What a number of this country, in two letters, begins with abroad: “+44”."""
    return f"+{phonenumbers.country_code_for_region(region)}"


def _kept(channel: Channel) -> Channel:
    """Refuse what has become longer than what is kept: one sign can stand for many letters."""
    if max(len(channel.shown), len(channel.canonical)) > LONGEST_KEPT:
        raise ChannelError(f"That is too long: {LONGEST_KEPT} characters are kept.")
    return channel


def same_person_key(text: str, *, region: str = "") -> str:
    """Return the one form that all spellings of an address or number share; refusals are kept by it.

    Letter case, display names, tags after a plus and Unicode look-alikes of the same letter make no
    difference, nor do the dots of Gmail. ChannelError as in `read_channel`.
    """
    return read_channel(text, region=region).canonical


def _clean(text: str) -> str:
    """Bring look-alike characters together, drop invisible ones, refuse control characters."""
    if len(text) > LONGEST:
        raise ChannelError(f"That is too long: write at most {LONGEST} characters.")
    if any(_is_control(letter) for letter in text.strip("\t\r\n ")):
        raise ChannelError("There is a character in it that cannot be seen. Type it again by hand.")
    plain = unicodedata.normalize("NFKC", text).replace(_IDEOGRAPHIC_STOP, ".")
    typed = "".join(letter for letter in plain if unicodedata.category(letter) != "Cf").strip()
    if not typed:
        raise ChannelError(
            "Nothing is written here. Give an e-mail address, a telephone number or a web address."
        )
    return typed


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs", "Co"}


def _kind(typed: str) -> ChannelKind:
    scheme = _SCHEME.match(typed)
    if scheme is not None:
        return _kind_of_scheme(scheme[1].lower())
    before_slash = typed.partition("/")[0]
    if "@" in before_slash:
        return ChannelKind.EMAIL
    has_name = any(letter.isalpha() for letter in before_slash) and "." in before_slash
    return ChannelKind.URL if has_name and " " not in before_slash else ChannelKind.PHONE


def _kind_of_scheme(scheme: str) -> ChannelKind:
    known = {
        "mailto": ChannelKind.EMAIL,
        "tel": ChannelKind.PHONE,
        "http": ChannelKind.URL,
        "https": ChannelKind.URL,
    }
    if scheme not in known:
        raise ChannelError(
            "A web address begins with https:// or http://. Leave out what stands before the colon."
        )
    return known[scheme]


def _read_email(typed: str) -> Channel:
    local, domain = _parts_of_email(_bare_email(typed))
    domain = _ascii_domain(domain)
    try:
        checked = validate_email(f"{local}@{domain}", check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ChannelError(f"This is no e-mail address. {error}") from None
    return Channel(ChannelKind.EMAIL, checked.normalized, _email_key(checked.local_part, domain))


def _bare_email(typed: str) -> str:
    """Take the address out of "Dana Cole <dana@example.com>" or "mailto:dana@example.com?subject=…"."""
    written = _COMMENT.sub("", typed).strip(" ,;")
    bracketed = _IN_BRACKETS.search(written)
    address = bracketed[1].strip() if bracketed else written
    if address.lower().startswith("mailto:"):
        address = _clean(unquote(address[len("mailto:") :].partition("?")[0]))
    return _AROUND_MARKS.sub(r"\1", address)


def _parts_of_email(address: str) -> tuple[str, str]:
    local, _, domain = address.rpartition("@")
    local, domain = local.strip('"'), domain.removesuffix(".")
    if not local:
        raise ChannelError("There is nothing before the @. Write the whole address, like dana@example.com.")
    if any(letter.isspace() for letter in address):
        raise ChannelError("There is a space inside the address. Leave it out.")
    if "@" in local:
        raise ChannelError("There are two @ in it. Write one address, like dana@example.com.")
    if "." not in domain:
        raise ChannelError("The part after the @ has no ending. Write it in full, like dana@example.com.")
    return local, domain


def _ascii_domain(domain: str) -> str:
    try:
        return idna.encode(domain.lower(), uts46=True).decode("ascii")
    except idna.IDNAError:
        raise ChannelError(
            f"“{domain[:60]}” is not a name on the internet. Look for a slip of the finger."
        ) from None


def _email_key(local: str, domain: str) -> str:
    name = local.casefold()
    # An address that begins with a plus has no other name than its tag.
    name = name.partition("+")[0] or name
    if domain in _GMAIL:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def _read_phone(typed: str, region: str) -> Channel:
    if len(typed) > LONGEST_NUMBER:
        raise ChannelError("That is too long for a telephone number.")
    if _STRAY_LETTER.search(_EXTENSION.sub("", typed)):
        raise ChannelError(
            "There is a letter among the figures of this number. Look for a slip of the finger."
        )
    try:
        number = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException as trouble:
        if trouble.error_type == trouble.INVALID_COUNTRY_CODE:
            raise ChannelError("Write the number with its country code, like +44 1632 960123.") from None
        raise ChannelError(
            "This is no e-mail address, telephone number or web address. "
            "Write it like dana@example.com, +44 1632 960123 or https://example.com."
        ) from None
    # Without its area code a number is possible, and rings nobody from elsewhere.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ChannelError(
            "This telephone number has too few or too many digits. Write it like +44 1632 960123."
        )
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    key = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # Behind one switchboard sit many people: the extension tells them apart.
    return Channel(ChannelKind.PHONE, shown, f"{key};ext={number.extension}" if number.extension else key)


def _read_url(typed: str) -> Channel:
    if "\\" in typed or any(letter.isspace() for letter in typed):
        raise ChannelError("There is a space or a backslash in the web address. Leave it out.")
    split, port = _split_url(typed if _SCHEME.match(typed) else f"https://{typed}")
    if split.username is not None or split.password is not None:
        raise ChannelError("There is a user name in the web address. Leave out what stands before the @.")
    host = _ascii_domain((split.hostname or "").removesuffix(".") or ".")
    if not _HOST.fullmatch(host):
        raise ChannelError("The web address has no ending. Write it in full, like https://example.com.")
    place = host if port in {None, _PORTS[split.scheme]} else f"{host}:{port}"
    rest = split.path.rstrip("/") + (f"?{split.query}" if split.query else "")
    shown = f"{split.scheme}://{place}{rest}" + (f"#{split.fragment}" if split.fragment else "")
    return Channel(ChannelKind.URL, shown, f"https://{place.removeprefix('www.')}{rest}")


def _split_url(address: str) -> tuple[SplitResult, int | None]:
    try:
        split = urlsplit(address)
        return split, split.port
    except ValueError:
        raise ChannelError("This web address cannot be read. Write it like https://example.com.") from None
