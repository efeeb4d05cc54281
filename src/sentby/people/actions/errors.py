"""What can stand in the way of writing in a book, in plain words."""

from sentby.people.models import Company, Person


class Conflict(Exception):
    """The entry was changed after the writer opened it. `current` is how it stands now; nothing was written."""

    def __init__(self, current: Person | Company) -> None:
        self.current = current
        super().__init__("This entry was changed since you opened it. Nothing of yours was saved yet.")


class NoName(Exception):
    """An entry without a name."""

    def __init__(self) -> None:
        super().__init__("Give a name.")


class NotYet(Exception):
    """A conversation dated in the future."""

    def __init__(self) -> None:
        super().__init__("That day has not come yet. Give the day on which you spoke.")


class NotNow(Exception):
    """A file of contacts is not where this can be done with it. The text says why."""


class NotTogether(Exception):
    """Two entries cannot be merged, or not be taken apart now. The text says why."""


class TooLong(Exception):
    """The notes are full."""

    def __init__(self) -> None:
        super().__init__(
            "The notes are full: 10,000 characters. Shorten them first, then log the conversation."
        )
