"""What can stand in the way of an act on a referral, in plain words."""


class NotPossible(Exception):
    """What was asked for contradicts itself, or somebody's refusal; the sentence says what to do."""


class NotOpen(NotPossible):
    """It has ended, was withdrawn or was refused: nothing more is written on it."""


class AlreadyEnded(NotOpen):
    """Somebody recorded the end of it already."""


class Conflict(Exception):
    """Somebody else changed it in the meantime. Nothing was saved."""
