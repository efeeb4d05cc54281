"""Members of the desk, and one's own profile, by machine."""

from datetime import datetime, time
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from ninja.responses import Status
from pydantic import AfterValidator, model_validator

from sentby.accounts import actions, choices, queries
from sentby.accounts.forms import InvitationForm
from sentby.accounts.models import Invitation, Member
from sentby.accounts.requests import member_of
from sentby.core.access import the
from sentby.core.clock import now
from sentby.core.problems import TITLES, Problem, ProblemDetails
from sentby.core.wire import Key, NoNul, Strict, Version, act_once, said
from sentby.rules.channels import ChannelError
from sentby.rules.countries import locales
from sentby.rules.names import tidy

router = Router(tags=["the desk"])


def _zone(text: str) -> str:
    try:
        return choices.read_zone(text)
    except choices.UnknownZone as trouble:
        raise ValueError(str(trouble)) from None


def _locale(text: str) -> str:
    if text not in dict(locales()):
        raise ValueError("There is no such locale here. Choose one such as en-GB or de-DE.")
    return text


def _name(text: str) -> str:
    if not tidy(text):
        raise ValueError("Give a name.")
    return tidy(text)


def _address(text: str) -> str:
    """An address that a letter can go to, by the same field as on the page."""
    try:
        return str(InvitationForm.base_fields["email"].clean(text))
    except ValidationError as trouble:
        raise ValueError(trouble.messages[0]) from None


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
    phone: Annotated[str, Field(max_length=64), NoNul, AfterValidator(tidy)] = ""
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


class SeatOut(MemberOut):
    """A seat as the desk's owner sees it, open or closed."""

    email: str
    is_owner: bool
    is_active: bool
    joined_at: datetime


class InvitationIn(Strict):
    email: Annotated[str, Field(max_length=254), NoNul, AfterValidator(_address)]


class InvitationOut(Schema):
    """A seat that was offered: open, taken, withdrawn or turned down. Its link is in the letter and nowhere else."""

    id: str
    email: str
    at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    withdrawn_at: datetime | None
    declined_at: datetime | None


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
    _read_phone(member, changes)
    actions.update_profile(member=member, version=payload.version, changes=changes, by=member.actor, at=now())
    member.refresh_from_db()
    return member


def _read_phone(member: Member, changes: dict[str, Any]) -> None:
    """A telephone number, if one is given, becomes what is shown to others."""
    if "phone" not in changes:
        return
    try:
        changes["phone"] = choices.read_phone(changes["phone"], changes.get("locale", member.locale))
    except ChannelError as trouble:
        raise Problem(422, TITLES[422], errors={"phone": str(trouble)}) from None


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


@router.get(
    "/seats",
    response={200: list[SeatOut], 404: ProblemDetails},
    summary="Every seat of the desk, for its owner",
)
def list_seats(request: HttpRequest) -> list[Member]:
    return list(queries.seats(_owner(request)))


@router.post("/seats/{member_id}/closure", response=SeatOut, summary="Close a member's seat")
def close_seat(request: HttpRequest, member_id: str, key: Key = "") -> Member:
    owner = _owner(request)
    member = _seat(owner, member_id)

    def act() -> None:
        actions.deactivate_member(member=member, by=owner, at=now())

    act_once(owner, "seat-closure", key, member_id, act)
    return _seat(owner, member_id)


@router.post("/seats/{member_id}/return", response=SeatOut, summary="Open a closed seat again")
def open_seat(request: HttpRequest, member_id: str, key: Key = "") -> Member:
    owner = _owner(request)
    member = _seat(owner, member_id)

    def act() -> None:
        actions.reactivate_member(member=member, by=owner, at=now())

    act_once(owner, "seat-return", key, member_id, act)
    return _seat(owner, member_id)


@router.get(
    "/invitations",
    response={200: list[InvitationOut], 404: ProblemDetails},
    summary="Seats offered and not yet taken, and those that were turned down",
)
def list_invitations(request: HttpRequest) -> list[Invitation]:
    owner = _owner(request)
    return [*queries.open_invitations(owner, now()), *queries.declined_invitations(owner)]


@router.post(
    "/invitations",
    response={201: InvitationOut, 404: ProblemDetails},
    summary="Offer somebody a seat, by a letter with a link",
)
def invite(request: HttpRequest, payload: InvitationIn, key: Key = "") -> Status[Invitation]:
    owner = _owner(request)

    def act() -> Invitation:
        return actions.invite(email=payload.email, by=owner, at=now()).invitation

    made = act_once(owner, "invitation", key, said(payload), act)
    return Status(201, the(Invitation.objects.visible_to(owner), pk=made["id"]))


@router.post(
    "/invitations/{invitation_id}/withdrawal",
    response=InvitationOut,
    summary="Take an open invitation back; its link stops working at once",
)
def withdraw_invitation(request: HttpRequest, invitation_id: str, key: Key = "") -> Invitation:
    owner = _owner(request)
    offer = the(Invitation.objects.visible_to(owner), pk=invitation_id)

    def act() -> None:
        actions.withdraw_invitation(invitation=offer, by=owner, at=now())

    act_once(owner, "invitation-withdrawal", key, invitation_id, act)
    return the(Invitation.objects.visible_to(owner), pk=invitation_id)


def _owner(request: HttpRequest) -> Member:
    """Seats are the owner's to give; to everybody else there is nothing here, as on the pages."""
    member = member_of(request)
    if not member.is_owner:
        raise Http404
    return member


def _seat(owner: Member, pk: str) -> Member:
    found: Member = the(Member.objects.visible_to(owner), pk=pk)
    return found
