"""`sentby import`: what a file would do, what it did, and how it is taken out again."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import Program

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nTEL:{phone}\nEMAIL:{name}@example.com\nEND:VCARD\n"
SAM = "sam@okafor-roofing.example.com"


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    path = tmp_path / "book.vcf"
    path.write_text(CARD.format(name="Zelda", phone="01632 960901") + "BEGIN:VCARD\nNOTE:nobody\nEND:VCARD\n")
    return path


def report(done: Any) -> Any:
    assert (done.returncode, done.stderr.strip().splitlines()[1:]) == (0, []), done.stderr
    return json.loads(done.stdout)


def test_a_dry_run_needs_no_desk_and_leaves_none(tmp_path: Path, cards: Path) -> None:
    nowhere = Program(tmp_path / "nothing")
    said = report(nowhere("import", str(cards), "--dry-run", "--json", "--country", "GB"))
    assert list(said) == ["format", "records", "counts"]
    assert said["format"] == "vcard"
    assert said["counts"] == {"new": 1, "changed": 0, "same": 0, "duplicate": 0, "unreadable": 1}
    zelda, nobody = said["records"]
    assert list(zelda) == ["line", "status", "reason", "fields"]
    assert list(zelda["fields"]) == [
        "name", "company", "title", "emails", "phones", "phones_e164", "urls", "addresses", "birthday", "note",
    ]  # fmt: skip
    assert (zelda["line"], zelda["status"]) == (1, "new")
    assert (zelda["fields"]["phones"], zelda["fields"]["phones_e164"]) == (
        ["01632 960901"],
        ["+441632960901"],
    )
    assert (nobody["line"], nobody["status"], nobody["fields"]) == (7, "unreadable", {})
    assert nobody["reason"].startswith("There is no name")
    assert not list((tmp_path / "nothing").rglob("*.sqlite3"))


def test_a_file_is_brought_in_once_and_taken_out_again(demo: Program, cards: Path) -> None:
    first = demo("import", str(cards), "--for", SAM, "--json")
    undo = first.stderr.strip().split()[-1]
    assert report(first)["counts"]["new"] == 1
    again = report(demo("import", str(cards), "--for", SAM, "--dry-run", "--json"))
    assert again["counts"] == {"new": 0, "changed": 0, "same": 1, "duplicate": 0, "unreadable": 1}
    gone = demo("import", "--undo", undo)
    assert gone.stdout == "Out of the book again: 1. Standing as before: 0.\n", gone.stderr
    assert demo("import", "--undo", undo).returncode == 1
    assert report(demo("import", str(cards), "--for", SAM, "--dry-run", "--json"))["counts"]["new"] == 1


def test_a_dry_run_says_what_the_real_one_does(demo: Program, tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text(
        "Name,Company,Email,Phone\n"
        "Tomás Vidal,,tomas@vidal-studio.example.com,01632 960999\n"  # one number more
        "Ken Ito,Ito & Daughters,,\n"
        "Joel Marsh,Elsewhere,joel@example.org,\n"
        "Zelda,Zoo,zelda@example.com,\n"
        "Z. Zelda,,zelda@example.com,01632 960901\n"
        ",Zoo,,01632 960902\n"
        ",Zoo,,01632 960902\n"
        ",,,\n"
    )
    would = report(demo("import", str(path), "--for", SAM, "--dry-run", "--json"))["records"]
    did = report(demo("import", str(path), "--for", SAM, "--json"))["records"]
    assert [record["status"] for record in did] == [
        "changed", "same", "duplicate", "new", "duplicate", "changed", "same",
    ]  # fmt: skip
    assert would == did


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["nowhere.vcf"], 2, "can't be read"),
        ([], 2, "Say which file"),
        (["--undo", "nothing"], 1, "no import"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(demo: Program, words: list[str], status: int, said: str) -> None:
    done = demo("import", *words)
    assert (done.returncode, said in done.stderr) == (status, True), done.stderr


def test_whose_book_it_is_must_be_said_where_there_are_several(
    demo: Program, empty: Program, cards: Path
) -> None:
    assert "Say whose book" in demo("import", str(cards)).stderr
    assert "Nobody here signs in" in demo("import", str(cards), "--for", "x@example.com").stderr
    assert "Nobody has a seat" in empty("import", str(cards)).stderr


def test_a_file_that_is_no_address_book_is_refused(empty: Program, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html>")
    done = empty("import", str(path), "--dry-run", "--json")
    assert (done.returncode, done.stdout, done.stderr) == (
        2, "", "This is a web page. Export the contacts as vCard or CSV instead.\n",
    )  # fmt: skip


def test_somebody_who_reads_is_told_in_words(empty: Program, cards: Path) -> None:
    done = empty("import", str(cards), "--dry-run")
    assert done.stdout.splitlines()[-1] == "vcard: 1 new, 1 unreadable."
