"""Small files that unfold into large ones, and texts that make a careless reader work for ever."""

import io
import struct
import zipfile
from collections.abc import Callable

MEGABYTE = 1_000_000
_CARD = b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana Ruiz\n"
_END = b"\nEND:VCARD\n"
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
_MAIN = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
_ROOT = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'


def workbook(sheet: bytes, more: dict[str, bytes] | None = None) -> bytes:
    """A workbook with this one sheet."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        parts = {
            "_rels/.rels": _ROOT,
            "xl/workbook.xml": _MAIN,
            "xl/_rels/workbook.xml.rels": _RELATIONS,
            "xl/worksheets/sheet1.xml": sheet,
        }
        for name, data in (parts | (more or {})).items():
            book.writestr(name, data)
    return packed.getvalue()


def _cell(reference: bytes, text: bytes) -> bytes:
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (reference, text)


def _packed_zeros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("_rels/.rels", _ROOT)
        book.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        book.writestr("xl/workbook.xml", _MAIN)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(700):
                part.write(b"0" * MEGABYTE)
    return packed.getvalue()


def _lying_sizes() -> bytes:
    """A part of 40 megabytes, of which the directory says that it is one byte long."""
    book = bytearray(workbook(_SHEET % (b"<row>" + _cell(b"A1", b"0" * 40 * MEGABYTE) + b"</row>")))
    place = book.rfind(b"PK\x01\x02")
    book[place + 24 : place + 28] = struct.pack("<I", 1)
    return bytes(book)


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 12)
    )
    return workbook(
        b"<!DOCTYPE x [" + entities + b"]>" + _SHEET % (b"<row>" + _cell(b"A1", b"&a11;") + b"</row>")
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "a sheet of 700 megabytes of noughts": _packed_zeros,
    "a sheet that says it is small": _lying_sizes,
    "a workbook of entities within entities": _laughs,
    "a workbook of ten thousand parts": lambda: workbook(
        _SHEET % b"", {f"xl/media/{number}": b"" for number in range(10_000)}
    ),
    "a workbook with one cell at the far end": lambda: workbook(
        _SHEET % (b'<row r="1">' + _cell(b"A1", b"Name") + b'</row><row r="1048576">' + _cell(b"XFD1048576", b"x") + b"</row>")
    ),
    "a workbook that says its texts are many": lambda: workbook(
        _SHEET % b'<row r="1"><c r="A1" t="s"><v>4000000000</v></c></row>',
        {"xl/sharedStrings.xml": b'<sst count="4000000000" uniqueCount="4000000000"></sst>'},
    ),
    "a workbook whose first page is broken": lambda: workbook(_SHEET % b"", {"xl/workbook.xml": b"<"}),
    "an old workbook of nothing but its mark": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * MEGABYTE,
    "a file larger than is read": lambda: bytes(201 * MEGABYTE),
    "a table of one line": lambda: b"Name,Phone\n" + b"a" * 20 * MEGABYTE,
    "a row of four million cells": lambda: b"Name,Phone\n" + b"," * 4 * MEGABYTE + b"\n",
    "a heading of four million cells": lambda: b"," * 4 * MEGABYTE + b"\n",
    "a quotation mark that never closes": lambda: b'Name,Phone\n"' + b"\n" * 20 * MEGABYTE,
    "quotation marks without end": lambda: b"Name,Phone\n" + b'"' * 7 * MEGABYTE,
    "a card in a card in a card": lambda: b"BEGIN:VCARD\nAGENT:\n" * 100_000 + b"END:VCARD\n" * 100_000,
    "a card of a million numbers": lambda: _CARD + b"TEL:+441632960123\n" * 400_000 + _END,
    "a card that never ends": lambda: _CARD + b"NOTE:" + b"x" * 30 * MEGABYTE,
    "a photo of thirty megabytes": lambda: _CARD + b"PHOTO;ENCODING=b:\n" + b" AAAA\n" * 6 * MEGABYTE + _END,
    "cards that begin and begin": lambda: b"BEGIN:VCARD\n" * 1 * MEGABYTE,
    "a card of blank lines": lambda: b"BEGIN:VCARD\n" + b"\n" * 7 * MEGABYTE + b"END:VCARD\n",
    "a card folded at every letter": lambda: b"BEGIN:VCARD\nX-A;CHARSET=x:\xff" + b"\n a" * 2 * MEGABYTE + _END,
    "a line that goes on and on": lambda: (
        b"BEGIN:VCARD\nX-A;ENCODING=QUOTED-PRINTABLE:" + b"=\n" * 3 * MEGABYTE + _END
    ),
    "parameters without a value": lambda: b"BEGIN:VCARD\nTEL" + b";QUOTED-PRINTABLE" * 400_000 + b"=" + _END,
    "parameters in open quotes": lambda: b"BEGIN:VCARD\nTEL" + b';X="' * 1 * MEGABYTE + _END,
    "letters of a codec that unpacks": lambda: (
        b"BEGIN:VCARD\nX-A;CHARSET=punycode;ENCODING=QUOTED-PRINTABLE:" + b"a" * 1 * MEGABYTE + b"-" + b"z" * MEGABYTE + _END
    ),
    "a list of four million labels": lambda: b"BEGIN:VCARD\nCATEGORIES:" + b"," * 4 * MEGABYTE + _END,
    "an address of four million parts": lambda: b"BEGIN:VCARD\nADR:" + b";" * 4 * MEGABYTE + _END,
    "backslashes": lambda: b"BEGIN:VCARD\nADR:" + b"\\;" * 3 * MEGABYTE + b"\\" + _END,
    "labels within labels": lambda: b"BEGIN:VCARD\na.X-ABLABEL:" + b"_$!<" * 1 * MEGABYTE + _END,
}  # fmt: skip
