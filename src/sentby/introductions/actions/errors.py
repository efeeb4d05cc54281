"""What can stand in the way of an introduction, in plain words."""


class NotPossible(Exception):
    """It must not, or cannot, be done; the sentence says why and what to do."""


class Conflict(Exception):
    """Somebody else changed the draft in the meantime. Nothing was saved."""

    def __init__(self) -> None:
        super().__init__("This letter was changed since you opened it. Look at it, then save again.")


class AlreadyLeft(Exception):
    """The letter has left, or is `kept` in the Outbox to be handed over; it cannot be changed or sent again."""

    def __init__(self, *, kept: bool = False) -> None:
        super().__init__(
            "Both letters are in the Outbox already." if kept else "This letter has left already."
        )


class AlreadyPressed(Exception):
    """This act was used through this link before. The first press counts."""


class Closed(Exception):
    """Nothing more can be said here: it was stopped, taken back, or has ended."""
