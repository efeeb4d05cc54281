"""One referral as its page shows it, to one reader."""

from dataclasses import dataclass

from sentby.accounts.models import Member
from sentby.followups import queries as followups
from sentby.followups.models import FollowUp
from sentby.mail.own import Own
from sentby.referrals import letters, queries
from sentby.referrals.judging import judge
from sentby.referrals.models import Fact, FeedbackAsk, Outcome, Referral
from sentby.referrals.parties import Details, addresses, all_details, is_open_to, names
from sentby.referrals.rungs import Mark, gates_of, rungs_of
from sentby.referrals.timeline import Entry, Story
from sentby.rules import clocks, standing
from sentby.rules import facts as rule
from sentby.rules.consent import Mode
from sentby.rules.facts import READINESS, FactKind, Names
from sentby.rules.grading import Grade, Judgement

BRIEF = {
    FactKind.TIMING_KNOWN: "Timing",
    FactKind.PRICE_KNOWN: "Price",
    FactKind.PROCESS_KNOWN: "Who decides, and how",
    FactKind.OPEN_QUESTIONS: "Open question",
}
OFFERED = (
    FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT, FactKind.MAY_USE_NAME,
    FactKind.TESTIMONIAL, FactKind.CALLED, FactKind.RECOMMENDED, FactKind.MEETING_ARRANGED,
    FactKind.INTRODUCED_IN_PERSON, FactKind.FIRST_HAND,
)  # fmt: skip


@dataclass(frozen=True)
class Known:
    """One line of the brief: what it is about, what is known, and who says so."""

    kind: str
    title: str
    text: str
    source: str


@dataclass(frozen=True)
class Page:
    """Everything on the page of one referral."""

    referral: Referral
    reader: Member
    names: Names
    judgement: Judgement
    rungs: list[Mark]
    gates: list[Mark]
    clock: clocks.Clock | None
    follow_up: FollowUp | None
    giver: Details
    receiver: Details
    prospect: Details
    brief: list[Known]
    timeline: list[Entry]
    outcomes: list[Outcome]
    question: FeedbackAsk | None
    to_state: list[tuple[str, str]]
    by_hand: Own | None = None  # what the reader tells a receiver without an account

    @property
    def title(self) -> str:
        return str(self.referral.prospect or "Somebody, no name yet")

    @property
    def states_facts(self) -> bool:
        """Whether the reader is on the giving side."""
        return self.reader in (self.referral.recorder, self.referral.giver_member)

    @property
    def follows_up(self) -> bool:
        """Whether the reader is the one who calls, or keeps the record for a receiver without an account."""
        return bool(self.reader == (self.referral.receiver_member or self.referral.recorder))

    @property
    def keeps_for_another(self) -> bool:
        """Whether the reader keeps the record for a receiver without an account, who does the calling."""
        return self.follows_up and not self.calls

    @property
    def by_hand_waits(self) -> bool:
        """Whether a receiver without an account is still to be told."""
        waits = self.follow_up is not None and self.follow_up.act == standing.ActKind.TELL_RECEIVER
        return waits and self.by_hand is not None

    @property
    def meets_next(self) -> bool:
        """Whether they are in touch and have not met: then a talk and a meeting are the steps to record."""
        contacts = {row.kind for row in self.referral.contacts.all() if row.withdrawn_at is None}
        steps = contacts | {step.kind for step in self.outcomes}
        return self.referral.first_contact_at is not None and steps.isdisjoint({"met", "proposed"})

    @property
    def calls(self) -> bool:
        """Whether the reader is the receiver."""
        return bool(self.reader.pk == self.referral.receiver_member_id)

    @property
    def act(self) -> str:
        """The one next act, as a button says it."""
        if self.follow_up is None:
            return ""
        return standing.label(standing.ActKind(self.follow_up.act), names(self.referral, self.reader))

    @property
    def endorsed(self) -> str:
        """Whose words the recommendation is said to be: the giver’s, unless the giver reads what another wrote."""
        recorder = self.referral.recorder
        if recorder == self.reader and (recorder == self.referral.giver_member or not self.referral.given):
            return "You wrote"
        by_another = self.reader.pk == self.referral.giver_member_id
        return f"{recorder.first_name} wrote" if by_another else f"{self.names.giver} says"

    @property
    def is_mine(self) -> bool:
        return self.follow_up is not None and self.follow_up.owner_id == self.reader.pk

    @property
    def confirmed_words(self) -> str:
        """What is claimed and what is confirmed, in one line."""
        claimed, confirmed = self.judgement.claimed, self.judgement.confirmed
        if not claimed.level:
            return ""
        by = self.names.prospect
        said = (
            f"level {confirmed.level} confirmed"
            if confirmed.level
            else f"{by} has not confirmed the five facts yet"
        )
        return f"Level {claimed.level} of {self.reader.ladder} on your ladder; {said}"

    @property
    def is_won_as_a_lead(self) -> bool:
        """Whether business came of what is no referral: the grade stays, and the page says why."""
        won = self.ended is not None and self.ended.kind == standing.Outcome.WON
        return won and self.judgement.claimed.grade is not Grade.REFERRAL

    @property
    def ended(self) -> Outcome | None:
        return next((outcome for outcome in self.outcomes if outcome.kind in ("won", "lost")), None)


