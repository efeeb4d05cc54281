"""`sentby export`: the book as a file, for whoever runs the desk."""

from pathlib import Path

from tests.cli.program import Program


def test_the_book_is_written_into_a_file_or_printed(demo: Program, tmp_path: Path) -> None:
    file, sam = tmp_path / "book.vcf", "--for=sam@okafor-roofing.example.com"
    assert demo("export", str(file), sam).returncode == 0
    assert file.read_bytes().count(b"BEGIN:VCARD\r\nVERSION:4.0\r\n") > 40
    printed = demo("export", "--as", "csv", sam)
    assert printed.returncode == 0 and "Ngozi Eze" in printed.stdout
    again = demo("export", str(file), sam)
    assert again.returncode == 2 and "is there already" in again.stderr


def test_whose_book_it_is_must_be_said_where_there_are_several(demo: Program) -> None:
    assert "Several members have a seat here" in demo("export").stderr
    assert "Nobody here signs in with nobody@example.com" in demo("export", "--for=nobody@example.com").stderr
