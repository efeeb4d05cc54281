"""The demo: told once, into an empty database only; a desk with members of its own is left as it is."""

import sys

from sentby.cli import Trouble

BESIDE = (
    "This desk holds the demo, and lists nobody to come in as. An empty one beside it: "
    "SENTBY_DATA=my-desk make run DEMO=0"
)


def prepare() -> list[str]:
    """Tell the story if a demo is wanted and nothing is there yet. Returns the lines that say how to come in.

    A desk that has members of its own is no demo: its sign-in page lists nobody.
    """
    from django.conf import settings

    from sentby.accounts import queries

    if not settings.DEMO:
        return [BESIDE] if was_told() else []
    forget_half_a_story()
    if queries.is_unfounded() and not settings.MAIL_URL:
        tell()
    if not was_told():
        settings.DEMO = False
        why = (
            "it would write to made-up addresses by MAIL_URL"
            if settings.MAIL_URL
            else "this desk has an owner"
        )
        return [f"The demo story was not told: {why}."]
    return how_to_come_in()


def tell() -> None:
    """Tell the story now."""
    from django.conf import settings

    from sentby.core.clock import now

    if str(settings.ROOT) not in sys.path:
        sys.path.append(str(settings.ROOT))  # the demo lies beside the package, as the templates do
    try:
        from demo.story import tell as tell_story
    except ModuleNotFoundError:
        raise Trouble("The folder `demo` is missing beside `src`; start without --demo.") from None
    tell_story(at=now())


def was_told() -> bool:
    """Whether the members of this desk are the demo's."""
    return _is_noted("demo.told")


def forget_half_a_story() -> None:
    """A telling that was cut off begins anew, as long as nobody has come in."""
    from django.core.management import call_command

    from sentby.accounts import queries

    if _is_noted("demo.begun") and not was_told() and queries.nobody_has_come_in():
        call_command("flush", interactive=False, verbosity=0)


def _is_noted(what: str) -> bool:
    from sentby.core.models import AuditEntry

    return AuditEntry.objects.filter(what=what).exists()


def how_to_come_in() -> list[str]:
    """The cast, and the password of each."""
    from django.conf import settings

    from sentby.accounts import queries

    lines = [f"Come in as one of these, each with the password “{settings.DEMO_PASSWORD}”:"]
    return lines + [
        f"  {member.email:34} {member.name}, {member.business}" for member in queries.active_members()
    ]
