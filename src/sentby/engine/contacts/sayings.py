"""What each property of a card says, written into a draft of the contact."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from sentby.engine.contacts.days import birthday_of
from sentby.engine.contacts.shapes import Address, Way

Clean = Callable[[str], str]
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPE_OF_2_1: Final = re.compile(r"\\([;,:\\])")
_BACKSLASH, _DIVIDER = "\0", "\1"  # stand for what was escaped while a value is taken apart
_APPLE_LABEL: Final = re.compile(r"_\$!<(.*)>!\$_")
_SCHEME: Final = re.compile(r"(?:tel|mailto|sip|sms|skype|xmpp|aim|icq):", re.IGNORECASE)
_OMITTED_YEAR: Final = re.compile(r"OMIT-YEAR=(\d{4})", re.IGNORECASE)
_ADDRESS_AS_LABEL: Final = re.compile(r';\s*LABEL\s*=\s*("[^"]*"|[^;:]*)', re.IGNORECASE)
_LABELS: Final = (
    ("CELL", "Mobile"), ("IPHONE", "Mobile"), ("PAGER", "Pager"), ("FAX", "Fax"), ("WORK", "Work"), ("HOME", "Home"),
    ("MAIN", "Main"), ("OTHER", "Other"),
)  # fmt: skip
_CARETS: Final = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}
_APPLES_NO_YEAR: Final = "1604"


class Draft:
    """A contact, as far as its card has been read."""

    __slots__ = (
        "addresses", "birthday", "clean", "company", "doubts", "emails", "full_name", "groups", "kind", "labelled",
        "labels", "met", "more", "name_in_parts", "nickname", "notes", "phones", "photo", "role", "tags", "title", "uid", "urls",
    )  # fmt: skip

    def __init__(self, clean: Clean) -> None:
        self.clean = clean
        self.full_name = self.name_in_parts = self.nickname = self.company = self.title = self.role = ""
        self.birthday = self.uid = self.photo = self.kind = ""
        self.met: dict[str, str] = {}  # what only we write of it: the day, how, and the trade
        self.emails: dict[str, Way] = {}
        self.phones: dict[str, Way] = {}
        self.urls: dict[str, Way] = {}
        self.addresses: list[Address] = []
        self.labels: list[Address] = []
        self.notes: dict[str, None] = {}
        self.tags: dict[str, None] = {}
        self.more: list[tuple[str, str]] = []
        self.doubts: list[str] = []
        self.groups: dict[str, list[tuple[dict[str, Way], str]]] | None = None
        self.labelled: dict[str, str] = {}

    def way(self, ways: dict[str, Way], written: str, params: str, group: str) -> None:
        """One more way to reach them, if it is not there yet."""
        if written and written not in ways:
            ways[written] = Way(written, label_of(params) if params else "")
            if group:
                if self.groups is None:
                    self.groups = {}
                self.groups.setdefault(group, []).append((ways, written))

    def name_groups(self) -> None:
        """Give what stands in a group the label that the group has."""
        for group, members in (self.groups or {}).items():
            if label := self.labelled.get(group):
                for ways, written in members:
                    ways[written] = Way(written, label[:40])

    def all_addresses(self) -> tuple[Address, ...]:
        """Each address once; those written on a label count where there is no other."""
        return tuple(dict.fromkeys(self.addresses or self.labels)) if self.addresses or self.labels else ()

    def all_else(self, name: str) -> tuple[tuple[str, str], ...]:
        """What is known besides, in the order in which it was said."""
        return tuple(dict.fromkeys(one for one in self.more if one[1] and one != ("Nickname", name)))

    def parts(self, value: str) -> list[str]:
        """The parts of a structured value."""
        return [part and self.clean(part) for part in split(value, ";")]


def split(value: str, divider: str) -> list[str]:
    """The pieces of a value between dividers that are not escaped; the pieces stay escaped."""
    if "\\" not in value:
        return value.split(divider)
    bare = value.replace(_BACKSLASH, "").replace(_DIVIDER, "")
    kept = bare.replace("\\\\", _BACKSLASH).replace("\\" + divider, _DIVIDER)
    return [
        piece.replace(_DIVIDER, "\\" + divider).replace(_BACKSLASH, "\\\\") for piece in kept.split(divider)
    ]


def clean_of(text: str) -> Clean:
    """How the values of this card are cleaned: most cards hold nothing that must be."""
    if "\\" not in text and text.replace("\n", "").isprintable():
        return str.strip
    return _clean_2_1 if "VERSION:2" in text else _clean


@lru_cache(maxsize=1024)
def label_of(params: str) -> str:
    """What the parameters of a number or an address call it."""
    shout = params.upper()
    return next((label for mark, label in _LABELS if mark in shout), "")


# ---- what a value is, cleaned ----


def _clean(value: str) -> str:
    return _printable(_ESCAPE.sub(_unescaped, value) if "\\" in value else value)


def _clean_2_1(value: str) -> str:
    return _printable(_ESCAPE_OF_2_1.sub(r"\1", value) if "\\" in value else value)


def _printable(value: str) -> str:
    if value.isprintable():
        return value.strip()
    return "".join(letter for letter in value if letter.isprintable() or letter in "\n\t\u200c\u200d").strip()


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in {"n", "N"} else found[1]


def _line(draft: Draft, value: str) -> str:
    written = draft.clean(value)
    return " ".join(written.split()) if "\n" in written else written


# ---- what each property says ----


def _full_name(draft: Draft, value: str, params: str, group: str) -> None:
    draft.full_name = draft.full_name or _line(draft, value)


def _name(draft: Draft, value: str, params: str, group: str) -> None:
    if not draft.full_name:  # where the whole name is written out, its parts are not needed
        family, given, more, before, after = (*draft.parts(value), "", "", "", "", "")[:5]
        draft.name_in_parts = " ".join(part for part in (before, given, more, family, after) if part)


def _nickname(draft: Draft, value: str, params: str, group: str) -> None:
    draft.nickname = draft.nickname or _line(draft, value)
    draft.more.append(("Nickname", _line(draft, value)))


def _organisation(draft: Draft, value: str, params: str, group: str) -> None:
    units = [unit for unit in draft.parts(value) if unit] if ";" in value else [_line(draft, value)]
    if units and not draft.company:
        draft.company = units[0]
        if len(units) > 1:
            draft.more.append(("Department", ", ".join(units[1:])))


def _title(draft: Draft, value: str, params: str, group: str) -> None:
    draft.title = draft.title or _line(draft, value)


def _role(draft: Draft, value: str, params: str, group: str) -> None:
    draft.role = draft.role or _line(draft, value)


def _email(draft: Draft, value: str, params: str, group: str) -> None:
    written = _line(draft, value)
    draft.way(draft.emails, _SCHEME.sub("", written) if ":" in written else written, params, group)


def _phone(draft: Draft, value: str, params: str, group: str) -> None:
    written = _line(draft, value)
    if ":" in written:
        written = _SCHEME.sub("", written).replace(";ext=", " ext. ").partition(";")[0]
    draft.way(draft.phones, written, params, group)


def _url(draft: Draft, value: str, params: str, group: str) -> None:
    draft.way(draft.urls, _line(draft, value), params, group)


def _profile(draft: Draft, value: str, params: str, group: str) -> None:
    written = _line(draft, value)
    if written.lower().startswith(("http://", "https://")):
        draft.way(draft.urls, written, params, group)


def _address(draft: Draft, value: str, params: str, group: str) -> None:
    parts = draft.parts(value)
    box, extra, street, place, region, code, country = parts if len(parts) == 7 else (*parts, *[""] * 7)[:7]
    if box or extra:
        street = ", ".join(part for part in (box, extra, street) if part)
    if street or place or region or code or country:
        draft.addresses.append(Address(street, place, region, code, country, label_of(params)))
    elif params and (found := _ADDRESS_AS_LABEL.search(params)):
        written = re.sub(r"\^[nN'^]", lambda mark: _CARETS[mark[0]], found[1].strip('"'))
        _label(draft, written, params, group)


def _label(draft: Draft, value: str, params: str, group: str) -> None:
    written = ", ".join(line.strip() for line in draft.clean(value.replace("\\n", "\n")).split("\n") if line)
    if written:
        draft.labels.append(Address(street=written, label=label_of(params)))


def _birthday(draft: Draft, value: str, params: str, group: str) -> None:
    nameless = _OMITTED_YEAR.search(params) if params else None
    written = draft.clean(value)
    draft.birthday = draft.birthday or birthday_of(
        written, no_year=nameless[1] if nameless else _APPLES_NO_YEAR
    )
    if not draft.birthday:
        draft.more.append(("Birthday", written))


def _note(draft: Draft, value: str, params: str, group: str) -> None:
    if written := draft.clean(value):
        draft.notes[written] = None


def _tags(draft: Draft, value: str, params: str, group: str) -> None:
    draft.tags |= dict.fromkeys(tag for item in split(value, ",") if (tag := _line(draft, item)))


def _uid(draft: Draft, value: str, params: str, group: str) -> None:
    draft.uid = draft.uid or value.strip()[:200]


def _photo(draft: Draft, value: str, params: str, group: str) -> None:
    """Only a picture that stands in the card itself; one on the internet is never fetched."""
    code = "".join((value.partition("base64,")[2] if value.startswith("data:") else value).split())
    if len(code) > 100 and ":" not in code[:12] and not draft.photo:
        draft.photo = code


def _kind(draft: Draft, value: str, params: str, group: str) -> None:
    said = value.strip().lower()
    draft.kind = {"group": "group", "org": "org", "organization": "org", "company": "org"}.get(
        said, draft.kind
    )


def _label_of_group(draft: Draft, value: str, params: str, group: str) -> None:
    builtin = _APPLE_LABEL.search(value[:100])
    draft.labelled[group] = builtin[1] if builtin else _line(draft, value)


def _of_our_own(name: str) -> "Saying":
    def say(draft: Draft, value: str, params: str, group: str) -> None:
        draft.met.setdefault(name, draft.clean(value))

    return say


def _anniversary(draft: Draft, value: str, params: str, group: str) -> None:
    draft.more.append(("Anniversary", birthday_of(value) or _line(draft, value)))


def _also(label: str) -> "Saying":
    def say(draft: Draft, value: str, params: str, group: str) -> None:
        written = _line(draft, value)
        if not written.lower().startswith("urn:"):
            draft.more.append((label, _SCHEME.sub("", written)))

    return say


Saying = Callable[[Draft, str, str, str], None]
SAYINGS: Final[dict[str, Saying]] = {
    "FN": _full_name, "N": _name, "NICKNAME": _nickname, "ORG": _organisation, "TITLE": _title, "ROLE": _role,
    "EMAIL": _email, "TEL": _phone, "URL": _url, "X-SOCIALPROFILE": _profile, "SOCIALPROFILE": _profile,
    "ADR": _address, "LABEL": _label, "BDAY": _birthday, "NOTE": _note, "CATEGORIES": _tags, "UID": _uid,
    "PHOTO": _photo, "KIND": _kind, "X-ADDRESSBOOKSERVER-KIND": _kind, "X-ABSHOWAS": _kind,
    "X-ABLABEL": _label_of_group,
    "X-SENTBY-MET-ON": _of_our_own("on"), "X-SENTBY-HOW-MET": _of_our_own("how"), "X-SENTBY-TRADE": _of_our_own("trade"),
    **dict.fromkeys(
        ("ANNIVERSARY", "X-ANNIVERSARY", "X-MS-ANNIVERSARY", "X-EVOLUTION-ANNIVERSARY"), _anniversary
    ),
    **dict.fromkeys(("X-SKYPE", "X-SKYPE-USERNAME", "X-MS-SKYPE"), _also("Skype")),
    **dict.fromkeys(("X-SPOUSE", "X-MS-SPOUSE", "X-EVOLUTION-SPOUSE"), _also("Spouse")),
    **dict.fromkeys(("X-ASSISTANT", "X-MS-ASSISTANT", "X-EVOLUTION-ASSISTANT"), _also("Assistant")),
    **dict.fromkeys(("X-MANAGER", "X-MS-MANAGER", "X-EVOLUTION-MANAGER"), _also("Manager")),
    **dict.fromkeys(("IMPP", "X-JABBER", "X-AIM", "X-ICQ", "X-GOOGLE-TALK"), _also("Messages")),
    **dict.fromkeys(("RELATED", "X-ABRELATEDNAMES"), _also("Related")),
    "HOBBY": _also("Hobby"), "INTEREST": _also("Interest"), "EXPERTISE": _also("Expertise"),
}  # fmt: skip
