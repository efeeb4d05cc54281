"""A walk through every act that there is, each seen by a witness: the desk is founded, used, and left."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sentby.accounts import actions as accounts
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import Member
from sentby.core.audit import OPERATOR, SENTBY, Actor
from sentby.engine.contacts import Contact
from sentby.gratitude import actions as gratitude
from sentby.introductions import actions as introductions
from sentby.introductions import queries
from sentby.introductions.actions.linking import actor_of
from sentby.introductions.models import Link
from sentby.mail import actions as mail
from sentby.mail.models import Message
from sentby.people import actions as people
from sentby.people.actions.erasing import erase_person
from sentby.people.models import Company, Person
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Change, Claim, Prospect
from sentby.referrals.models import Fact, Referral
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind
from sentby.rules.standing import Outcome
from sentby.worker import SWEEPS
from tests.support.cast import AT, PASSWORD
from tests.support.referring import DANA, SPOKEN, claims_of
from tests.support.witness import Witness

DAY = timedelta(days=1)
PROSPECT = Actor("prospect")


class Walk:
    """Goes through the desk act by act, a minute apart, with a witness who looks at each."""

    def __init__(self) -> None:
        self.at = AT
        self.witness = Witness()

    def do(self, act: Callable[..., Any], *, of: Member | Actor, with_by: bool = True, **said: Any) -> Any:
        """One act of somebody. `with_by` is False for an act that knows by itself whose it is."""
        self.at += timedelta(minutes=1)
        who = of.actor if isinstance(of, Member) else of
        said |= {"by": of} if with_by else {}
        with self.witness.watching(by=who, at=self.at, name=act.__name__):
            return act(at=self.at, **said)

    def press(self, act: Callable[..., Any], link: Link, **said: Any) -> None:
        """One act through a private link."""
        self.do(act, of=actor_of(link), with_by=False, link=link, **said)

    def worker(self, *sweeps: str, after: timedelta = timedelta(0)) -> None:
        """The worker comes round, with each item of these sweeps seen for itself."""
        self.at += after
        for sweep in (each for each in SWEEPS if each.name in sweeps):
            for item in list(sweep.items(self.at, 0)):
                with self.witness.watching(by=SENTBY, at=self.at, name=f"{sweep.name} {item.id}"):
                    item.do()


def seats(walk: Walk) -> tuple[Member, Member, Member]:
    """Ruth founds the desk, and Ana and Sam take their seats."""
    ruth = walk.do(
        accounts.found_desk, of=OPERATOR, email="ruth@quayside.example.org", newcomer=Newcomer("Ruth Achter")
    )
    taken = []
    for name, address in (
        ("Ana Reyes", "ana@reyes.example.com"),
        ("Sam Okafor", "sam@okafor-roofing.example.com"),
    ):
        walk.do(accounts.invite, of=ruth, email=address)
        offer = walk.do(accounts.invite, of=ruth, email=address).invitation
        taken.append(
            walk.do(accounts.accept_invitation, of=Actor("person"), invitation=offer, newcomer=Newcomer(name))
        )
    spare = walk.do(accounts.invite, of=ruth, email="stan@elsewhere.example.org").invitation
    walk.do(accounts.withdraw_invitation, of=ruth, invitation=spare)
    unwanted = walk.do(accounts.invite, of=ruth, email="stan@elsewhere.example.org").invitation
    walk.do(introductions.turn_down_invitation, of=Actor("person"), with_by=False, invitation=unwanted)
    ana, sam = taken
    walk.do(
        accounts.update_profile,
        of=ana.actor,
        member=ana,
        version=1,
        changes={"business": "Reyes Bookkeeping"},
    )
    walk.do(accounts.choose_password, of=ana.actor, member=ana, password=PASSWORD)
    made = walk.do(accounts.make_key, of=ana.actor, member=ana, name="a program")
    walk.do(accounts.let_in_by_key, of=ana, with_by=False, plain=made.plain)
    walk.do(accounts.revoke_key, of=ana.actor, key=made.key)
    walk.do(accounts.deactivate_member, of=ruth, member=sam)
    walk.do(accounts.note_way_in, of=ana.actor, member=ana, change="webauthn_added")
    walk.do(accounts.reactivate_member, of=ruth, member=sam)
    return ruth, ana, sam


def a_file(walk: Walk, ana: Member) -> None:
    """Ana brings a file into her book, and takes it out again."""
    cards = [
        Contact(1, "Ngozi Eze", "Eze & Co", tags=("Choir",)),
        Contact(2, "Tomás Vidal", "Vidal & Daughter", birthday="--05-13"),
    ]
    batch = walk.do(people.begin_import, of=ana, owner=ana, name="book.vcf", format="vcard")
    walk.do(people.bring_in, of=ana, batch=batch, found=cards)
    walk.do(people.end_import, of=ana, batch=batch)
    walk.do(people.undo_import, of=ana, batch=batch)
    taken: dict[str, Any] = {
        "owner": ana,
        "name": "book.csv",
        "contents": [b"Name,Phone\nDana Ruiz,01632 960101\n"],
    }
    for ending in (people.start_writing, people.stop_import):
        given = walk.do(people.take_in, of=ana, **taken)
        people.go_on(batch=given, at=walk.at)
        walk.do(people.set_columns, of=ana, batch=given, fields=["name", "phone"])
        people.go_on(batch=given, at=walk.at)
        walk.do(people.choose, of=ana, batch=given, out=True, line=2)
        walk.do(ending, of=ana, batch=given)
    people.is_small(given)


def twins(walk: Walk, ana: Member) -> None:
    """Two entries of Ana's are one person, and after all they are two."""
    one, other = (
        walk.do(people.add_person, of=ana, owner=ana, name=name) for name in ("Bill Hart", "William Hart")
    )
    merge = walk.do(people.merge_people, of=ana, kept=one, other=other)
    walk.do(people.unmerge_people, of=ana, merge=merge)
    apart = walk.do(people.keep_apart, of=ana, one=one, other=other)
    walk.do(people.forget_apart, of=ana, apart=apart)
    people.drop_strays(at=walk.at)


