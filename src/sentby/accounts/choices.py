"""What is read from what a member types of themselves: a time zone, a telephone number."""

from functools import cache
from zoneinfo import available_timezones

from sentby.rules.channels import ChannelError, ChannelKind, read_channel
from sentby.rules.countries import country_of


class UnknownZone(Exception):
    """No place in the list of time zones answers to this name."""


@cache
def zone_names() -> list[str]:
    """Every IANA zone that is named after a place, and UTC."""
    places = {
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    }
    return [*sorted(places), "UTC"]


def read_zone(text: str) -> str:
    """The zone somebody means: its full name in any case, or the name of its city where only one has it."""
    wanted = text.strip().replace(" ", "_").casefold()
    by_name = {name.casefold(): name for name in zone_names()}
    if wanted in by_name:
        return by_name[wanted]
    cities = [name for name in zone_names() if name.casefold().rsplit("/", 1)[-1] == wanted]
    if len(cities) == 1:
        return cities[0]
    raise UnknownZone(
        f"There is no time zone called “{text.strip()}”. Choose one from the list, for example Europe/London."
    )


def read_phone(text: str, locale: str) -> str:
    """A telephone number as it is shown to others, read as in the country of `locale`; nothing where nothing is typed.

    ChannelError, in a sentence, for anything else.
    """
    if not text.strip():
        return ""
    channel = read_channel(text, region=country_of(locale))
    if channel.kind is not ChannelKind.PHONE:
        raise ChannelError("That is no telephone number. Write it as you would dial it.")
    return channel.shown
