"""Every oddity of every format, one to a file: what comes out is what a reader of the format would say stands there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sentby.engine.contacts import Contact, Read, Refused, look, read, sayings

CORPUS = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, Any]] = json.loads((CORPUS / "expected.json").read_text())
AT_LEAST = 120


def found_in(path: Path) -> tuple[str, list[Read]]:
    with path.open("rb") as stream:
        plan = look(stream)
        return plan.format, list(read(stream, plan))


def told(one: Read) -> dict[str, Any]:
    """A record in the words of `expected.json`."""
    if not isinstance(one, Contact):
        return {"line": one.line, "unreadable": True}
    return {
        "line": one.line,
        "name": one.name,
        "company": one.company,
        "title": one.title,
        "emails": [way.text for way in one.emails],
        "phones": [way.text for way in one.phones],
        "urls": [way.text for way in one.urls],
        "addresses": [address.line() for address in one.addresses],
        "birthday": one.birthday,
        "note": one.note,
        "tags": list(one.tags),
    }


def differences(wanted: list[dict[str, Any]], found: list[Read]) -> Iterator[str]:
    records = [told(one) for one in found]
    if len(records) != len(wanted):
        yield f"{len(wanted)} records were meant, {len(records)} were read: {records}"
    for want, got in zip(wanted, records, strict=False):
        for key, value in want.items():
            if got.get(key) != value:
                yield f"line {got['line']}: {key} is {got.get(key)!r}, and {value!r} was meant"


@pytest.mark.parametrize("name", EXPECTED)
def test_every_file_says_what_it_says(name: str) -> None:
    wanted = EXPECTED[name]
    if "refused" in wanted:
        with pytest.raises(Refused):
            found_in(CORPUS / name)
        return
    form, found = found_in(CORPUS / name)
    assert form == wanted["format"]
    assert not list(differences(wanted["records"], found))


def test_the_corpus_is_whole() -> None:
    files = {str(path.relative_to(CORPUS)) for path in CORPUS.rglob("*") if path.is_file()}
    assert files - {"expected.json"} == set(EXPECTED)
    assert len(EXPECTED) >= AT_LEAST


def test_control_a_reader_that_forgets_the_escapes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sayings, "_clean", str.strip)
    seen = [
        name
        for name, wanted in EXPECTED.items()
        if name.startswith("vcard/30") and list(differences(wanted["records"], found_in(CORPUS / name)[1]))
    ]
    assert len(seen) > 3
