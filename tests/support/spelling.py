"""One address or number, spelt as people, programs and mail headers spell it, in as many ways as somebody asks for."""

from random import Random

UNSEEN = "\u200b\u200c\u200d\u2060\u00ad\ufeff"
NAMES = ("Dana", "Dana Lindqvist", '"Lindqvist, Dana"', '"D. Lindqvist (office)"', "Дана", "達娜")
TAGS = ("", "", "", "+roof", "+a+b", "+2026", "+ROOF.x-1_y")
DASHES = ("", "", "", " ", "-", " - ", ".", "\u00a0", "\u2011")
LEADS = ("0", "0", "+44", "+44 ", "0044 ", "+44 (0)", "tel:+44", "(+44) ", "+44-")


def respelt(address: str, chance: Random) -> str:
    """The same mailbox."""
    local, _, domain = address.rpartition("@")
    if domain == "gmail.com":
        local = ".".join(_cut(local.replace(".", ""), chance))
        domain = chance.choice(("gmail.com", "googlemail.com"))
    sides = _dressed(local + chance.choice(TAGS), chance), _dressed(domain, chance)
    seen = chance.choice(("@", "@", "＠", " @ ")).join(sides)
    return _wrapped(_strewn(seen, chance), chance)


def renumbered(digits: str, chance: Random) -> str:
    """The same British number; `digits` are those after the nought."""
    lead = chance.choice(LEADS)
    number = lead + digits[:4] + "".join(chance.choice(DASHES) + digit for digit in digits[4:])
    if lead == "0" and chance.random() < 0.3:
        number = f"(0{digits[:4]}) {digits[4:]}"
    if chance.random() < 0.3:
        number = "".join(_wide(sign) if sign.isdigit() else sign for sign in number)
    return f"{_blanks(chance)}{_strewn(number, chance)}{_blanks(chance)}"


def _cut(word: str, chance: Random) -> list[str]:
    place = chance.randrange(1, len(word))
    return chance.choice(([word], [word[:place], word[place:]], list(word)))


def _dressed(text: str, chance: Random) -> str:
    """Large letters, small letters, and letters that look the same."""
    text = chance.choice((text, text, text.upper(), text.title(), text.swapcase()))
    share = chance.choice((0, 0, 0.2, 1))
    return "".join(_wide(sign) if chance.random() < share else sign for sign in text)


def _wide(sign: str) -> str:
    return chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign


def _strewn(text: str, chance: Random) -> str:
    """With signs in it that nobody sees."""
    for _ in range(chance.choice((0, 0, 0, 1, 3))):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(UNSEEN) + text[place:]
    return text


def _wrapped(address: str, chance: Random) -> str:
    """As it stands in a letter's head, in a link, or in a list."""
    name = chance.choice(NAMES)
    forms = (
        address,
        address,
        f"<{address}>",
        f"{name} <{address}>",
        f"{address} (Dana)",
        f"mailto:{address}",
    )
    said = chance.choice((*forms, f"MailTo:{address}?subject=Roof"))
    end = chance.choice(("", "", ".", ",", ";")) if said == address else ""
    return f"{_blanks(chance)}{said}{end}{_blanks(chance)}"


def _blanks(chance: Random) -> str:
    return chance.choice(("", "", " ", "  ", "\t", "\n"))
