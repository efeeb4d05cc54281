"""R3: the outbox under kill -9. Posts letters, lets workers die over them, and accounts for every one."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from pathlib import Path

from sentby.accounts.models import Member
from sentby.mail import queries
from sentby.mail.models import Message
from tests.mail.post import post_many
from tests.mail.sink import Sink
from tests.support.cast import AT

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Account:
    """Where every letter ended up."""

    kills: int
    letters: int
    states: dict[str, int]
    duplicates: int
    silent_losses: int
    uncertain_not_shown: int

    @property
    def is_clean(self) -> bool:
        return not (self.duplicates or self.silent_losses or self.uncertain_not_shown)


def run(
    *,
    sender: Member,
    database_url: str,
    kills: int,
    letters: int,
    variant: str = "good",
    seed: int = 1,
    only_lines: bool = False,
) -> Account:
    """Post `letters`, kill `kills` workers over them, drain, and account."""
    with Sink() as sink:
        sink.pause = (0, 0.002)
        sink.pause_after_dot = (0, 0.005)
        posted = post_many(sender, letters)
        subprocess.run(
            [
                sys.executable, "-m", "tests.mail.victim", "--kills", str(kills), "--seed", str(seed),
                "--variant", variant, "--start", AT.isoformat(), *(["--only-lines"] if only_lines else []),
            ],
            cwd=ROOT, check=True, timeout=30 + kills, env=_environment(database_url, sink.url),
        )  # fmt: skip
        return _account(sender, posted, sink, kills)


def _environment(database_url: str, mail_url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database_url,
        "MAIL_URL": mail_url,
        "MAIL_FROM": "desk@sentby.example.com",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "DJANGO_SETTINGS_MODULE": "sentby.settings",
        "SENTBY_LOG_LEVEL": "ERROR",
    }


def _account(sender: Member, posted: list[Message], sink: Sink, kills: int) -> Account:
    arrived = Counter(str(BytesHeaderParser().parsebytes(caught.raw)["Message-ID"]) for caught in sink.caught)
    now = {message.pk: message for message in Message.objects.filter(pk__in=[letter.pk for letter in posted])}
    shown = {letter.pk for letter in queries.letters_of(sender, shown="trouble")}
    at_rest = {"sent", "uncertain", "failed", "withheld"}
    lost = [
        letter for letter in posted
        if not arrived[letter.message_id] and (now[letter.pk].state == "sent" or now[letter.pk].state not in at_rest)
    ]  # fmt: skip
    return Account(
        kills=kills,
        letters=len(posted),
        states=dict(Counter(message.state for message in now.values())),
        duplicates=sum(count > 1 for count in arrived.values()),
        silent_losses=len(lost),
        uncertain_not_shown=sum(
            m.state in ("uncertain", "failed") and m.pk not in shown for m in now.values()
        ),
    )
