"""R9 in a quick form: a backup under writers is whole, a restored desk is the same desk, and no mail leaves by itself."""

import tarfile
from pathlib import Path

import pytest

from sentby.accounts.models import Member
from sentby.cli import archive
from sentby.core.audit import OPERATOR
from sentby.mail import actions as mail
from sentby.mail import queries as mail_queries
from sentby.mail.models import Message
from sentby.worker import Worker
from tests.cli.program import Program
from tests.support.cast import AT
from tests.worker.scene import passed_on

pytestmark = pytest.mark.both_databases


@pytest.fixture
def kept(ana: Member, sam: Member, database_url: str, tmp_path: Path) -> Path:
    """A backup of a desk with one referral, one letter of which waits."""
    passed_on(ana, sam)
    done = Program(tmp_path / "first", database_url)("backup", str(tmp_path / "desk.tar.gz"))
    assert done.returncode == 0, done.stderr
    return tmp_path / "desk.tar.gz"


def test_only_its_owner_can_read_it_and_the_keys_are_in_it(kept: Path) -> None:
    assert kept.stat().st_mode & 0o077 == 0
    with tarfile.open(kept) as tar:
        names = set(tar.getnames())
    assert {"manifest.json", "secret-key"} <= names and len(names & set(archive.COPIES.values())) == 1


def test_nothing_is_replaced_without_force(kept: Path, database_url: str, tmp_path: Path) -> None:
    here = Program(tmp_path / "first", database_url)
    done = here("restore", str(kept))
    assert done.returncode == 1 and "--force" in done.stderr
    assert here("restore", "--force", str(kept)).returncode == 0


def test_a_damaged_backup_is_refused(kept: Path, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    archive.read(kept, parts)
    copy = next(path for path in parts.iterdir() if path.name in archive.COPIES.values())
    whole = copy.read_bytes()
    copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with tarfile.open(tmp_path / "damaged.tar.gz", "w:gz") as tar:
        for path in parts.iterdir():
            tar.add(path, arcname=path.name)
    done = Program(tmp_path / "third")("restore", str(tmp_path / "damaged.tar.gz"))
    assert done.returncode == 1 and "damaged" in done.stderr


def test_no_file_and_no_backup_are_said_plainly(tmp_path: Path) -> None:
    sentby = Program(tmp_path / "data")
    assert "no file" in sentby("restore", str(tmp_path / "missing")).stderr
    (tmp_path / "letter.txt").write_text("hello")
    done = sentby("restore", str(tmp_path / "letter.txt"))
    assert done.returncode == 1 and "can't be read as a backup" in done.stderr


def test_no_mail_leaves_until_it_is_released(ana: Member, sam: Member) -> None:
    passed_on(ana, sam)
    assert mail.hold_restored(by=OPERATOR, at=AT) == 1
    passed_on(ana, sam, number=2)
    Worker().round(AT)
    assert set(Message.objects.values_list("state", flat=True)) == {"withheld", "queued"}
    assert mail_queries.is_held()
    assert mail.release_restored(by=OPERATOR, at=AT) == 1
    Worker().round(AT)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
