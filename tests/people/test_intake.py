"""A file on its way into a book: looked at before anything is written, by whoever comes first, and stopped at any moment."""

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from sentby.accounts.models import Member
from sentby.engine.contacts import Refused
from sentby.people import actions, queries, uploads
from sentby.people.models import Import, ImportRecord, Person, State
from tests.people.people import add
from tests.support import racing
from tests.support.cast import AT
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TABLE = "Name,Phone,Town\nDana Ruiz,01632 960101,Leeds\nJoel Marsh,01632 960102,York\n,,\nDana Ruiz,01632 960101,\n"


def given(ana: Member, text: str = TABLE) -> Import:
    return actions.take_in(owner=ana, name="book.csv", contents=[text.encode()], by=ana, at=AT)


def looked_at(ana: Member, text: str = TABLE) -> Import:
    return actions.go_on(batch=given(ana, text), at=AT)


def many(number: int) -> str:
    return "Name,Phone\n" + "".join(f"Person {n},01632 {960000 + n}\n" for n in range(number))


def statuses(batch: Import) -> list[tuple[int, str]]:
    return list(batch.records.values_list("line", "status"))


def test_nothing_is_written_before_it_is_started(ana: Member) -> None:
    add(ana, "Joel Marsh", channels=["01632 960102"])
    batch = looked_at(ana)
    assert (batch.state, batch.total, Person.objects.count()) == (State.READY, 3, 1)
    assert statuses(batch) == [(2, "new"), (3, "changed"), (5, "duplicate")]
    assert batch.records.order_by("id")[0].shown["ways"] == "+44 1632 960101"
    assert queries.wanted_records(batch) == 3


def test_it_is_in_the_book_and_the_file_is_gone(ana: Member) -> None:
    batch = actions.start_writing(batch=looked_at(ana), by=ana, at=AT)
    actions.go_on(batch=batch, at=AT + HOUR)
    assert (batch.state, batch.ended_at, batch.plan, batch.left_out) == (State.DONE, AT + HOUR, {}, [])
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Dana Ruiz", "Joel Marsh"]
    assert batch.counts == {"new": 2, "duplicate": 1}
    with pytest.raises(FileNotFoundError):
        uploads.opened(batch.pk)
    assert actions.undo_import(batch=batch, by=ana, at=AT).removed == 2


def test_whoever_is_left_out_stays_out(ana: Member) -> None:
    batch = looked_at(ana)
    actions.choose(batch=batch, out=True, line=2, by=ana, at=AT)
    actions.choose(batch=batch, out=True, status="duplicate", by=ana, at=AT)
    assert queries.wanted_records(batch) == 1
    actions.go_on(batch=actions.start_writing(batch=batch, by=ana, at=AT), at=AT)
    assert list(Person.objects.values_list("name", flat=True)) == ["Joel Marsh"]


def test_columns_are_put_right_and_it_is_gone_through_anew(ana: Member) -> None:
    batch = looked_at(ana, "Who,What\nDana Ruiz,01632 960101\n")
    actions.set_columns(batch=batch, fields=["note", "name"], by=ana, at=AT)
    assert (batch.state, batch.done, batch.records.count()) == (State.LOOKING, 0, 0)
    actions.go_on(batch=batch, at=AT)
    assert [record.shown["name"] for record in batch.records.all()] == ["01632 960101"]
    for wrong in (["name"], ["name", "nonsense"]):
        with pytest.raises(actions.NotNow, match="each of the 2 columns"):
            actions.set_columns(batch=batch, fields=wrong, by=ana, at=AT)


def test_cards_have_no_columns(ana: Member) -> None:
    batch = looked_at(ana, "BEGIN:VCARD\nFN:Dana Ruiz\nEND:VCARD\n")
    with pytest.raises(actions.NotNow, match="no columns"):
        actions.set_columns(batch=batch, fields=["name"], by=ana, at=AT)


def test_what_is_refused_leaves_nothing_behind(ana: Member) -> None:
    before = uploads.older_than(AT + timedelta(days=36_500))
    for text in ("", "%PDF-1.4"):
        with pytest.raises(Refused):
            given(ana, text)
    assert not Import.objects.exists()
    assert uploads.older_than(AT + timedelta(days=36_500)) == before


def test_a_file_in_which_nobody_is_says_so(ana: Member) -> None:
    batch = looked_at(ana, "Name,Phone,Email\n")
    assert (batch.state, batch.trouble) == (State.STOPPED, "There is nobody in this file.")


def test_a_file_that_went_missing_says_so(ana: Member) -> None:
    batch = given(ana)
    uploads.drop(batch.pk)
    actions.go_on(batch=batch, at=AT)
    assert (batch.state, batch.trouble) == (State.STOPPED, "The file is no longer here. Give it once more.")
    assert not actions.is_small(batch)


