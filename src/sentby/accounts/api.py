"""Members of the desk, and one's own profile, by machine."""

from datetime import time
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import AfterValidator, model_validator

from sentby.accounts import actions, choices, queries
from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.problems import TITLES, Problem
from sentby.core.wire import NoNul, Strict, Version
from sentby.rules.channels import ChannelError, ChannelKind, read_channel
from sentby.rules.names import tidy

router = Router(tags=["the desk"])


def _phone(text: str) -> str:
    """A number as it is shown to others; ValueError in a sentence."""
    if not text.strip():
        return ""
    try:
        channel = read_channel(text, region=settings.DEFAULT_REGION)
    except ChannelError as trouble:
        raise ValueError(str(trouble)) from None
    if channel.kind is not ChannelKind.PHONE:
        raise ValueError("That is no telephone number. Write it as you would dial it.")
    return str(channel.shown)


def _zone(text: str) -> str:
    try:
        return choices.read_zone(text)
    except choices.UnknownZone as trouble:
        raise ValueError(str(trouble)) from None


def _locale(text: str) -> str:
    if text not in dict(choices.locale_choices()):
        raise ValueError("There is no such locale here. Choose one such as en-GB or de-DE.")
    return text


def _name(text: str) -> str:
    if not tidy(text):
        raise ValueError("Give a name.")
    return tidy(text)


def _minute(moment: time | None) -> time | None:
    if moment is not None and moment.tzinfo is not None:
        raise ValueError("Write the time by your own clock, without an offset: 07:30.")
    return moment


Short = Annotated[str, Field(max_length=120), NoNul, AfterValidator(tidy)]


class MemberOut(Schema):
    id: str
    name: str
    business: str


class ProfileOut(MemberOut):
    email: str
    headline: str
    phone: str
    time_zone: str
    locale: str
    theme: str
    ladder: int
    consent_mode: str
    meets_weekday: int | None
    meets_time: time | None
    last_minute_hours: int
    version: int


class ProfilePatch(Strict):
    """What is left out stays as it is. Say which version you saw."""

    version: Version
    name: Annotated[str, Field(max_length=120), NoNul, AfterValidator(_name)] = "-"
    business: Short = ""
    headline: Annotated[str, Field(max_length=200), NoNul, AfterValidator(tidy)] = ""
    phone: Annotated[str, Field(max_length=64), NoNul, AfterValidator(_phone)] = ""
    time_zone: Annotated[str, Field(max_length=64), NoNul, AfterValidator(_zone)] = "UTC"
    locale: Annotated[str, Field(max_length=16), AfterValidator(_locale)] = "en-GB"
    theme: Literal["", "light", "dark"] = ""
    ladder: Literal[5, 8, 10] = 8
    consent_mode: Literal["tell", "ask-one"] = "tell"
    meets_weekday: Annotated[int, Field(ge=0, le=6, strict=True)] | None = None
    meets_time: Annotated[time | None, AfterValidator(_minute)] = None
    last_minute_hours: Annotated[int, Field(ge=0, le=48, strict=True)] = 3

    @model_validator(mode="after")
    def _changes_something(self) -> "ProfilePatch":
        if not self.model_fields_set - {"version"}:
            raise ValueError("Say what to change.")
        return self


@router.get("/members", response=list[MemberOut], summary="Members that something can be passed on to")
def list_members(request: HttpRequest) -> list[Member]:
    return list(queries.active_members())


@router.get("/profile", response=ProfileOut, summary="What you say of yourself, and how you work")
def get_profile(request: HttpRequest) -> Member:
    return member_of(request)


@router.patch("/profile", response=ProfileOut, summary="Change your profile")
def edit_profile(request: HttpRequest, payload: ProfilePatch) -> Member:
    member = member_of(request)
    changes: dict[str, Any] = payload.model_dump(exclude_unset=True, exclude={"version"})
    _check_meeting(member, changes)
    actions.update_profile(member=member, version=payload.version, changes=changes, by=member.actor, at=now())
    member.refresh_from_db()
    return member


def _check_meeting(member: Member, changes: dict[str, Any]) -> None:
    """A weekly meeting has a day and a time, or neither."""
    day, moment = (changes.get(name, getattr(member, name)) for name in ("meets_weekday", "meets_time"))
    if (day is None) != (moment is None):
        lacking = "meets_weekday" if day is None else "meets_time"
        raise Problem(
            422,
            TITLES[422],
            errors={lacking: "A weekly meeting has a day and a time; give both, or neither."},
        )
