"""The same submission, five times at once, has one effect."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sentby.core.crossing import undisturbed
from sentby.core.models import Submission

Answer = dict[str, Any]


class KeyReused(Exception):
    """The same idempotency key came with different contents."""


def fingerprint(contents: object) -> str:
    """A short digest of what was submitted, to notice a key used for something else."""
    return hashlib.sha256(json.dumps(contents, sort_keys=True, default=str).encode()).hexdigest()


def once(
    act: Callable[[], Answer], *, name: str, actor: str, key: str, at: datetime, contents: object = None
) -> Answer:
    """Run `act` in one transaction unless this actor's `key` already has an answer; return the answer either way.

    The row that claims the key and the effects of `act` are committed together, so a crash leaves neither. A second
    caller waits for the first at the unique constraint. Raises KeyReused when the key was used for other contents.
    """
    mark = fingerprint(contents) if contents is not None else ""

    def claim_and_act() -> Answer:
        with transaction.atomic():
            claim = Submission.objects.create(actor=actor, key=key, act=name, fingerprint=mark, at=at)
            answer = act()
            Submission.objects.filter(pk=claim.pk).update(answer=answer)
            return answer

    if not key:
        return undisturbed(transaction.atomic(act))
    try:
        return undisturbed(claim_and_act)
    except IntegrityError:
        earlier = Submission.objects.filter(actor=actor, key=key).first()
        if earlier is None:
            raise
        if earlier.act != name or earlier.fingerprint != mark:
            raise KeyReused from None
        return dict(earlier.answer)
