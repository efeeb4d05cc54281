"""The register of personal data (docs/privacy.yaml), read by the program: what is kept, and how it ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from sentby.core import audit

BATCH = 500
End = Literal["delete", "blank", "action", "stays"]
WORDS = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.DateField,
    models.DecimalField,
    models.GenericIPAddressField,
)
"""Fields that can hold something about somebody. Moments (DateTimeField) say when, never who."""


class RegisterFault(Exception):
    """The register cannot be read; the sentence says where."""


@dataclass(frozen=True)
class Rule:
    """How long something is kept, and how it ends.

    `delete` removes rows, and `blank` empties `fields`, once `clock` is `days` ago. `action` is done by the sweep of
    the worker that `by` names, after `days` where it has them. `stays` has no date, and `kept` says why. What can be
    used for a time only is `good_for` so many days from when it was made.
    """

    name: str
    kept: str
    ends: End
    model: str = ""
    clock: str = ""
    days: int = 0
    good_for: int = 0
    where: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    by: str = ""

    def rows(self, at: datetime) -> "models.QuerySet[models.Model]":
        """Rows that are past their date at this moment, oldest first."""
        past = {f"{self.clock}__lte": at - timedelta(days=self.days)}
        found: models.QuerySet[models.Model] = apps.get_model(self.model)._base_manager.filter(
            **past, **self.where
        )
        if self.ends == "blank":
            filled = [~models.Q(**{name: _empty(found.model, name)}) for name in self.fields]
            found = found.filter(_any(filled))
        return found.order_by(self.clock)


@dataclass(frozen=True)
class Line:
    """One field: what stands in it, about whom, why it is kept, and by which rule it ends."""

    model: str
    field: str
    what: str
    whose: str
    why: str
    rule: Rule


@dataclass(frozen=True)
class Register:
    """All lines and rules, and the fields of which somebody has decided that they hold nothing about anybody."""

    rules: Mapping[str, Rule]
    lines: tuple[Line, ...]
    impersonal: frozenset[tuple[str, str]]

    @property
    def decided(self) -> frozenset[tuple[str, str]]:
        return frozenset((line.model, line.field) for line in self.lines) | self.impersonal

    @property
    def dated(self) -> tuple[Rule, ...]:
        """The rules that the retention sweep carries out."""
        return tuple(rule for rule in self.rules.values() if rule.ends in ("delete", "blank"))


def path() -> Path:
    return Path(settings.ROOT) / "docs" / "privacy.yaml"


@cache
def register() -> Register:
    """The register of this version."""
    return read(path().read_text())


def read(text: str) -> Register:
    """Read a register. Raises RegisterFault."""
    try:
        said = yaml.safe_load(text)
        rules = {name: _rule(name, words) for name, words in said["rules"].items()}
        lines = tuple(_lines(said["data"], rules))
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as problem:
        raise RegisterFault(f"docs/privacy.yaml can't be read: {problem!r}") from None
    nothing = {(model, name) for model, words in said["data"].items() for name in words.get("impersonal", [])}
    return Register(rules, lines, frozenset(nothing))


def kept_for(name: str) -> timedelta:
    """How long the rule of this name keeps things, for the action that ends them."""
    return timedelta(days=register().rules[name].days)


def good_for(name: str) -> timedelta:
    """How long what the rule of this name is about can be used."""
    return timedelta(days=register().rules[name].good_for)


def keep_to(rule: Rule, *, at: datetime) -> int:
    """Carry a dated rule out; says how many rows it ended."""
    ended = 0
    while keys := list(rule.rows(at).values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows = apps.get_model(rule.model)._base_manager.filter(pk__in=keys)
            if rule.ends == "delete":
                rows.delete()
            else:
                rows.update(**{name: _empty(rows.model, name) for name in rule.fields})
        ended += len(keys)
    if ended:
        by = audit.SENTBY.because(rule.kept)
        audit.record("retention.kept", subject=("rule", rule.name[:16]), by=by, at=at, rows=ended)
    return ended


def undecided(known: Register) -> list[tuple[str, str]]:
    """Fields that can hold personal data, about which the register says nothing."""
    return [named for named in personal_fields() if named not in known.decided]


def unknown(known: Register) -> list[tuple[str, str]]:
    """What the register names, and no model has."""
    return sorted(known.decided - set(personal_fields()))


def personal_fields() -> Iterator[tuple[str, str]]:
    """Every stored field of ours, of sign-in and of sessions that can hold words, except ids and keys."""
    for model in apps.get_models():
        if _is_ours(model):
            for column in model._meta.concrete_fields:
                if (
                    isinstance(column, WORDS)
                    and not isinstance(column, models.DateTimeField)
                    and not column.primary_key
                ):
                    yield model._meta.label, column.name


def _is_ours(model: type[models.Model]) -> bool:
    module = model.__module__
    return module.startswith(("sentby.", "allauth.")) or model._meta.label == "sessions.Session"


def _rule(name: str, words: Mapping[str, Any]) -> Rule:
    rule = Rule(
        name=name,
        kept=words["kept"],
        ends=words["ends"],
        model=words.get("model", ""),
        clock=words.get("clock", ""),
        days=int(words.get("days", 0)),
        good_for=int(words.get("good_for", 0)),
        where=words.get("where", {}),
        fields=tuple(words.get("fields", ())),
        by=words.get("by", ""),
    )
    needed = {
        "delete": rule.model and rule.clock,
        "blank": rule.model and rule.clock and rule.fields,
        "action": rule.by,
    }
    if not needed.get(rule.ends, rule.ends == "stays"):
        raise RegisterFault(f"docs/privacy.yaml: the rule {name} does not say enough about how it ends.")
    return rule


def _lines(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> Iterator[Line]:
    for model, words in data.items():
        for name, said in (words.get("fields") or {}).items():
            try:
                yield Line(
                    model, name, said["what"], said.get("whose", words["whose"]), said.get("why", words["why"]),
                    rules[said.get("rule", words["rule"])],
                )  # fmt: skip
            except KeyError as missing:
                raise RegisterFault(f"docs/privacy.yaml: {model}.{name} lacks {missing}.") from None


def _empty(model: type[models.Model], name: str) -> Any:
    return {} if isinstance(model._meta.get_field(name), models.JSONField) else ""


def _any(conditions: list[models.Q]) -> models.Q:
    found = models.Q()
    for condition in conditions:
        found |= condition
    return found