def book(walk: Walk, ana: Member) -> None:
    """What Ana does with the people and companies she knows."""
    tomas = walk.do(people.add_person, of=ana, owner=ana, name="Tomás Vidal", company="Vidal Studio")
    said = people.as_said(tomas) | {
        "company": "Vidal & Daughter",
        "channels": ["tomas@vidal-studio.example.com"],
    }
    walk.do(people.edit_person, of=ana, person=tomas, version=1, **said)
    walk.do(people.log_contact, of=ana, person=tomas, on=walk.at.date(), note="Met at the mill.")
    for source in ("walk", "again"):
        walk.do(people.note_conversation, of=ana, person=tomas, on=walk.at.date(), source=source)
    walk.do(people.forget_conversation, of=ana, source="walk")
    walk.do(people.remove_person, of=ana, person=tomas)
    walk.do(people.bring_back_person, of=ana, person=tomas)
    firm = walk.do(people.add_company, of=ana, owner=ana, name="Harbour Bakery")
    walk.do(people.find_or_add_company, of=ana, owner=ana, name="Harbour Bakery", place="Leeds")
    firm.refresh_from_db()
    walk.do(
        people.edit_company,
        of=ana,
        company=firm,
        version=firm.version,
        name="Harbour Bakeries",
        channels=["01632 960111"],
    )
    walk.do(people.remove_company, of=ana, company=firm)
    walk.do(people.bring_back_company, of=ana, company=firm)
    for gone in (firm, walk.do(people.add_person, of=ana, owner=ana, name="Walter Quill")):
        remove = people.remove_company if isinstance(gone, Company) else people.remove_person
        entry: dict[str, Any] = {"company" if isinstance(gone, Company) else "person": gone}
        walk.do(remove, of=ana, **entry)
    a_file(walk, ana)
    twins(walk, ana)
    walk.do(erase_person, of=ana.actor, person=tomas)
    walk.worker("removed", after=10 * DAY)


def pass_on(
    walk: Walk, by: Member, receiver: Member | Person, number: int, *, mode: Mode = Mode.TELL, **more: Any
) -> Referral:
    """Somebody with a number of her own, of whom all five facts hold."""
    dana = Prospect(
        name=f"Dana{number} Lindqvist", channels=[f"dana{number}@millane.example.org", f"01632 960{number:03}"],
        company="Mill Lane School",
    )  # fmt: skip
    said: dict[str, Any] = {
        "giver": by,
        "prospect": dana,
        "claims": claims_of(SPOKEN, walk.at),
        "consent_mode": mode,
    } | more
    made: Referral = walk.do(referrals.pass_on, of=by, receiver=receiver, **said)
    return made


