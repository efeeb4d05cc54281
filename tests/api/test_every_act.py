"""Whatever a member can do on a page, a program can do as well; what it cannot stands here with its reason."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.api.reach import Thing, action_modules, acts, operations, pages, reached_from

PAGES_ONLY = {
    "accounts.choose_password": "a way in of a person, asked for with the present one or a code",
    "accounts.make_key": "a key that could make keys would outlive its own end",
    "accounts.revoke_key": "keys are ended where they are made, by the person whose they are",
    "people.complete_prospect": "a way to reach somebody, typed while passing on; an operation writes it with `edit_person`",
    "referrals.claim_facts": "several at once; an operation states one with `claim_fact`, the same sentence",
}
ACTION = """
def knock(*, by, at):
    return None
"""
PAGE = """
from sentby.planted_action import knock

def door(request):
    return once(lambda: knock(by=request.user, at=None))

def once(act):
    return act()
"""


def without_an_operation(views: list[Thing], ours: list[Thing], modules: list[ModuleType]) -> set[str]:
    """The actions that a page comes to and no operation does."""
    known = acts(modules)
    return reached_from(views, known) - reached_from(ours, known)


def test_every_act_of_a_page_has_an_operation() -> None:
    assert without_an_operation(pages(), operations(), action_modules()) == set(PAGES_ONLY)


def test_pages_come_to_the_acts_that_they_are_known_for() -> None:
    known = acts(action_modules())
    found = reached_from(pages(), known)
    assert {"accounts.invite", "referrals.pass_on", "introductions.send", "gratitude.thank"} <= found
    assert "introductions.stop" not in found  # the prospect's, who is no member
    assert len(found) > 35


@pytest.mark.parametrize("name", ["invite", "close_seat", "retry_message", "let_introduction_leave"])
def test_control_an_operation_that_is_gone_is_missed(name: str) -> None:
    rest = [operation for operation in operations() if operation.__name__ != name]
    assert len(rest) == len(operations()) - 1
    assert without_an_operation(pages(), rest, action_modules()) > set(PAGES_ONLY)


def test_control_a_new_act_without_an_operation_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, page = (
        _plant(tmp_path / f"planted_{name}.py", source, monkeypatch)
        for name, source in (("action", ACTION), ("page", PAGE))
    )
    found = without_an_operation([*pages(), page.door], operations(), [*action_modules(), action])
    assert found == {*PAGES_ONLY, "planted_action.knock"}


def _plant(file: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    file.write_text(source)
    made = importlib.util.spec_from_file_location(f"sentby.{file.stem}", file)
    assert made is not None and made.loader is not None
    module = importlib.util.module_from_spec(made)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    made.loader.exec_module(module)
    return module