def test_the_worker_goes_on_where_it_was_and_writes_nobody_twice(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sentby.people.actions.intake.IN_ONE_ROUND", 1)
    batch = given(ana, many(600))
    assert sweep("imports", AT) == 1
    batch.refresh_from_db()
    actions.start_writing(batch=batch, by=ana, at=AT)
    written = []
    while sweep("imports", AT):
        written.append(Person.objects.count())
    assert written == [250, 500, 600]
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == (State.DONE, {"new": 600})


def test_stopped_on_the_way_it_stays_as_far_as_it_came_and_can_be_undone(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sentby.people.actions.intake.IN_ONE_ROUND", 1)
    batch = actions.start_writing(batch=looked_at(ana, many(600)), by=ana, at=AT)
    actions.go_on(batch=batch, at=AT)
    actions.stop_import(batch=batch, by=ana, at=AT)
    assert sweep("imports", AT) == 0
    assert (batch.state, Person.objects.count()) == (State.STOPPED, 250)
    assert actions.undo_import(batch=batch, by=ana, at=AT).removed == 250


def test_undone_on_the_way_it_goes_no_further(ana: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sentby.people.actions.intake.IN_ONE_ROUND", 1)
    batch = actions.start_writing(batch=looked_at(ana, many(600)), by=ana, at=AT)
    actions.go_on(batch=batch, at=AT)
    stale = Import.objects.get(pk=batch.pk)
    actions.undo_import(batch=batch, by=ana, at=AT)
    actions.go_on(batch=stale, at=AT)
    assert not Person.objects.exists()


def test_what_is_not_written_yet_is_not_undone(ana: Member) -> None:
    batch = looked_at(ana)
    assert actions.undo_import(batch=batch, by=ana, at=AT).removed == 0
    assert (batch.state, batch.undone_at) == (State.READY, None)


def test_looked_at_and_stopped_nothing_of_it_is_kept(ana: Member) -> None:
    batch = actions.stop_import(batch=looked_at(ana), by=ana, at=AT)
    assert (batch.plan, batch.counts, ImportRecord.objects.count()) == ({}, {}, 0)
    assert list(queries.imports(ana)) == []
    assert actions.stop_import(batch=batch, by=ana, at=AT).ended_at == AT
    with pytest.raises(actions.NotNow, match="stopped"):
        actions.start_writing(batch=batch, by=ana, at=AT)


def test_started_twice_it_is_written_once(ana: Member) -> None:
    batch = looked_at(ana)
    for _ in range(2):
        actions.go_on(batch=actions.start_writing(batch=batch, by=ana, at=AT), at=AT)
    assert Person.objects.count() == 2
    for late in (
        partial(actions.choose, out=True),
        partial(actions.set_columns, fields=["name", "phone", ""]),
    ):
        with pytest.raises((actions.NotNow, KeyError)):
            late(batch=batch, by=ana, at=AT)


def test_interrupted_while_it_is_gone_through_every_record_is_noted_once(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program ends after the first piece; the next one knows again who came before."""
    batch = given(ana, many(300) + "Person 1,01632 960001\n")
    real = ImportRecord.objects.bulk_create
    calls: Counter[str] = Counter()

    def once(records: list[ImportRecord]) -> object:
        calls["tries"] += 1
        if calls["tries"] == 2:
            raise KeyboardInterrupt
        return real(records)

    monkeypatch.setattr(ImportRecord.objects, "bulk_create", once)
    with pytest.raises(KeyboardInterrupt):
        actions.go_on(batch=batch, at=AT)
    batch = Import.objects.get(pk=batch.pk)
    assert batch.done == 250
    actions.go_on(batch=batch, at=AT)
    assert Counter(status for _, status in statuses(batch)) == {"new": 300, "duplicate": 1} == batch.counts


def test_stopped_or_begun_anew_while_it_is_gone_through_nothing_is_noted(ana: Member) -> None:
    batch = given(ana)
    stale = Import.objects.get(pk=batch.pk)
    assert actions.is_small(stale)
    Import.objects.filter(pk=batch.pk).update(turn=1)
    actions.go_on(batch=Import(pk=stale.pk, owner=ana, plan=stale.plan, state=State.LOOKING), at=AT)
    assert not ImportRecord.objects.exists()
    actions.stop_import(batch=batch, by=ana, at=AT)
    actions.go_on(batch=stale, at=AT)
    assert (stale.state, stale.trouble) == (State.STOPPED, "")


def test_what_cant_be_read_is_told_with_its_line_and_cant_be_chosen(ana: Member) -> None:
    batch = looked_at(ana, "Name,Phone,Town\nDana Ruiz,01632 960101,\n,,Leeds\n")
    assert statuses(batch) == [(2, "new"), (3, "unreadable")]
    assert "no way to reach anybody" in batch.records.get(line=3).reason
    actions.choose(batch=batch, out=True, line=3, by=ana, at=AT)
    assert not batch.records.filter(left_out=True).exists()


def test_a_file_left_lying_goes_after_a_day(ana: Member) -> None:
    import os

    from django.conf import settings

    batch = looked_at(ana)
    os.utime(settings.DATA / "uploads" / batch.pk, (AT.timestamp(), AT.timestamp()))
    actions.drop_strays(at=AT + 23 * HOUR)
    assert batch.records.exists()
    actions.drop_strays(at=AT + 25 * HOUR)
    batch.refresh_from_db()
    assert (batch.state, ImportRecord.objects.count()) == (State.STOPPED, 0)
    assert uploads.size_of(batch.pk) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_a_page_at_once_write_everybody_once(ana: Member) -> None:
    batch = actions.start_writing(batch=looked_at(ana, many(600)), by=ana, at=AT)
    racing.at_once(lambda n: actions.go_on(batch=Import.objects.get(pk=batch.pk), at=AT), 3)
    actions.go_on(batch=Import.objects.get(pk=batch.pk), at=AT)
    assert Person.objects.count() == 600


@pytest.mark.django_db(transaction=True)
def test_control_without_the_claim_they_would_write_them_twice(
    ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = actions.start_writing(batch=looked_at(ana, many(1)), by=ana, at=AT)
    Import.objects.filter(pk=batch.pk).update(total=2)
    monkeypatch.setattr("sentby.people.actions.intake._claimed", lambda batch, **values: True)
    for each in [Import.objects.get(pk=batch.pk) for _ in range(2)]:
        actions.go_on(batch=each, at=AT)
    assert statuses(batch) == [(2, "new"), (2, "same")]
