"""A referral's story, read from the audit trail: every statement dated, with its source."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sentby.accounts.models import Member
from sentby.core.models import AuditEntry
from sentby.mail.models import Message
from sentby.referrals.models import Contact, Fact, Outcome, Referral
from sentby.referrals.parties import names
from sentby.rules import facts as rule
from sentby.rules import standing
from sentby.rules.facts import YOU, FactKind

SAID = {
    "referral.withdrawn": "{who} withdrew it.",
    "referral.brought_back": "{who} brought it back.",
    "referral.completed": "{who} completed the details.",
    "question.asked": "{who} asked {other}.",
    "question.answered": "{who} answered.",
    "prospect.accepted": "{prospect} agreed to be passed on.",
    "prospect.declined": "{prospect} would rather not, this time.",
    "prospect.refused": "{prospect} said: please don’t. That is final.",
    "prospect.answered": "{prospect} answered the three questions. {answers}",
    "prospect.told": "Sentby wrote to {prospect}: who passed their details on, to whom and why.",
    "prospect.asked": "{who} asked {prospect} first.",
    "prospect.asked_for_link": "Somebody with the link in {giver:’s} letter had Sentby send {prospect} a link of their own.",
    "introduction.left": "{who} introduced both in writing.",
    "introduction.kept": "{who} put the letters to both into the Outbox, to be handed over.",
    "thanks.said": "{who} thanked {giver}.",
    "thanks.taken_back": "{who} took the thanks back.",
    "receiver.not_told": "{who} took back that {receiver} was told.",
    "contact.taken_back": "{who} took a contact back.",
    "outcome.taken_back": "{who} took an outcome back.",
}
KEPT_HERE = {
    "prospect.told": "A letter to {prospect} lies in the Outbox, to be handed over: who passed their details on, to whom and why.",
    "prospect.asked": "{who} put the question to {prospect} into the Outbox, to be handed over.",
    "prospect.asked_for_link": "Somebody with the link in {giver:’s} letter asked for one of {prospect:’s} own: it lies in the Outbox, to be handed over.",
}
NOT_SEEN_TO_LEAVE = {
    "prospect.told": "A letter to {prospect} was put into the Outbox: who passed their details on, to whom and why.",
    "prospect.asked": "{who} put the question to {prospect} into the Outbox.",
    "prospect.asked_for_link": "Somebody with the link in {giver:’s} letter asked for one of {prospect:’s} own, which was put into the Outbox.",
}
OWN_WORDS = {"referral.withdrawn"}  # why, as a member said it; why otherwise is our own rule, for the audit
CONTACTS = {
    "called": "{who} called {prospect}.",
    "they_called": "{prospect} was in touch first.",
    "wrote": "{who} and {prospect} wrote to each other.",
    "met": "{who} met {prospect}.",
    "left_message": "{who} left word for {prospect}.",
}
OUTCOMES = {
    "talked": "{receiver} talked with {prospect}.",
    "met": "{receiver} and {prospect} met.",
    "proposed": "{receiver} made a proposal.",
    "won": "Won: business came of it.",
    "lost": "Lost, this time.",
}
WAYS = {"own": " The link came in {giver:’s} own letter.", "telephone": " It came by telephone, to {who}."}
A_YES = {"prospect.accepted", "prospect.answered"}
MARKS = dict.fromkeys(A_YES | {"prospect.declined", "prospect.refused"}, "confirmed")
TOLD_OTHERWISE = {"person_named", "business_named", "reachable", "refused"}


@dataclass(frozen=True)
class Entry:
    """One line of the story. `state` draws its mark; `undo` is the address that takes it back, if it still can be."""

    text: str
    at: datetime
    state: str = ""
    source: str = ""
    words: str = ""
    undo: str = ""
    is_struck: bool = False  # it was taken back, so it counts no more
    stated: "tuple[Entry, ...]" = ()  # the facts that were stated in the same breath


class Story:
    """Writes the entries of one referral for one reader."""

    def __init__(self, referral: Referral, reader: Member) -> None:
        self.referral, self.reader, self.names = referral, reader, names(referral, reader)
        self.facts = {fact.pk: fact for fact in referral.facts.all()}
        self.contacts = {contact.pk: contact for contact in referral.contacts.all()}
        self.outcomes = {outcome.pk: outcome for outcome in referral.outcomes.all()}
        self.members = {
            party.pk: party.first_name
            for party in (referral.recorder, referral.giver_member, referral.receiver_member)
            if party is not None
        } | {reader.pk: YOU}

    def entries(self) -> list[Entry]:
        """The story so far, the latest first."""
        rows = AuditEntry.objects.filter(
            subject_kind="referral", subject_id=self.referral.pk, what__in=[*SAID, *self._writers()]
        )
        told = [(row, self._entry(row)) for row in rows.order_by("-at", "-id")[:200]]
        with_it = tuple(entry for row, entry in told if entry is not None and self._is_of_the_passing(row))
        return [
            replace(entry, stated=with_it) if row.what == "referral.passed_on" else entry
            for row, entry in told
            if entry is not None and entry not in with_it
        ]

    def _is_of_the_passing(self, row: AuditEntry) -> bool:
        return row.what == "fact.stated" and row.at == self.referral.passed_on_at

    def _entry(self, row: AuditEntry) -> Entry | None:
        if row.what in SAID:
            words = row.why if row.what in OWN_WORDS else ""
            return Entry(self._say(self._sentence(row), row), row.at, _mark(row), words=words)
        return self._writers()[row.what](row)

    def _writers(self) -> dict[str, Callable[[AuditEntry], Entry | None]]:
        """What else of the audit is told, and who tells it."""
        return {
            "referral.passed_on": self._passed_on,
            "referral.graded": self._graded,
            "fact.stated": self._stated,
            "fact.withdrawn": self._withdrawn,
            "receiver.told": self._told,
            "contact.logged": self._contact,
            "outcome.recorded": self._outcome,
            "reminder.sent": self._reminded,
        }

    def _sentence(self, row: AuditEntry) -> str:
        """Of a letter only what was seen: that it left, that it lies here, or that it was written once."""
        letter = row.what in KEPT_HERE and row.details.get("message")
        if not letter:
            return SAID[row.what] + _way(row)
        left = Message.objects.filter(pk=letter, state="sent").values_list("via", flat=True).first()
        if left is None:
            return NOT_SEEN_TO_LEAVE[row.what]
        return KEPT_HERE[row.what] if left == "local" else SAID[row.what] + _way(row)

    def _say(self, sentence: str, row: AuditEntry) -> str:
        answers = {name: str(answer) for name, answer in row.details.items()}
        said = " ".join(f"{question}: {answer}." for question, answer in rule.answered(answers, self.names))
        who, other = self._who(row), self._other(row)
        return self.names.write(sentence, who=who, other=other, answers=said)

    def _who(self, row: AuditEntry) -> str:
        if row.actor_kind == "member":
            return self.members.get(row.actor_id, "a member")
        sides = {"prospect": self.names.prospect, "person": self.names.receiver}
        return sides.get(row.actor_kind, "Sentby")

    def _other(self, row: AuditEntry) -> str:
        """The member on the other side of whoever acted."""
        if row.actor_id != self.reader.pk:
            return "you"
        return next((name for pk, name in self.members.items() if pk != row.actor_id), "the other side")

    def _passed_on(self, row: AuditEntry) -> Entry:
        referral = self.referral
        if referral.giver is None:
            text = "{receiver} wrote {prospect} down, from {origin}."
        elif referral.recorder_id != referral.giver_member_id:
            text = "{receiver} recorded that {giver} passed {prospect} on."
        else:
            text = "{giver} passed {prospect} on to {receiver}."
        words = self.names.write(text, origin=referral.origin.replace("_", " "))
        return Entry(words, row.at, "claimed", "claimed", words=referral.endorsement)

    def _graded(self, row: AuditEntry) -> Entry | None:
        if not row.details.get("promoted"):
            return None
        return Entry(
            "All five facts hold now: the lead became a referral. The credit stays.", row.at, "observed"
        )

    def _stated(self, row: AuditEntry) -> Entry | None:
        kind = str(row.details["kind"])
        if kind in TOLD_OTHERWISE or row.details["source"] != "claimed":
            return None
        fact = self.facts.get(str(row.details["fact"]))
        undo = self._undo_fact(fact)
        text = rule.label(FactKind(kind), self.names) + "."
        over = fact is None or fact.withdrawn_at is not None
        mark = "" if over else "claimed"
        return Entry(text, row.at, mark, mark, fact.note if fact else "", undo, is_struck=over)

    def _undo_fact(self, fact: Fact | None) -> str:
        mine = self.reader.pk in (self.referral.recorder_id, self.referral.giver_member_id)
        if fact is None or fact.withdrawn_at or fact.source != "claimed" or not mine:
            return ""
        return f"/referrals/{self.referral.pk}/facts/{fact.pk}/withdrawal/"

    def _withdrawn(self, row: AuditEntry) -> Entry:
        label = rule.label(FactKind(str(row.details["kind"])), self.names)
        return Entry(self.names.write("{who} withdrew: “{label}”.", who=self._who(row), label=label), row.at)

    def _told(self, row: AuditEntry) -> Entry:
        text = self.names.write("{who} told {receiver} about {prospect}.", who=self._who(row))
        stands = self.referral.receiver_told_at == row.at
        mine = stands and row.actor_id == self.reader.pk
        undo = f"/referrals/{self.referral.pk}/receiver-told/removal/" if mine else ""
        mark = "claimed" if stands else ""
        return Entry(text, row.at, mark, mark, undo=undo, is_struck=not stands)

    def _contact(self, row: AuditEntry) -> Entry | None:
        contact: Contact | None = self.contacts.get(str(row.details["contact"]))
        if contact is None:
            return None
        told_of = row.actor_kind == "prospect" and contact.kind == "called"
        sentence = "{prospect} says that {receiver:was} in touch." if told_of else CONTACTS[contact.kind]
        kept_for = self.referral.receiver_member is None and row.actor_kind == "member"
        text = self.names.write(sentence, who=self.names.receiver if kept_for else self._who(row))
        undo = f"/referrals/{self.referral.pk}/contacts/{contact.pk}/removal/"
        over = contact.withdrawn_at is not None
        mine = row.actor_id == self.reader.pk and not over
        state, undo = "" if over else "observed", undo if mine else ""
        return Entry(text, contact.at, state, words=contact.note, undo=undo, is_struck=over)

    def _outcome(self, row: AuditEntry) -> Entry | None:
        outcome: Outcome | None = self.outcomes.get(str(row.details["outcome"]))
        if outcome is None:
            return None
        text = self.names.write(OUTCOMES[outcome.kind])
        undo = f"/referrals/{self.referral.pk}/outcomes/{outcome.pk}/removal/"
        over = outcome.withdrawn_at is not None
        mine = outcome.recorded_by_id == self.reader.pk and not over
        state, undo = "" if over else "observed", undo if mine else ""
        return Entry(text, outcome.at, state, words=outcome.reason, undo=undo, is_struck=over)

    def _reminded(self, row: AuditEntry) -> Entry:
        step, owner = row.details["step"], self.members.get(str(row.details.get("owner", "")), "")
        first_call = row.details.get("act") in standing.FIRST_CALLS
        if step == "tell_giver":
            return Entry(f"Sentby told {self.names.giver} that it is overdue.", row.at)
        if step == "overdue" and first_call:
            return Entry("The 24 hours ended without contact.", row.at, "late")
        return Entry(f"Sentby reminded {owner or self.names.receiver}.", row.at)


def _way(row: AuditEntry) -> str:
    """Whose hands the link went through by which it was said, when they were not the prospect's alone."""
    return WAYS.get(str(row.details.get("through")), "")


def _mark(row: AuditEntry) -> str:
    """A yes that went through the giver's hands is no more than claimed; a no counts all the same."""
    through = row.details.get("through")
    if through == "telephone" or (through == "own" and row.what in A_YES):
        return "claimed"
    return MARKS.get(row.what, "")
