"""Introductions by machine: written, looked at, sent; and the question that may come before."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from pydantic import AfterValidator

from sentby.accounts.models import Member
from sentby.accounts.requests import member_of
from sentby.core.clock import now
from sentby.core.problems import TITLES, Problem
from sentby.core.wire import Day, Key, NoNul, Strict, Version, act_once, said
from sentby.introductions import actions, queries
from sentby.introductions.models import Introduction, Question
from sentby.introductions.preview import Desk, Part, introduction_desk, question_desk
from sentby.referrals.models import Referral

router = Router(tags=["introductions"])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _something(text: str) -> str:
    if not text.strip():
        raise ValueError("Write something here.")
    return text


Way = Literal["own", "sentby"]
Begun = TypeVar("Begun", Introduction, Question)


class LetterIn(Strict):
    """The letter to both, in your words."""

    subject: Annotated[
        str, Field(max_length=200), NoNul, AfterValidator(_something), AfterValidator(_one_line)
    ]
    why: Annotated[str, Field(max_length=3_000), NoNul, AfterValidator(_something)]
    what_next: Annotated[str, Field(max_length=300), NoNul, AfterValidator(_one_line)] = ""
    way: Way


class DraftIn(LetterIn):
    """With the version that you saw; null while nothing is begun."""

    version: Version | None = None


class DepartureIn(Strict):
    """The version that you looked at: a letter that was changed since does not leave."""

    version: Version


class AskFirstIn(Strict):
    way: Way


class HeardIn(Strict):
    """What the prospect answered by telephone: yes, not this time, or "please don't", which is final."""

    said: Literal["yes", "no", "stop"]
    on: Day | None = None


class AllowedOut(Schema):
    allowed: bool
    because: str


class SideOut(Schema):
    """One letter as its side reads it."""

    whose: str
    to: str
    sender: str
    subject: str
    text: str


class TextOut(Schema):
    """A text message to somebody of whom only a number is known."""

    whose: str
    number: str
    words: str
    sms: str


class OwnOut(Schema):
    """What leaves from your own mailbox, ready to be opened in a mail program or as a text message."""

    to: list[str]
    subject: str
    text: str
    mailto: str
    texts: list[TextOut]


class StandingOut(Schema):
    """A letter, or a question, that was begun: it has left when `left_at` is there."""

    id: str
    way: str
    created_at: datetime
    left_at: datetime | None


class WordsOut(Schema):
    subject: str
    why: str
    what_next: str
    way: str
    version: int


class DeskOut(Schema):
    """How it stands, what may be done, and exactly what each side gets."""

    standing: StandingOut | None
    possible: AllowedOut
    by_sentby: AllowedOut
    sides: list[SideOut]
    own: OwnOut | None


class IntroductionOut(DeskOut):
    words: WordsOut


@router.get("/referrals/{referral_id}/introduction", response=IntroductionOut, summary="The letter to both")
def get_introduction(request: HttpRequest, referral_id: str) -> dict[str, Any]:
    member = member_of(request)
    return _letter(queries.introducible(member, referral_id), member)


@router.put(
    "/referrals/{referral_id}/introduction", response=IntroductionOut, summary="Write the letter to both"
)
def write_introduction(request: HttpRequest, referral_id: str, payload: DraftIn) -> dict[str, Any]:
    member = member_of(request)
    referral = queries.introducible(member, referral_id)
    _check_way(referral, payload.way)
    words = payload.model_dump(exclude={"version"})

    def act() -> Introduction:
        letter, at = actions.draft(referral=referral, by=member, at=now()), now()
        return actions.save_draft(
            introduction=letter, version=payload.version or 1, **words, by=member, at=at
        )

    act_once(member, "introduction", "", None, act)
    return _letter(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/introduction/preview",
    response=IntroductionOut,
    summary="What each side would read; keeps nothing",
)
def preview_introduction(request: HttpRequest, referral_id: str, payload: LetterIn) -> dict[str, Any]:
    member = member_of(request)
    return _letter(queries.introducible(member, referral_id), member, payload.model_dump())


@router.post(
    "/referrals/{referral_id}/introduction/departure",
    response=IntroductionOut,
    summary="Let Sentby send it, or say that it left from your own mailbox",
)
def let_introduction_leave(
    request: HttpRequest, referral_id: str, payload: DepartureIn, key: Key = ""
) -> dict[str, Any]:
    member = member_of(request)
    letter = _found(queries.introduction_seen_by(member, queries.introducible(member, referral_id)))
    letter.version = payload.version
    leave = actions.send if letter.way == "sentby" else actions.mark_sent

    def act() -> Introduction:
        return leave(introduction=letter, by=member, at=now())

    act_once(member, "departure", key, [referral_id, said(payload)], act)
    return _letter(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/introduction/fresh-start",
    response=IntroductionOut,
    summary="Put the letter aside and begin again, while nobody has it",
)
def begin_again(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    letter = queries.introduction_seen_by(member, queries.introducible(member, referral_id))

    def act() -> dict[str, Any]:
        return {"done": letter is not None and actions.drop(introduction=letter, by=member, at=now())}

    act_once(member, "fresh-start", key, referral_id, act)
    return _letter(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/introduction/return",
    response=IntroductionOut,
    summary="Call the letters back while both wait here",
)
def call_back_introduction(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    letter = queries.introduction_seen_by(member, queries.introducible(member, referral_id))

    def act() -> dict[str, Any]:
        return {"done": letter is not None and actions.call_back(introduction=letter, by=member, at=now())}

    act_once(member, "introduction-return", key, referral_id, act)
    return _letter(queries.introducible(member, referral_id), member)


@router.get(
    "/referrals/{referral_id}/consent", response=DeskOut, summary="The question before the passing on"
)
def get_question(request: HttpRequest, referral_id: str) -> dict[str, Any]:
    member = member_of(request)
    return _asked(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/consent",
    response=DeskOut,
    summary="Let Sentby ask the prospect first, or prepare the question for your own mailbox",
)
def ask_first(request: HttpRequest, referral_id: str, payload: AskFirstIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    referral = queries.introducible(member, referral_id)
    ask = actions.ask_first if payload.way == "sentby" else actions.prepare_question

    def act() -> Question:
        return ask(referral=referral, by=member, at=now())

    act_once(member, "consent", key, [referral_id, said(payload)], act)
    return _asked(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/consent/departure",
    response=DeskOut,
    summary="The question left from your own mailbox",
)
def note_asked(request: HttpRequest, referral_id: str, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    question = _found(queries.question_seen_by(member, queries.introducible(member, referral_id)))

    def act() -> Question:
        return actions.mark_asked(question=question, by=member, at=now())

    act_once(member, "consent-departure", key, referral_id, act)
    return _asked(queries.introducible(member, referral_id), member)


@router.post(
    "/referrals/{referral_id}/consent/answer",
    response=DeskOut,
    summary="What the prospect answered when you rang: your word, so it counts as claimed",
)
def note_heard(request: HttpRequest, referral_id: str, payload: HeardIn, key: Key = "") -> dict[str, Any]:
    member = member_of(request)
    referral = queries.introducible(member, referral_id)

    def act() -> dict[str, Any]:
        actions.heard_by_telephone(referral=referral, said=payload.said, by=member, at=now(), on=payload.on)
        return {"done": True}

    act_once(member, "consent-answer", key, [referral_id, said(payload)], act)
    return _asked(queries.introducible(member, referral_id), member)


def _found(thing: Begun | None) -> Begun:
    if thing is None:
        raise Http404
    return thing


def _check_way(referral: Referral, way: Way) -> None:
    by_sentby = queries.may_go_by_sentby(referral)
    if way == "sentby" and not by_sentby.allowed:
        raise Problem(422, TITLES[422], errors={"way": by_sentby.because})


def _letter(referral: Referral, member: Member, typed: dict[str, str] | None = None) -> dict[str, Any]:
    desk = introduction_desk(referral, member, typed or {}, now())
    return _desk(desk) | {"words": desk.words | (typed or {}), "standing": desk.introduction}


def _asked(referral: Referral, member: Member) -> dict[str, Any]:
    desk = question_desk(referral, member, now())
    return _desk(desk) | {"standing": desk.question}


def _desk(desk: Desk) -> dict[str, Any]:
    sides = [
        {
            "whose": side.whose, "to": side.to, "sender": side.sender, "subject": side.subject,
            "text": "".join(_text(part) for part in side.parts) + side.foot,
        }
        for side in desk.sides
    ]  # fmt: skip
    return {"possible": desk.possible, "by_sentby": desk.by_sentby, "sides": sides, "own": desk.own}


def _text(part: Part) -> str:
    return part.words if not part.name else "\n\n" + "\n".join([part.name, *part.lines])
