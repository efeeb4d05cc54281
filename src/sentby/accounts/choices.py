"""What a member can choose from: the world's time zones, and how dates and money are written."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale

CODES = (
    "en-GB en-US en-IE en-AU en-CA en-IN en-NZ en-ZA cs-CZ da-DK de-AT de-CH de-DE el-GR es-ES es-MX et-EE fi-FI "
    "fr-BE fr-CA fr-CH fr-FR hu-HU it-IT lt-LT lv-LV nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO sk-SK sl-SI sv-SE "
    "tr-TR uk-UA ja-JP ko-KR"
)


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


@cache
def locale_choices() -> list[tuple[str, str]]:
    """Locales by the English name of their language and country."""
    return [(code, _named(code)) for code in CODES.split()]


def _named(code: str) -> str:
    locale = Locale.parse(code, sep="-")
    return f"{locale.get_language_name('en')} ({locale.get_territory_name('en')})"