def passing(walk: Walk, ana: Member, sam: Member) -> None:
    """Ana gives, corrects and withdraws; her details go into the receiver's book where he wrote it down."""
    given = pass_on(walk, ana, sam, 1, claims=claims_of([FactKind.SPOKE], walk.at))
    walk.do(referrals.claim_fact, of=ana, referral=given, kind=FactKind.MAY_USE_NAME)
    more = [Claim(FactKind.MAY_USE_NAME, note="She said so."), Claim(FactKind.KNOWS_RECEIVER)]
    stated = walk.do(referrals.claim_facts, of=ana, referral=given, claims=more)
    walk.do(referrals.withdraw_fact, of=ana, fact=stated[0])
    walk.do(referrals.withdraw, of=ana, referral=given, why="Twice.")
    walk.do(referrals.bring_back, of=ana, referral=given)
    mine = walk.do(referrals.pass_on, of=sam, giver=ana, receiver=sam, prospect=Prospect())
    for prospect in (
        Prospect(company="Corner Bakery"),
        Prospect(company="Corner Bakery", place="Dock Street", channels=["01632 960190"]),
        Prospect(name="Rosa Bell", channels=["rosa@bell.example.org"]),
        Prospect(
            name="Rosa Bell",
            channels=["01632 960191"],
            instead_of=["rosa@bell.example.org"],
            emptied=["company"],
        ),
        Prospect(name="Rosa Bell", company="Bell Bakery", emptied=["place"]),
    ):
        mine.refresh_from_db()
        change = Change(prospect=prospect, need="The oven.")
        walk.do(referrals.add_details, of=ana, referral=mine, change=change, version=mine.version)
    rosa = Person.objects.get(name="Rosa Bell")
    ways: dict[str, Any] = people.as_said(rosa) | {"channels": []}
    walk.do(people.edit_person, of=sam, person=rosa, version=rosa.version, **ways)


def following_up(walk: Walk, ana: Member, sam: Member) -> None:
    """What the receiver does, and undoes; what the two ask each other; how he thanks."""
    given = pass_on(walk, ana, sam, 2)
    walk.do(referrals.ask_what_became, of=ana, referral=given, question="Well?")
    walk.do(referrals.answer_question, of=sam, ask=given.feedback_asks.get(), answer="Soon.")
    walk.do(referrals.log_contact, of=sam.actor, referral=given, kind=ContactKind.LEFT_MESSAGE)
    rang = walk.do(referrals.they_called, of=sam, caller="01632 960002")
    walk.do(referrals.take_back_contact, of=sam, contact=rang)
    walk.worker("reminders", after=3 * DAY)
    walk.do(gratitude.thank, of=sam, referral=given, occasion="receipt")
    for kind in (Outcome.TALKED, Outcome.MET, Outcome.PROPOSED, Outcome.WON):
        walk.do(referrals.ask_what_became, of=ana, referral=given)
        last = walk.do(referrals.record_outcome, of=sam, referral=given, kind=kind)
    for _ in range(2):
        thanks = walk.do(gratitude.thank, of=sam, referral=given, occasion="success")
        walk.do(referrals.take_back_outcome, of=sam, outcome=last)
        last = walk.do(referrals.record_outcome, of=sam, referral=given, kind=Outcome.WON)
    thanks = walk.do(gratitude.thank, of=sam, referral=given, occasion="success")
    walk.do(gratitude.take_back, of=sam, thanks=thanks)
    tomas = walk.do(people.add_person, owner=ana, of=ana, name="Tomás Vidal")
    by_hand = walk.do(
        referrals.pass_on, of=ana, giver=ana, receiver=tomas, prospect=Prospect("Mia Falk", ["01632 960399"])
    )
    walk.do(referrals.note_receiver_told, of=ana, referral=by_hand)
    walk.do(referrals.take_back_told, of=ana, referral=by_hand)
    lost = pass_on(walk, ana, sam, 3)
    walk.do(referrals.record_outcome, of=sam, referral=lost, kind=Outcome.LOST, reason="Her nephew does it.")


def link(walk: Walk, referral: Referral, by: Member, side: str = "prospect", way: str = "sentby") -> Link:
    made: Link = walk.do(
        introductions.make_link, of=by.actor, referral=queries.whole(referral.pk), side=side, way=way
    )[0]
    return made


