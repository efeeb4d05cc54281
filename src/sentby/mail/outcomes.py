"""How an attempt to send one letter can end, and where that leaves the letter. Troubles are our own words, never the server's."""


class Outcome(Exception):
    """`state` is where the letter stands afterwards; the text is what its sender is told."""

    state = ""


class Sent(Outcome):
    """The server has taken it over, or it is kept in the local outbox."""

    state = "sent"


class Unreachable(Outcome):
    """There is no talking to the server at all: no fault of this letter, and no try of it."""

    state = "queued"


class PutOff(Outcome):
    """It has certainly not left, and another try may help."""

    state = "queued"


class Refused(Outcome):
    """The server will never take it."""

    state = "failed"


class Unanswered(Outcome):
    """Its words were on their way when the answer failed to come. Nobody can know."""

    state = "uncertain"


class Withheld(Outcome):
    """It must not leave."""

    state = "withheld"


class ClaimLost(Outcome):
    """Somebody else holds this letter now: hands off."""
