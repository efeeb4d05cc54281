"""Names of businesses, and what an address says about where somebody works."""

from typing import Final

from sentby.rules.names import plain

# What the law makes a business write behind its name, and people leave out.
LEGAL_FORMS: Final = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "bvba",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "eg",
        "ek",
        "ev",
        "eurl",
        "gbr",
        "gesmbh",
        "gmbh",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "kgaa",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltda",
        "mbh",
        "nv",
        "ohg",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
        "pvt",
        "sa",
        "sarl",
        "sas",
        "sasu",
        "sccl",
        "scop",
        "sl",
        "slu",
        "snc",
        "spa",
        "spz",
        "srl",
        "srls",
        "sro",
        "ug",
        "vof",
        "zoo",
    ]
)
_MAIL_FOR_ALL: Final = frozenset(
    [
        "gmail",
        "googlemail",
        "outlook",
        "hotmail",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "me",
        "mac",
        "gmx",
        "web",
        "aol",
        "proton",
        "protonmail",
        "pm",
        "mail",
        "yandex",
        "qq",
        "163",
        "126",
        "orange",
        "free",
        "wanadoo",
        "laposte",
        "sfr",
        "libero",
        "virgilio",
        "tiscali",
        "t-online",
        "freenet",
        "comcast",
        "verizon",
        "att",
        "btinternet",
        "sky",
        "hey",
        "fastmail",
        "posteo",
        "mailbox",
        "zoho",
        "naver",
        "daum",
        "hanmail",
        "rediffmail",
        "uol",
        "bol",
        "terra",
        "seznam",
        "centrum",
        "wp",
        "onet",
        "interia",
        "o2",
        "bluewin",
        "telenet",
        "skynet",
        "ziggo",
        "xs4all",
        "kpnmail",
        "telia",
        "abv",
        "ukr",
        "rambler",
        "bk",
        "inbox",
        "list",
    ]
)
_FOR_SEVERAL: Final = frozenset(
    [
        "info",
        "office",
        "hello",
        "contact",
        "kontakt",
        "sales",
        "support",
        "admin",
        "mail",
        "post",
        "team",
        "service",
        "billing",
        "accounts",
        "accounting",
        "enquiries",
        "inquiries",
        "enquiry",
        "reception",
        "hr",
        "jobs",
        "career",
        "careers",
        "press",
        "media",
        "marketing",
        "family",
        "familie",
        "famille",
        "familia",
        "home",
        "help",
        "desk",
        "service",
        "services",
        "order",
        "orders",
        "shop",
        "store",
        "booking",
        "bookings",
        "buero",
        "bureau",
        "secretariat",
        "sekretariat",
        "studio",
        "hallo",
        "ventas",
        "contacto",
        "info1",
        "webmaster",
        "postmaster",
        "no-reply",
        "noreply",
    ]
)
_PROFILES: Final = (
    "linkedin.com/in/",
    "xing.com/profile/",
    "github.com/",
    "instagram.com/",
    "x.com/",
    "twitter.com/",
)


def business_key(name: str) -> str:
    """The name of a business as it is compared: without its legal form and its dots."""
    words = plain(name.replace(".", "").replace("&", " ")).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def same_business(one: str, other: str) -> bool:
    """Are both the name of one business? Nothing is the same as nothing."""
    return bool(one and other) and business_key(one) == business_key(other)


def house_of(address: str) -> str:
    """The domain of an e-mail address, if it belongs to a house and not to everybody; else nothing."""
    _, at, domain = address.rpartition("@")
    return domain if at and domain.split(".")[0] not in _MAIL_FOR_ALL else ""


def is_for_several(channel: str) -> bool:
    """May several people be reached by this as a matter of course: an office's number or box, a firm's web page?"""
    if channel.startswith("+"):
        return True
    if channel.startswith("http"):
        return not any(site in channel for site in _PROFILES)
    return channel.partition("@")[0].partition("+")[0] in _FOR_SEVERAL
