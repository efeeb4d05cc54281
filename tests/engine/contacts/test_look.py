"""Which kind of file it is, and what is said of one that is none."""

import io
import re

import pytest

from sentby.engine.contacts import Column, Contact, Refused, look, read
from tests.engine.contacts.bombs import workbook

LINKEDIN = """Notes:
"When exporting your connection data, you may notice that some addresses are missing, as people decide about that."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Dana,Ruiz,https://www.linkedin.com/in/dana,,Acme,"Buyer, roofs",12 May 2023
"""


def contacts(data: bytes, **said: str) -> list[Contact]:
    stream = io.BytesIO(data)
    return [one for one in read(stream, look(stream, **said)) if isinstance(one, Contact)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"%PDF-1.7", b"\x89PNG\r\n", b"<!DOCTYPE html><p>", b"BEGIN:VCALENDAR\n",
        b"\x1f\x8b\x08", b'{"people": []}', bytes(range(256)) * 40 + bytes(4000), b"PK\x03\x04 no archive",
    ],
)  # fmt: skip
def test_what_is_no_address_book_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        look(io.BytesIO(data))
    assert str(refused.value).endswith(".")


def test_a_workbook_packed_in_a_way_of_a_later_day_is_refused_in_words() -> None:
    book = bytearray(workbook(b""))
    for place in (found.start() for found in re.finditer(rb"PK\x01\x02", bytes(book))):
        book[place + 6 : place + 8] = (99).to_bytes(2, "little")  # the version that is needed to unpack it
    with pytest.raises(Refused, match="This workbook cannot be read"):
        look(io.BytesIO(bytes(book)))


def test_the_day_of_a_connection_is_kept_with_where_it_comes_from() -> None:
    (dana,) = contacts(LINKEDIN.encode())
    assert (dana.line, dana.met_on, dana.how_met) == (5, "2023-05-12", "Connected on LinkedIn")


def test_headings_tell_the_encoding_of_a_file_that_does_not_say() -> None:
    table = "Imię;Nazwisko;Telefon komórkowy;Miejscowość\nŁucja;Żółkiewska;501 123 456;Kraków\n"
    (lucja,) = contacts(table.encode("cp1250"))
    assert (lucja.name, lucja.addresses[0].place) == ("Łucja Żółkiewska", "Kraków")


def test_an_encoding_that_was_chosen_overrules_the_guess() -> None:
    assert contacts("Name;Phone\nŻ;1\n".encode("cp1250"), encoding="cp1250")[0].name == "Ż"
    with pytest.raises(Refused):
        look(io.BytesIO(b"Name\nDana\n"), encoding="punycode")


def test_a_mapping_can_be_corrected() -> None:
    stream = io.BytesIO(b"Who,What\nDana,Roofs\n")
    plan = look(stream)
    assert plan.mapping is not None
    put_right = plan.mapping._replace(columns=(Column("name"), Column("trade")))
    (dana,) = (one for one in read(stream, plan._replace(mapping=put_right)) if isinstance(one, Contact))
    assert (dana.name, dana.trade) == ("Dana", "Roofs")


def test_a_column_that_nobody_knows_is_kept_with_its_heading() -> None:
    (dana,) = contacts(b"Name,Shoe size\nDana,41\n")
    assert dana.also == (("Shoe size", "41"),)


def test_a_table_without_headings_tells_by_what_stands_in_it() -> None:
    (dana, joel) = contacts(
        b"Dana Ruiz,Acme,dana@example.com,+44 1632 960123\nJoel,Marsh Ltd,j@example.com,01632 960124\n"
    )
    assert (dana.name, dana.company, dana.emails[0].text) == ("Dana Ruiz", "Acme", "dana@example.com")
    assert joel.phones[0].text == "01632 960124"