def page_for(member: Member, pk: str) -> Page:
    """The page of a referral that the member may see; 404 otherwise."""
    referral = queries.visible(member, pk)
    judgement = judge(referral, ladder=member.ladder, reader=member)
    live = referral.stated
    giver, receiver, prospect = all_details(referral.giver, referral.receiver, referral.prospect)
    if not is_open_to(referral.prospect, member, referral):
        prospect = Details(prospect.name, "", (), ())
    return Page(
        referral=referral,
        reader=member,
        names=names(referral),
        judgement=judgement,
        rungs=rungs_of(referral, judgement, reader=member),
        gates=gates_of(referral, judgement, member),
        clock=queries.clock_of(referral),
        follow_up=followups.open_about("referral", [referral.pk]).get(referral.pk),
        giver=giver,
        receiver=receiver,
        prospect=prospect,
        brief=_brief(referral, live, member),
        timeline=Story(referral, member).entries(),
        outcomes=referral.came_of_it,
        question=getattr(referral, "open_question", None),
        to_state=_to_state(referral, live, member),
        by_hand=_by_hand(referral, member),
    )


def _by_hand(referral: Referral, reader: Member) -> Own | None:
    """What the recorder says to a receiver without an account: that there is somebody; or that they must not call."""
    if referral.receiver_person is None or reader.pk != referral.recorder_id:
        return None
    if not referral.is_open and not referral.closed_at:
        return letters.calling_off(referral) if referral.receiver_told_at else None
    return letters.by_hand(referral) if referral.is_open and referral.actionable_at else None


def said_after_saving(referral: Referral) -> str:
    """What happens now with something that was just passed on, or written down; and who is written to."""
    who = names(referral)
    if referral.giver_member_id != referral.recorder_id:
        said = "Noted."
    elif referral.released_at is None:
        said = f"Saved. {who.receiver} hears nothing before the yes: ask {who.prospect} now."
    elif referral.actionable_at is None:
        said = f"Saved. {who.receiver} can’t act on this yet: add {who.prospect}’s details."
    elif referral.receiver_member is None:
        said = f"Saved. {who.receiver} has no account here: tell {who.receiver} yourself."
    else:
        said = f"Passed on to {who.receiver}."
    if _has_to_be_told_by_hand(referral):
        return (
            f"{said} It is a lead, so Sentby does not write to {who.prospect}: tell {who.prospect} yourself."
        )
    told = referral.prospect_person if referral.tell_due_at else None
    tells = told is not None and addresses(told.channels.all())
    return f"{said} In half a minute a letter that tells {who.prospect} is posted." if tells else said


def _has_to_be_told_by_hand(referral: Referral) -> bool:
    """Whether a giver who wants the prospect told has to do it: a lead never gets a letter of this desk."""
    tells = Mode(referral.consent_mode) is Mode.TELL and referral.giver_member_id == referral.recorder_id
    return tells and referral.grade == Grade.LEAD and referral.prospect_person_id is not None


def _brief(referral: Referral, live: list[Fact], reader: Member) -> list[Known]:
    """What to know before the call: known or not, and who says so."""
    lines = [Known("need", "Need", referral.need or "Not said yet.", "")]
    who = names(referral, reader)
    for kind in READINESS[1:]:
        fact = next((fact for fact in reversed(live) if fact.kind == kind and fact.holds), None)
        said = {"claimed": who.write("{giver}, claimed"), "confirmed": who.write("{prospect}, confirmed")}
        if fact is not None:
            asked = kind is FactKind.OPEN_QUESTIONS and fact.source == "confirmed"
            title = who.write("{prospect} writes") if asked else BRIEF[kind]
            lines.append(Known(kind, title, fact.note or "Known.", said.get(fact.source, "observed")))
        elif kind in (FactKind.TIMING_KNOWN, FactKind.PRICE_KNOWN):
            lines.append(Known(kind, BRIEF[kind], "Not known.", ""))
    return lines


def _to_state(referral: Referral, live: list[Fact], reader: Member) -> list[tuple[str, str]]:
    """The facts that the giver can still add, each with its sentence."""
    stated = {fact.kind for fact in live if fact.holds}
    who = names(referral, reader)
    offered = OFFERED if referral.given else OFFERED[:3]  # who found somebody alone recommends nobody
    return [(kind.value, rule.label(kind, who)) for kind in offered if kind not in stated]
