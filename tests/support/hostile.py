"""What somebody might type who means no good, or who only has an unusual name."""

from functools import cache

TAG = "x-hostile"  # an element or attribute of this name on a page means that something was not escaped
QUICK = (
    "",
    " ",
    f"<{TAG}>",
    f'"><{TAG}>',
    f"' {TAG}=1 \" {TAG}=1 ",
    f"</textarea><{TAG}>",
    f"</title></style></script><{TAG}>",
    f"<img src=x onerror={TAG}>",
    f"javascript:{TAG}",
    "{{ settings.SECRET_KEY }}{% debug %}",
    "%s%n%d{0}{name}",
    "'; DROP TABLE people_person; --",
    "' OR '1'='1",
    "\0",
    "a\0b",
    "\r\nBcc: x@example.org\r\n\r\nhello",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "x" * 20_000,
    "\U0001f469\u200d\U0001f4bc Zoë Ångström",
    "\u202etxet desrever",
    "\ud7ff\ufffe\uffff\u0085\u2028",
    "مرحبا",
    "ana@reyes.example.com",
    "+44 1632 960144",
    "2026-02-30",
    "0000-00-00T99:99",
)


# fmt: off
OPENED = ("", '"', "'", "`", '">', "'>", "-->", "]]>", "</option>", "</select>", "</textarea>", "&quot;>", "%22%3E")
TAGS = (
    f"<{TAG}>", f"<{TAG}/x=", f" {TAG}=1 ", f"<svg/onload={TAG}>", f"&lt;{TAG}&gt;", f"%3C{TAG}%3E", f"\\u003c{TAG}\\u003e",
)
NUMBERS = ("0", "00", "2147483648", "9223372036854775808", "1.5", "1,5", "0x10", "1_000", "١٢", "½", "∞", ".")
DATES = (
    "9999-12-31", "0001-01-01", "10000-01-01", "2026-13-01", "2026-00-10", "24:00", "23:60", "2026-05-13T25:00",
    "31/12/2026", "yesterday", "2026-W20", "13.5.2026", "May", "1747127000",
)
SPACES = (0xA0, 0xAD, 0x1680, 0x180E, *range(0x2000, 0x200F), 0x202F, 0x205F, 0x3000, 0xFEFF)
# fmt: on


@cache
def long() -> tuple[str, ...]:
    """Three hundred: every control character, every bracket in every quoting, odd numbers, dates and encodings."""
    breaks, headers = ("\n", "\r\n", "%0a", "\u2028"), ("Bcc", "To", "Subject", "From")
    texts = [
        *QUICK,
        *DATES,
        *(f"a{chr(code)}b" for code in (*range(1, 32), *range(127, 160))),
        *(before + tag for before in OPENED for tag in TAGS),
        *(sign + digits for sign in ("", "-", "+") for digits in NUMBERS),
        *(f"e{chr(0x300 + number) * 40}" for number in range(0, 60, 2)),
        *(f"{chr(code)}Ana{chr(code)}" for code in SPACES),
        *(f"{end}{header}: x@example.org" for end in breaks for header in headers),
        *(f"{lead}1+1|cmd" for lead in ("=", "+", "-", "@", "\t=", "\r=", "|", "%")),
    ]
    return tuple(dict.fromkeys(texts))
