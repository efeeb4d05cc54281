"""The page of duplicates, the two entries side by side, and the same by machine."""

import json
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sentby.accounts.models import Member
from sentby.people import actions, duplicates
from sentby.people.models import Apart, Merge, Person
from sentby.rules.likeness import Degree, likeness
from tests.people.people import add
from tests.support.cast import AT, client_for
from tests.support.twins import twins

pytestmark = pytest.mark.django_db
TWO = {"title": "Buyer", "channels": ["dana@example.com"]}


@pytest.fixture
def pair(ana: Member) -> tuple[Person, Person]:
    return add(ana, "Dana Ruiz", **TWO), add(ana, "D. Ruiz", **(TWO | {"title": "Boss"}))


def test_whoever_the_rule_finds_likely_is_found_without_comparing_everybody(ana: Member) -> None:
    whose = {}
    for who, one in twins():
        addresses = [{"street": line} for line in one.addresses]
        entry = add(ana, one.name, company=one.company, birthday=one.birthday, addresses=addresses)
        actions.edit_person(
            person=entry, version=1, **(actions.as_said(entry) | {"channels": sorted(one.channels)}), at=AT
        )
        whose[entry.pk] = (who, one)
    expected = {
        frozenset((one, other))
        for one, other in combinations(whose, 2)
        if likeness(whose[one][1], whose[other][1]).degree >= Degree.LIKELY
    }
    assert {frozenset((each.one, each.other)) for each in duplicates.found(ana)} == expected
    assert len(expected) > 50


def test_the_page_shows_each_pair_and_why_and_nobody_elses(
    ana: Member, sam: Member, pair: tuple[Person, Person]
) -> None:
    add(sam, "Dana Ruiz", **TWO)
    shown = client_for(ana).get("/people/duplicates/").content.decode()
    assert shown.count(">Compare<") == 1 and "The same e-mail address, and the name agrees." in shown
    assert "Nobody seems to stand here twice" in client_for(sam).get("/people/duplicates/").content.decode()


def test_the_queries_do_not_grow_with_the_pairs(ana: Member) -> None:
    counts = []
    for number in (1, 2, 3):
        for name in ("Bill", "William"):
            add(ana, f"{name} Hart{'abc'[number - 1] * 3}", channels=[f"{number}@example.com"])
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client_for(ana).get("/people/duplicates/")
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_merged_on_the_page_and_undone_from_there(ana: Member, pair: tuple[Person, Person]) -> None:
    client, (kept, gone) = client_for(ana), pair
    page = client.get(f"/people/merge/?one={kept.pk}&other={gone.pk}").content.decode()
    assert "Buyer" in page and "Boss" in page and 'name="title" value="other"' in page
    said = {"one": kept.pk, "other": gone.pk, "version": "1", "other_version": "1", "title": "other"}
    answer = client.post("/people/merge/", said, follow=True)
    assert "Dana Ruiz is one entry now." in answer.content.decode()
    assert Person.objects.get().title == "Boss"
    assert client.get(f"/people/{gone.pk}/").headers["Location"] == f"/people/{kept.pk}/"
    assert "Take apart" in client.get("/people/duplicates/").content.decode()
    undone = client.post(f"/people/merges/{Merge.objects.get().pk}/undo/", follow=True)
    assert "Two entries again" in undone.content.decode() and Person.objects.count() == 2


def test_what_was_typed_about_an_older_entry_is_not_carried_out(
    ana: Member, pair: tuple[Person, Person]
) -> None:
    said = {"one": pair[0].pk, "other": pair[1].pk, "version": "7", "other_version": "1", "title": "other"}
    answer = client_for(ana).post("/people/merge/", said)
    assert answer.status_code == 409 and "changed since you opened this" in answer.content.decode()
    assert 'value="other" checked' in answer.content.decode()  # what was chosen stays
    alone = client_for(ana).post("/people/merge/", {"one": pair[0].pk, "other": pair[0].pk})
    assert alone.status_code == 422 and "That is one entry" in alone.content.decode()


def test_two_people_are_not_asked_about_again(ana: Member, pair: tuple[Person, Person]) -> None:
    client = client_for(ana)
    client.post("/people/apart/", {"one": pair[0].pk, "other": pair[1].pk})
    assert duplicates.found(ana) == []
    client.post(f"/people/apart/{Apart.objects.get().pk}/undo/")
    assert len(duplicates.found(ana)) == 1
    alone = client.post("/people/apart/", {"one": pair[0].pk, "other": pair[0].pk}, follow=True)
    assert "That is one entry" in alone.content.decode()


def test_the_other_entry_is_looked_for_by_name(ana: Member, pair: tuple[Person, Person]) -> None:
    client = client_for(ana)
    page = client.get(f"/people/merge/?one={pair[0].pk}&q=ruiz").content.decode()
    assert f"other={pair[1].pk}" in page and f"other={pair[0].pk}" not in page
    assert "Nobody else fits" in client.get(f"/people/merge/?one={pair[0].pk}&q=nobody").content.decode()
    assert client.get("/people/merge/").status_code == 200


def test_a_later_merge_is_taken_apart_first_and_that_is_said(
    ana: Member, pair: tuple[Person, Person]
) -> None:
    first = actions.merge_people(kept=pair[0], other=pair[1], by=ana, at=AT)
    actions.merge_people(kept=pair[0], other=add(ana, "Dana"), by=ana, at=AT)
    answer = client_for(ana).post(f"/people/merges/{first.pk}/undo/", follow=True)
    assert "Take that one apart first" in answer.content.decode()


def test_what_was_changed_since_is_told(ana: Member, pair: tuple[Person, Person]) -> None:
    merge = actions.merge_people(kept=pair[0], other=pair[1], choices={"title": "other"}, by=ana, at=AT)
    Person.objects.update(title="Owner")
    answer = client_for(ana).post(f"/people/merges/{merge.pk}/undo/", follow=True)
    assert "Changed since, and left as it is: what they do." in answer.content.decode()


def machine(client: Client, method: str, path: str, body: object = None) -> tuple[int, Any]:
    given = json.dumps(body) if body is not None else ""
    answer = client.generic(method, f"/api{path}", given, content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


def test_by_machine(ana: Member, pair: tuple[Person, Person]) -> None:
    client, (kept, gone) = client_for(ana), pair
    status, found = machine(client, "GET", "/duplicates")
    assert (status, found) == (200, {"total": 1, "items": [
        {"one": min(kept.pk, gone.pk), "other": max(kept.pk, gone.pk), "is_sure": True,
         "reason": "the same e-mail address, and the name agrees"}]})  # fmt: skip
    merge = {
        "kept": kept.pk,
        "other": gone.pk,
        "kept_version": 1,
        "other_version": 1,
        "choices": {"title": "other"},
    }
    assert machine(client, "POST", "/merges", merge | {"kept_version": 3})[0] == 409
    assert machine(client, "POST", "/merges", merge | {"other": "nobody"})[0] == 422
    assert machine(client, "POST", "/merges", merge)[0] == 201
    assert machine(client, "GET", f"/people/{kept.pk}")[1]["title"] == "Boss"
    merged: Any = machine(client, "GET", "/merges")[1][0]
    assert machine(client, "POST", f"/merges/{merged['id']}/undo")[1]["title"] == "Boss"
    status, apart = machine(client, "POST", "/people-apart", {"one": kept.pk, "other": gone.pk})
    assert status == 201 and machine(client, "GET", "/duplicates")[1]["total"] == 0
    assert machine(client, "DELETE", f"/people-apart/{apart['id']}")[0] == 204
