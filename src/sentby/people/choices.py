"""What there is to choose from where a file of contacts is brought in."""

from typing import Final

FIELDS: Final = (
    ("", "Leave it out"), ("name", "Name"), ("first", "First name"), ("middle", "Middle name"), ("last", "Last name"),
    ("prefix", "Before the name"), ("suffix", "After the name"), ("nickname", "Nickname"), ("company", "Company"),
    ("department", "Department"), ("title", "What they do"), ("trade", "Trade of the company"), ("email", "E-mail"),
    ("phone", "Phone"), ("url", "Web page"), ("address", "Address"), ("street", "Street"), ("code", "Postal code"),
    ("place", "Place"), ("region", "Region"), ("country", "Country"), ("birthday", "Birthday"), ("tag", "Tags"),
    ("met_on", "When you met"), ("how_met", "How you met"), ("note", "Notes"), ("also", "Into the notes"),
)  # fmt: skip
FORMATS: Final = {
    "vcard": "vCard", "linkedin": "LinkedIn", "google": "Google Contacts", "outlook": "Outlook", "csv": "CSV",
    "excel": "Excel or LibreOffice",
}  # fmt: skip
WOULD: Final = {
    "new": "New", "changed": "Adds something", "same": "There already", "duplicate": "Perhaps twice",
    "unreadable": "Can’t be read",
}  # fmt: skip
DID: Final = WOULD | {
    "changed": "Added something",
    "same": "Was there already",
    "unreadable": "Could not be read",
}