def prospects(walk: Walk, ana: Member, sam: Member, ruth: Member) -> None:
    """What the prospects say: yes, no, something else, please don't, and erase me."""
    given = pass_on(walk, ana, sam, 4)
    walk.worker("tells", after=DAY)
    for answers, words in (("yes", "Is there asbestos?"), ("no", "When?"), ("yes", "")):
        said = dict.fromkeys(("knows_who", "knows_how", "expects"), answers)
        walk.press(introductions.answer, link(walk, given, ana), answers=said, words=words)
    walk.press(introductions.in_touch, link(walk, given, ana), kind=ContactKind.THEY_CALLED)
    by_hand = pass_on(walk, ana, sam, 5, mode=Mode.ASK_ONE)
    walk.do(introductions.prepare_question, of=ana, referral=by_hand)
    walk.do(introductions.mark_asked, of=ana, question=by_hand.question)
    own = Link.objects.get(referral=by_hand, way="own")
    mailbox = queries.mailboxes_of(queries.whole(by_hand.pk))[0]
    walk.press(introductions.send_own_link, own, to=mailbox.pk)
    walk.press(introductions.consent, own, accepted=True)
    for number, accepted in ((6, False), (7, True)):
        asked = pass_on(walk, ana, sam, number, mode=Mode.ASK_ONE)
        walk.do(introductions.ask_first, of=ana, referral=asked)
        walk.press(introductions.consent, link(walk, asked, ana), accepted=accepted)
    again = pass_on(walk, ruth, sam, 4)
    walk.do(referrals.ask_what_became, of=ruth, referral=again)
    walk.press(introductions.stop, link(walk, given, ana))
    walk.press(introductions.erase_prospect, link(walk, by_hand, ana))
    no_more = pass_on(walk, ana, sam, 8)
    walk.press(introductions.stop, link(walk, no_more, ana, side="receiver"))


def by_telephone(walk: Walk, ana: Member, sam: Member) -> None:
    """Ana rings and asks; three answers."""
    for number, said in ((10, "yes"), (11, "no"), (12, "stop")):
        asked = pass_on(walk, ana, sam, number, mode=Mode.ASK_ONE)
        walk.do(introductions.ask_first, of=ana, referral=asked)
        walk.do(introductions.heard_by_telephone, of=ana, referral=asked, said=said)


def letters(walk: Walk, ana: Member, sam: Member) -> None:
    """The introduction, put aside, written again, sent by Sentby and by hand; and what the outbox can do."""
    Message.objects.filter(state="queued").update(state="sent", via="local")
    given = pass_on(walk, ana, sam, 20)
    letter = walk.do(introductions.draft, of=ana, referral=given)
    walk.do(introductions.send, of=ana, introduction=letter)
    walk.do(introductions.call_back, of=ana, introduction=letter)
    letter.refresh_from_db()
    walk.do(introductions.drop, of=ana, introduction=letter)
    for number, way in ((20, "sentby"), (21, "own")):
        item = given if number == 20 else pass_on(walk, ana, sam, number)
        letter = walk.do(introductions.draft, of=ana, referral=item)
        words = {name: getattr(letter, name) for name in ("subject", "why", "what_next")}
        letter = walk.do(
            introductions.save_draft, of=ana, introduction=letter, version=letter.version, way=way, **words
        )
        walk.do(
            introductions.send if way == "sentby" else introductions.mark_sent, of=ana, introduction=letter
        )
    walk.worker("letters", "departures", after=timedelta(minutes=2))
    failed = Message.objects.filter(sender=ana, state="sent").exclude(text="")[0]
    Message.objects.filter(pk=failed.pk).update(state="failed")
    failed.refresh_from_db()
    walk.do(mail.try_again, of=ana.actor, message=failed)
    walk.do(mail.hold_restored, of=OPERATOR)
    walk.do(mail.release_restored, of=OPERATOR)
    waiting = Message.objects.filter(state="queued")
    walk.do(mail.recall, of=ana.actor, about=("referral", waiting[0].subject_id), why="Put aside.")
    walk.do(
        accounts.send_to_sign_in,
        of=SENTBY,
        with_by=False,
        address="nobody@example.org",
        subject="s",
        text="t",
    )


def leaving(walk: Walk, ana: Member, sam: Member, ruth: Member) -> None:
    """A seat is closed while it is its turn, what may not be told stays untold, and half a year goes by."""
    pass_on(walk, ana, sam, 30)
    walk.do(accounts.deactivate_member, of=ruth, member=sam)
    untold = pass_on(walk, ana, ruth, 31)
    Fact.objects.filter(referral=untold).delete()
    walk.worker("tells", "stranded", after=DAY)
    elsewhere = walk.do(people.add_person, of=ana, owner=ana, name="Ngozi Eze")
    known = pass_on(walk, ana, elsewhere, 32)
    walk.do(people.remove_person, of=ana, person=known.prospect_person)
    walk.worker("removed", after=10 * DAY)
    walk.do(referrals.pass_on, of=ruth, giver=ana, receiver=ruth, prospect=DANA)
    walk.worker("prospects", "retention", after=200 * DAY)


def whole_walk() -> Walk:
    walk = Walk()
    ruth, ana, sam = seats(walk)
    book(walk, ana)
    passing(walk, ana, sam)
    following_up(walk, ana, sam)
    prospects(walk, ana, sam, ruth)
    by_telephone(walk, ana, sam)
    letters(walk, ana, sam)
    leaving(walk, ana, sam, ruth)
    return walk
