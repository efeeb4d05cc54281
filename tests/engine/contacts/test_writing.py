"""What is written is read back as it was; lines are folded as the formats ask; no cell is a formula."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sentby.engine.contacts import Address, Contact, Way, card, look, read, table
from sentby.engine.contacts.writing import FORMULA, Version

quick = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
LETTERS = st.characters(categories=["L", "N"], exclude_characters="")
WORD = st.text(LETTERS, min_size=1, max_size=12).filter(str.isprintable)
LINE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
SIGNS = (
    st.text(st.sampled_from("abcé ;,:\\n\"'=+-@\n漢"), min_size=1, max_size=90).map(str.strip).filter(bool)
)
LABEL = st.sampled_from(["", "Mobile", "Work", "Home", "Fax", "Boat house"])
PHONES = st.lists(st.integers(1, 999_999), unique=True, max_size=3)


def ways(number: int) -> st.SearchStrategy[Way]:
    return LABEL.map(lambda label: Way(f"+44 1632 {960000 + number}", label))


WAYS = PHONES.flatmap(lambda numbers: st.tuples(*map(ways, numbers)))
NOTHING = st.just(())
CONTACTS = st.builds(
    Contact, line=st.just(1), name=LINE, company=st.just("") | LINE, title=st.just("") | LINE, phones=WAYS,
    emails=st.lists(st.integers(0, 99), unique=True, max_size=2).map(
        lambda ns: tuple(Way(f"d{n}@example.com", "Work") for n in ns)
    ),
    addresses=st.lists(
        st.builds(Address, region=st.just(""), street=LINE, place=LINE, code=WORD, country=WORD, label=st.sampled_from(["", "Home"])), max_size=1
    ).map(tuple),
    birthday=st.sampled_from(["", "1970-04-13", "--05-13"]), note=st.just("") | SIGNS,
    tags=st.lists(WORD, unique_by=str.casefold, max_size=3).map(tuple), met_on=st.sampled_from(["", "2024-02-29"]),
    how_met=st.just("") | LINE, trade=st.just("") | LINE,
    urls=NOTHING, also=NOTHING, doubts=NOTHING, uid=st.just(""), photo=st.just(""), is_company=st.just(False),
)  # fmt: skip


def read_back(text: str) -> list[object]:
    stream = io.BytesIO(text.encode())
    return list(read(stream, look(stream)))


def widths(contact: Contact) -> dict[str, int]:
    return {name: len(getattr(contact, name)) for name in ("emails", "phones", "urls", "addresses")}


@quick
@given(CONTACTS, st.sampled_from(["4.0", "3.0"]))
def test_a_card_is_read_back_as_it_was(contact: Contact, version: Version) -> None:
    written = card(contact, version)
    assert read_back(written) == [contact]
    assert max(len(line.encode()) for line in written.split("\r\n")) <= 75


@quick
@given(CONTACTS)
def test_no_cell_begins_as_a_formula(contact: Contact) -> None:
    text = "".join(table([contact], widths(contact))).lstrip("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert contact.note.replace("\r", "") in {cell.removeprefix("'") for cell in cells} | set(cells)


@pytest.mark.parametrize("trigger", FORMULA)
def test_a_formula_is_guarded_and_read_back_without_the_guard(trigger: str) -> None:
    asked = Contact(2, "Dana Ruiz", note=f"{trigger}HYPERLINK", phones=(Way("+44 1632 960101", "Mobile"),))
    text = "".join(table([asked], widths(asked)))
    assert f"'{trigger}HYPERLINK" in text and "'+44" in text
    (found,) = read_back(text)
    assert isinstance(found, Contact)
    assert (found.name, found.note.strip(), found.phones) == (
        "Dana Ruiz",
        f"{trigger}HYPERLINK".strip(),
        asked.phones,
    )


def test_a_row_is_read_back_as_it_was() -> None:
    asked = Contact(
        2, "Dana Ruiz", "Acme, Ltd", "Buyer", (Way("dana@example.com", "Work"),), (Way("+44 1632 960101", "Boat"),),
        (Way("https://example.com/", ""),), (Address("12 Mill Lane", "Leeds", "West", "LS1", "UK"),), "--05-13",
        "Likes roofs.\nAnd tiles.", "Roofing", ("Spring fair", "Family"), met_on="2024-02-29", how_met="At the fair",
    )  # fmt: skip
    (found,) = read_back("".join(table([asked], widths(asked))))
    assert found == asked
