"""S3: the API under generated requests, good and bad, on both databases: no 5xx, and no answer that is not described."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = 150
DESCRIPTION = "/api/openapi.json"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@dataclass
class Account:
    """What was asked, what was answered, and what was wrong with it."""

    statuses: Counter[int] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return self.statuses.total()


def examples(quick: int = 6) -> int:
    """How many requests of each kind an operation gets: few in the quick form, what is asked for in the long one."""
    return int(os.environ.get("SENTBY_TEST_FUZZ", quick))


@dataclass(frozen=True)
class Callers:
    """Whose keys are used in turn, and what there is for each parameter of an address."""

    keys: list[str]
    ids: Mapping[str, list[str]]


def fuzz(app: Any, callers: Callers, *, number: int) -> Account:
    """Send every operation `number` good and `number` bad requests; three in four ids in addresses name something real."""
    account = Account()
    described: Any = schemathesis.openapi.from_wsgi(DESCRIPTION, app)
    for found in described.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(found.ok(), mode, callers, number, account)
    return account


def _try(operation: Any, mode: GenerationMode, callers: Callers, number: int, account: Account) -> None:
    turn = iter(range(1_000_000))

    @seed(20261120)
    @settings(
        max_examples=number, database=None, deadline=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        here = next(turn)
        for name in case.path_parameters or {}:
            if here % 4:
                case.path_parameters[name] = callers.ids[name][here % len(callers.ids[name])]
        key = callers.keys[here % len(callers.keys)]
        answer = case.call(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})
        account.statuses[answer.status_code] += 1
        account.reached[operation.label] += answer.status_code < 400
        _judge(case, answer, account)

    try:
        send()
    except Unsatisfiable:
        return  # an operation that takes nothing cannot be asked wrongly


def _judge(case: Any, answer: Any, account: Account) -> None:
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        said = f"{case.method} {case.formatted_path} was answered {answer.status_code}"
        account.faults += [f"{said}: {fault}" for fault in group.exceptions]


def main() -> bool:
    """The quick form's tests, with many more requests."""
    number = os.environ.get("SENTBY_TEST_FUZZ", str(EXAMPLES))
    command = [sys.executable, "-m", "pytest", "tests/api/test_fuzz.py", "--database", "both", "-s"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SENTBY_TEST_FUZZ": number}, check=False)
    said = "nothing undescribed, no 5xx" if not done.returncode else "FAULTS"
    print(f"S3 API: {number} good and {number} bad requests an operation, on both databases: {said}")
    return not done.returncode


if __name__ == "__main__":
    sys.exit(not main())
