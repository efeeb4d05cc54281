"""R3 in its quick form: workers killed with -9 between claim and mark."""

import pytest

from sentby.accounts.models import Member
from tests.mail import kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_kills_neither_double_nor_lose_a_letter(ana: Member, database_url: str) -> None:
    account = kills.run(sender=ana, database_url=database_url, kills=24, letters=30)
    assert account.is_clean, account
    assert account.states.get("uncertain", 0) > 0, f"no kill hit the words on their way: {account}"
    assert account.states["sent"] > 0


def test_control_marking_after_sending_doubles(ana: Member, database_url: str) -> None:
    account = kills.run(
        sender=ana, database_url=database_url, kills=15, letters=22, only_lines=True, variant="after"
    )
    assert account.duplicates > 0, account


def test_control_marking_before_sending_loses(ana: Member, database_url: str) -> None:
    account = kills.run(
        sender=ana, database_url=database_url, kills=15, letters=22, only_lines=True, variant="before"
    )
    assert account.silent_losses > 0, account
