"""Sees every row that an act writes, and every line of the audit that was written with it; says which rows no line names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model

from sentby.core.audit import SENTBY, Actor
from sentby.core.models import AuditEntry

A_MOMENT = timedelta(minutes=1)  # conversations with a mail server take their time
MACHINERY = {"core"}  # the audit itself, keys of presses, the worker's beat and its quarantine
# Words for searching and sorting, and what an attempt holds while it lasts, follow from what is told.
FOLLOWS = {
    "people.Person": {"search", "sort_key", "letter", "reachable", "version"},
    "people.Company": {"search", "sort_key", "version"},
    "mail.Message": {"text", "html", "stop_url", "claim", "leased_until", "data_started_at"},
    "accounts.ApiKey": {"last_used_at"},
}
# A row that has no life of its own is named with what it is a part of.
PART_OF = {
    "people.Channel": ("person_id", "company_id"),
    "people.Conversation": ("person_id",),
    "people.Tagging": ("person_id",),
    "people.Merge": ("kept_id",),
    "people.Apart": ("one_id", "other_id"),
    "people.ImportRecord": ("batch_id", "person_id", "company_id"),
    "followups.Reminder": ("follow_up_id",),
    "introductions.Press": ("link_id",),
}
# These say of all that hangs on their subject at once what became of it.
OF_EVERYTHING = {"prospect.erased", "person.erased", "company.erased"}
# A rule of the register says which one it is, and how many rows it ended: what is gone for good is named nowhere.
BY_A_RULE = "retention.kept"
# Who permits a letter is whoever stated the fact that it rests on, also when it is the worker that writes it.
ON_THEIR_WORD = "mail.permitted"
# A letter about a referral, or a promise, says nothing about the referral itself.
ELSEWHERE = ("mail.", "follow_up.", "reminder.", "link.")


@dataclass(frozen=True)
class Change:
    """One row that was written."""

    model: str
    key: str
    what: str
    part_of: frozenset[str]
    hangs_on: str


@dataclass
class Witness:
    """Watches one connection, from inside a transaction that is undone afterwards."""

    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        with connection.cursor() as cursor:
            for statement in _statements():
                cursor.execute(statement)

    @contextmanager
    def watching(self, *, by: Actor, at: datetime, name: str = "an act") -> Iterator[None]:
        """One act of `by` at `at`. What it wrote and did not tell is added to the faults."""
        _seen()
        last = _last_entry()
        yield
        entries = list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))
        self.faults += [f"{name}: {fault}" for fault in _faults(_seen(), entries, by, at)]


def _faults(changes: list[Change], entries: list[AuditEntry], by: Actor, at: datetime) -> Iterator[str]:
    for change in sorted(set(changes), key=lambda each: (each.model, each.key, each.what)):
        if not any(_names(entry, change) for entry in entries):
            yield f"{change.model} {change.key} was {change.what}, and nothing names it"
    for entry in entries:
        if not at <= entry.at < at + A_MOMENT:
            yield f"{entry.what} is dated {entry.at}"
        is_theirs = (entry.actor_kind, entry.actor_id) in {(by.kind, by.id), (SENTBY.kind, SENTBY.id)}
        if not is_theirs and entry.what != ON_THEIR_WORD:
            yield f"{entry.what} is told of {entry.actor_kind} {entry.actor_id}, and it was {by}"
        if entry.actor_kind == SENTBY.kind and not entry.why:
            yield f"{entry.what} was done by itself, and no rule says why"


def _names(entry: AuditEntry, change: Change) -> bool:
    if entry.what == BY_A_RULE or (entry.what in OF_EVERYTHING and change.hangs_on == entry.subject_id):
        return True
    if change.model == "people.Refusal":
        return entry.what == "refusal.kept"  # rows of hashes, told by their number
    if change.model == "referrals.Referral" and entry.what.startswith(ELSEWHERE):
        return False
    said = " ".join(str(value) for value in entry.details.values())
    named = {entry.subject_id, *said.split()}
    return bool(named & {change.key, *change.part_of})


def _last_entry() -> int:
    newest = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def _seen() -> list[Change]:
    """What was written since this was asked the last time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT model, key, what, part_of, hangs_on FROM witnessed ORDER BY n")
        rows = cursor.fetchall()
        cursor.execute("DELETE FROM witnessed")
    return [
        Change(model, key, what, frozenset(part_of.split()), hangs_on)
        for model, key, what, part_of, hangs_on in rows
    ]


def _watched() -> list[type[Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("sentby.") and model._meta.app_label not in MACHINERY
    ]


def _statements() -> Iterator[str]:
    """Triggers that live as long as this connection, or this transaction."""
    number = "bigserial" if _on_postgres() else "integer"
    yield f"CREATE TEMP TABLE witnessed (n {number} PRIMARY KEY, model text, key text, what text, part_of text, hangs_on text)"
    for model in _watched():
        yield from _trigger(model, "INSERT", "written", "NEW")
        yield from _trigger(model, "DELETE", "deleted", "OLD")
        yield from _trigger(model, "UPDATE", "changed", "NEW", _is_changed(model))


def _trigger(model: type[Model], event: str, what: str, row: str, only_if: str = "") -> Iterator[str]:
    table, name = model._meta.db_table, f"witness_{model._meta.db_table}_{event.lower()}"
    columns = {column.column for column in model._meta.concrete_fields}
    parents = " || ' ' || ".join(f"coalesce({row}.{part}, '')" for part in _parents(model))
    hangs_on = f"coalesce({row}.referral_id, '')" if "referral_id" in columns else f"{row}.{_key(model)}"
    insert = (
        "INSERT INTO witnessed (model, key, what, part_of, hangs_on) VALUES "
        f"('{model._meta.label}', {row}.{_key(model)}, '{what}', {parents or repr('')}, {hangs_on})"
    )
    when = f"WHEN ({only_if}) " if only_if else ""
    if not _on_postgres():
        yield f"CREATE TEMP TRIGGER {name} AFTER {event} ON {table} {when}BEGIN {insert}; END"
        return
    yield f"CREATE FUNCTION pg_temp.{name}() RETURNS trigger AS $$ BEGIN {insert}; RETURN NULL; END $$ LANGUAGE plpgsql"
    yield f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION pg_temp.{name}()"


def _is_changed(model: type[Model]) -> str:
    """Whether something else than what follows from it is another now."""
    told = FOLLOWS.get(model._meta.label, set())
    return " OR ".join(_differs(column) for column in model._meta.concrete_fields if column.name not in told)


def _differs(column: "Field[object, object]") -> str:
    """A reference that is emptied because its row is gone is told with that row."""
    unlike = "IS DISTINCT FROM" if _on_postgres() else "IS NOT"
    differs = f"NEW.{_quoted(column)} {unlike} OLD.{_quoted(column)}"
    is_free = isinstance(column, ForeignKey) and column.null
    return f"({differs} AND NEW.{_quoted(column)} IS NOT NULL)" if is_free else differs


def _quoted(column: "Field[object, object]") -> str:
    return connection.ops.quote_name(str(column.column))


def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


def _parents(model: type[Model]) -> tuple[str, ...]:
    return PART_OF.get(model._meta.label, ())


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"
