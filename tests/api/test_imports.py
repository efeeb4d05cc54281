"""Files of contacts by machine: given, chosen from, brought in and undone; and what is refused, with its reason."""

import pytest

from sentby.people.models import Person
from tests.api.program import Program
from tests.people.test_intake import TABLE

pytestmark = pytest.mark.django_db


def test_a_program_gives_chooses_starts_and_undoes(ana_s: Program) -> None:
    made = ana_s("POST", "/imports?name=book.csv&as=csv", TABLE.encode(), status=201)
    assert (made["state"], made["counts"]) == ("ready", {"new": 2, "duplicate": 1})
    assert made["columns"][2] == {"heading": "Town", "field": "place", "example": "Leeds"}
    at = f"/imports/{made['id']}"
    records = ana_s("GET", f"{at}/records?status=new")
    assert [record["shown"]["name"] for record in records["items"]] == ["Dana Ruiz", "Joel Marsh"]
    ana_s("POST", f"{at}/choice", {"left_out": True, "line": 3})
    assert ana_s("POST", f"{at}/start")["state"] == "done"
    assert list(Person.objects.values_list("name", flat=True)) == ["Dana Ruiz"]
    assert ana_s("GET", "/imports")[0]["id"] == made["id"]
    assert ana_s("POST", f"{at}/undo") == {"removed": 1, "restored": 0, "kept": []}


def test_what_a_program_cant_do_is_said_with_a_reason(ana_s: Program, sam_s: Program) -> None:
    refused = ana_s("POST", "/imports", b"%PDF-1.4", status=422)
    assert refused["detail"].startswith("This is a PDF.")
    made = ana_s("POST", "/imports", TABLE.encode(), status=201)
    assert (
        "each of the 3 columns"
        in ana_s("POST", f"/imports/{made['id']}/columns", {"fields": []}, status=409)["detail"]
    )
    ana_s("POST", f"/imports/{made['id']}/stop")
    assert "stopped" in ana_s("POST", f"/imports/{made['id']}/start", status=409)["detail"]
    sam_s("GET", f"/imports/{made['id']}", status=404)
