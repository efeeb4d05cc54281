"""What two do at the same moment, made to happen in one thread."""

from typing import Any

import pytest
from django.db import connection

from sentby.accounts import actions
from sentby.accounts.actions import DeskTaken, Newcomer
from sentby.accounts.models import Member
from sentby.core.audit import OPERATOR
from sentby.core.models import AuditEntry
from tests.support.cast import AT, make_ruth

pytestmark = pytest.mark.django_db


def test_who_comes_a_moment_too_late_is_told_that_the_desk_is_taken() -> None:
    """Ruth takes it after Ana saw that it was free, and before Ana's row is written."""
    ruth_came: list[Member] = []

    def ruth_is_quicker(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "accounts_member"') and not ruth_came:
            ruth_came.append(Member())
            make_ruth()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ruth_is_quicker), pytest.raises(DeskTaken):
        actions.found_desk(email="ana@reyes.example.com", newcomer=Newcomer("Ana Reyes"), by=OPERATOR, at=AT)
    assert ruth_came


def test_a_way_in_that_came_or_went_is_written_down(ruth: Member) -> None:
    actions.note_way_in(member=ruth, change="passkey added", by=ruth.actor, at=AT)
    noted = AuditEntry.objects.get(what="way_in.changed", subject_id=ruth.pk)
    assert (noted.details, noted.actor_id) == ({"change": "passkey added"}, ruth.pk)
