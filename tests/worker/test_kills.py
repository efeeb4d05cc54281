"""R1, quick form: kill -9 of web and worker under eight writers loses nothing that was acknowledged."""

import os
from pathlib import Path

import pytest

from prove import kills
from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from tests.support.cast import AT

pytestmark = pytest.mark.both_databases
KILLS = int(os.environ.get("SENTBY_TEST_KILLS", "50"))
KILLS_OF_THE_CONTROL = 8


def test_no_acknowledged_write_is_lost_and_none_is_half_there(
    ana: Member, sam: Member, database_url: str, tmp_path: Path
) -> None:
    key = accounts.make_key(member=ana, name="writers", by=ana.actor, at=AT).plain
    found = kills.run(database_url=database_url, data=tmp_path, key=key, receiver=sam.pk, kills=KILLS)
    assert found.acknowledged >= KILLS
    assert found.is_clean, found


def test_control_acknowledging_before_the_commit_loses_writes(
    ana: Member, sam: Member, database_url: str, tmp_path: Path
) -> None:
    key = accounts.make_key(member=ana, name="writers", by=ana.actor, at=AT).plain
    found = kills.run(
        database_url=database_url, data=tmp_path, key=key, receiver=sam.pk, kills=KILLS_OF_THE_CONTROL, seed=2,
        settings="prove.early_settings",
    )  # fmt: skip
    assert found.lost > 0, found
