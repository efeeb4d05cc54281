"""`sentby duplicates`, `merge`, `unmerge`: for whoever runs the desk."""

import json

from tests.cli.program import Program

SAM = "--for=sam@okafor-roofing.example.com"
TWICE = "Name,E-mail\nBill Hartigan,hartigan@example.com\nWilliam Hartigan,hartigan@example.com\n"


def test_found_merged_and_taken_apart(demo: Program, tmp_path: object) -> None:
    file = f"{tmp_path}/twice.csv"
    with open(file, "w", encoding="utf-8") as csv:
        csv.write(TWICE)
    assert demo("import", file, SAM).returncode == 0
    told = json.loads(demo("duplicates", "--json", SAM).stdout)["duplicates"]
    (pair,) = [each for each in told if "Bill Hartigan" in each["names"]]
    assert (
        pair["reason"] == "the same e-mail address, and one name is short for the other" and not pair["sure"]
    )
    assert "sentby merge" in demo("duplicates", SAM).stdout
    merged = demo("merge", pair["one"], pair["other"], SAM)
    assert merged.returncode == 0
    again = demo("merge", pair["one"], pair["other"], SAM)
    assert again.returncode == 1 and "no such entry" in again.stderr
    alone = demo("merge", pair["one"], pair["one"], SAM)
    assert alone.returncode == 1 and "That is one entry" in alone.stderr
    apart = demo("unmerge", merged.stdout.split()[-1], SAM)
    assert apart.returncode == 0 and pair["other"] in apart.stdout
