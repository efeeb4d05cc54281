"""Which addresses Sentby writes to."""

import re

from email_validator import EmailNotValidError, validate_email

# Without the question mark that RFC 5322 allows: `=?…?=` inside would be read as an encoded word.
MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=^_`{|}~.-]{1,120}@[A-Za-z0-9.-]{1,75}>")
# Blanks, controls, line and paragraph ends, marks that turn the direction of writing, halves of characters.
CONTROLS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


class AddressRefused(ValueError):
    """That is no address mail can be sent to."""


def deliverable(text: str) -> str:
    """The address in the form it travels in, its domain in ASCII; AddressRefused says what is wrong with it."""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as problem:
        raise AddressRefused(f"Mail can't be sent to this address. {problem}") from None
    return found.ascii_email or found.normalized


def one_line(text: str) -> str:
    """`text` fit for a header: whatever could break a line becomes one space."""
    return CONTROLS.sub(" ", text).strip()


def storable(text: str) -> str:
    """`text` without what no database and no mail can hold: NUL, and halves of characters."""
    return UNSTORABLE.sub("\ufffd", text)
