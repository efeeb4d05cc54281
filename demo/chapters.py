"""What was passed on, to whom, and what became of it: one function for each strand of the story."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from demo.stage import GATES, PROSPECT, Said, Stage, ago
from sentby.introductions import actions as introductions
from sentby.people import actions as people
from sentby.referrals import actions as referrals
from sentby.referrals.actions import Prospect
from sentby.rules.clocks import ContactKind
from sentby.rules.consent import Mode
from sentby.rules.facts import FactKind, Origin
from sentby.rules.money import Amount
from sentby.rules.standing import Outcome


def plan(stage: Stage) -> None:
    """Put every strand on the stage's list."""
    for strand in (
        dana, bakery, marguerite, cafe_owner, ken_to_priya, beatriz, owen, what_ana_gave_before, please_dont,
        asked_first, mei_ling, anas_desk, from_outside, on_the_way_to_the_meeting, from_a_list,
    ):  # fmt: skip
        strand(stage)


def _somebody(name: str, *channels: str, company: str = "", place: str = "") -> Callable[[], Prospect]:
    return lambda: Prospect(name=name, channels=channels, company=company, place=place)


def _from_book(stage: Stage, name: str) -> Callable[[], Prospect]:
    return lambda: Prospect(person=stage.people[name])


def dana(stage: Stage) -> None:
    """Sam's hot one: Ana talked to her, she expects the call, and two hours and a quarter are left."""
    said = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME, FactKind.TESTIMONIAL, FactKind.NEED_STATED, FactKind.TIMING_KNOWN,
               FactKind.PRICE_KNOWN, FactKind.FIRST_HAND),
        spoke_days_before=1,
        need="Water comes in over the stage after heavy rain. The hall roof at Mill Lane School needs looking at.",
        endorsement="Sam did the chapel roof next to my office and told us plainly what could wait. He will look at "
        "yours free of charge.",
        notes={
            FactKind.SPOKE: "At the school fair.",
            FactKind.TIMING_KNOWN: "Work in the summer break.",
            FactKind.PRICE_KNOWN: "Governors approve anything over £5,000.",
            FactKind.TESTIMONIAL: "One paragraph about the chapel roof.",
        },
    )  # fmt: skip
    prospect = _somebody(
        "Dana Lindqvist",
        "01632 960144",
        "dana@millane.example.org",
        company="Mill Lane School",
        place="Mill Lane",
    )
    stage.passes_on("dana", "ana", "sam", ago(hours=21, minutes=45), prospect, said)
    stage.answers(
        "dana", ago(hours=15, minutes=23), "Is there asbestos in the old deck? I will ask for the survey."
    )


def bakery(stage: Stage) -> None:
    """A lead, and overdue: a business and a place, no name. Joel has been told."""
    said = Said(need="Their flat roof drips on the ovens, somebody at the fair told me.")
    prospect = _somebody("", company="Corner Bakery", place="Dock Street")
    stage.passes_on("bakery", "joel", "sam", ago(hours=27), prospect, said, origin=Origin.EVENT)


def marguerite(stage: Stage) -> None:
    """An introduction in writing, to both."""
    said = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME, FactKind.NEED_STATED), spoke_days_before=2,
        need="Her new garden room wants a flat roof that can carry sedum.",
        endorsement="Sam roofed two of my garden rooms, and neither has moved.",
    )  # fmt: skip
    prospect = _somebody("Marguerite Olsen", "marguerite@olsen.example.org", "01632 960145")
    stage.passes_on("marguerite", "hanna", "sam", ago(hours=7, minutes=30), prospect, said)
    stage.happens(ago(hours=7, minutes=20), lambda at: _introduce(stage, "marguerite", "hanna", at))


def _introduce(stage: Stage, key: str, giver: str, at: datetime) -> None:
    """By Sentby: one letter to each side, and Sentby sees them leave."""
    by = stage.members[giver]
    letter = introductions.draft(referral=stage.referrals[key], by=by, at=at)
    introductions.send(introduction=letter, by=by, at=at)


def cafe_owner(stage: Stage) -> None:
    """ "I gave someone your name": Joel can't act on it, and has asked."""
    said = Said(need="A café owner on the quay wants her shopfront painted. I gave her your name.")
    stage.passes_on("cafe", "sam", "joel", ago(days=7, hours=3), Prospect, said, origin=Origin.NAME_GIVEN)
    stage.happens(
        ago(days=5),
        lambda at: referrals.ask_what_became(
            referral=stage.referrals["cafe"], by=stage.members["joel"], at=at,
            question="Which café is it, and does she expect me?",
        ),
    )  # fmt: skip


def ken_to_priya(stage: Stage) -> None:
    """Sam sent Ken to Priya; it closed yesterday, and Sam was thanked twice."""
    said = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME, FactKind.RECOMMENDED), spoke_days_before=1,
        need="Ken’s lease runs out in autumn and he wants it read by somebody who says what it means.",
        endorsement="Priya read mine in a day and found the clause about the yard.",
    )  # fmt: skip
    stage.passes_on("ken", "sam", "priya", ago(days=16), _from_book(stage, "Ken Ito"), said)
    stage.in_touch(
        "ken", "priya", ago(days=15, hours=21), ContactKind.CALLED, "He knew exactly why I was calling."
    )
    stage.thanks(
        "ken", "priya", ago(days=15, hours=20), "receipt", "Thank you, Sam. He was waiting for my call."
    )
    stage.comes_of_it("ken", "priya", ago(days=9), Outcome.MET)
    stage.comes_of_it("ken", "priya", ago(days=1, hours=2), Outcome.WON, Amount(Decimal("1450"), "GBP"))
    stage.thanks("ken", "priya", ago(days=1, hours=1), "success", "Ken knew exactly why I was calling.")


def beatriz(stage: Stage) -> None:
    """Hanna called after three hours and five minutes, and they meet next week."""
    said = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME), spoke_days_before=0,
        need="The yard behind the gallery could be a sculpture garden.",
        endorsement="Hanna builds what she draws.",
    )  # fmt: skip
    stage.passes_on("beatriz", "sam", "hanna", ago(days=6), _from_book(stage, "Beatriz Fonseca"), said)
    stage.in_touch("beatriz", "hanna", ago(days=6) - timedelta(hours=3, minutes=5), ContactKind.CALLED)
    stage.thanks("beatriz", "hanna", ago(days=5, hours=20), "receipt", "A lovely yard. Thank you.")
    stage.claims("beatriz", "hanna", ago(days=2), FactKind.MEETING_ARRANGED, "Friday week, at the gallery.")
    stage.comes_of_it("beatriz", "hanna", ago(days=2), Outcome.TALKED)


def owen(stage: Stage) -> None:
    """No word for twelve days."""
    said = Said(
        facts=GATES, spoke_days_before=1, need="Eleven stairwells want paint before the new tenants come."
    )
    stage.passes_on("owen", "sam", "joel", ago(days=12), _from_book(stage, "Owen Pryce"), said)


def what_ana_gave_before(stage: Stage) -> None:
    """Three earlier ones from Ana: two won, one lost, each thanked within a day."""
    gates = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME), spoke_days_before=1, endorsement="Ask him about the chapel."
    )
    won = (
        ("fatima", "Fatima Zahra Benali", "fatima@benali.example.com", 260, "8200", True),
        ("harold", "Harold Finch", "harold@finchbooks.example.com", 75, "5400", False),
    )
    for key, name, address, days, amount, shared in won:
        stage.passes_on(key, "ana", "sam", ago(days=days), _somebody(name, address), gates)
        stage.in_touch(key, "sam", ago(days=days) - timedelta(hours=2), ContactKind.CALLED)
        stage.thanks(
            key, "sam", ago(days=days) - timedelta(hours=3), "receipt", "Called, and they knew my name."
        )
        stage.comes_of_it(key, "sam", ago(days=days - 6), Outcome.MET)
        stage.comes_of_it(key, "sam", ago(days=days - 8), Outcome.PROPOSED)
        stage.comes_of_it(
            key, "sam", ago(days=days - 30), Outcome.WON, Amount(Decimal(amount), "GBP"), shared=shared
        )
        stage.thanks(key, "sam", ago(days=days - 30, hours=-4), "success", "Your word opened that door.")
    stage.passes_on(
        "piotr",
        "ana",
        "sam",
        ago(days=95),
        _somebody("Piotr Zieliński", "piotr@zielinski.example.com"),
        gates,
    )
    stage.in_touch("piotr", "sam", ago(days=94, hours=20), ContactKind.THEY_CALLED)
    stage.thanks("piotr", "sam", ago(days=94, hours=19), "receipt")
    stage.comes_of_it("piotr", "sam", ago(days=70), Outcome.LOST, reason="His nephew does it.")


def please_dont(stage: Stage) -> None:
    """Somebody said: please don't. That is final."""
    said = Said(facts=GATES, spoke_days_before=3, need="A leak over the landing.")
    prospect = _somebody("Cosmo Wren", "cosmo@wren.example.org", "01632 960146")
    stage.passes_on("cosmo", "hanna", "sam", ago(days=5), prospect, said)
    stage.happens(
        ago(days=4, hours=20),
        lambda at: referrals.refuse(referral=stage.referrals["cosmo"], by=PROSPECT, at=at),
    )


def asked_first(stage: Stage) -> None:
    """Ana asks before she passes on: one waits for an answer, one said no, one said yes."""
    said = Said(
        facts=GATES, spoke_days_before=1, need="A tenancy that ended badly.", endorsement="Priya is calm."
    )
    stage.passes_on(
        "leonie", "ana", "priya", ago(days=2, hours=5),
        _somebody("Leonie Baptiste", "leonie@baptiste.example.org", "01632 960147"), said, mode=Mode.ASK_ONE,
    )  # fmt: skip
    stage.passes_on(
        "theo", "priya", "ken", ago(days=20), _somebody("Theo Lambros", "theo@lambros.example.com"), said,
        mode=Mode.ASK_ONE,
    )  # fmt: skip
    stage.happens(
        ago(days=19),
        lambda at: referrals.accept_passing(
            referral=stage.referrals["theo"], accepted=False, by=PROSPECT, at=at
        ),
    )
    stage.passes_on(
        "wilma", "ruth", "hanna", ago(days=11), _somebody("Wilma Stern", "wilma@stern.example.org", "01632 960148"),
        Said(facts=GATES, spoke_days_before=2, need="A courtyard for the print works."), mode=Mode.ASK_ONE,
    )  # fmt: skip
    stage.happens(
        ago(days=10),
        lambda at: referrals.accept_passing(
            referral=stage.referrals["wilma"], accepted=True, by=PROSPECT, at=at
        ),
    )
    stage.in_touch("wilma", "hanna", ago(days=9, hours=18), ContactKind.MET)


def mei_ling(stage: Stage) -> None:
    """What Sam gave Ana: they have met, and Ana owes a proposal."""
    said = Said(
        facts=(*GATES, FactKind.MAY_USE_NAME, FactKind.RECOMMENDED), spoke_days_before=1,
        need="Opens a second shop and does the books at midnight.",
        endorsement="Ana found me two thousand pounds I had forgotten to invoice.",
    )  # fmt: skip
    stage.passes_on("meiling", "sam", "ana", ago(days=9), _from_book(stage, "Mei-Ling Chow"), said)
    stage.in_touch("meiling", "ana", ago(days=8, hours=22), ContactKind.CALLED)
    stage.thanks("meiling", "ana", ago(days=8, hours=21), "receipt", "She had the folder ready.")
    stage.comes_of_it("meiling", "ana", ago(days=3), Outcome.MET)


def anas_desk(stage: Stage) -> None:
    """What else lies on Ana's desk: one to call, one in its last hours, one that was won and not yet thanked for."""
    stage.passes_on(
        "rufus", "ken", "ana", ago(hours=13), _somebody("Rufus Adeyemi", "rufus@adeyemi.example.com", "01632 960149"),
        Said(facts=(*GATES, FactKind.MAY_USE_NAME), spoke_days_before=1, need="First VAT return of a joinery."),
    )  # fmt: skip
    stage.passes_on(
        "sailing", "ruth", "ana", ago(hours=21),
        _somebody("", "treasurer@sailing.example.org", company="Quayside Sailing Club", place="The Quay"),
        Said(need="Their treasurer has resigned; the card was on the notice board."), origin=Origin.CARD,
    )  # fmt: skip
    stage.passes_on(
        "petra", "joel", "ana", ago(days=40), _somebody("Petra Holm", "petra@holm.example.com"),
        Said(facts=(*GATES, FactKind.MAY_USE_NAME), spoke_days_before=2, need="Accounts for a new salon."),
    )  # fmt: skip
    stage.in_touch("petra", "ana", ago(days=39, hours=20), ContactKind.CALLED)
    stage.thanks("petra", "ana", ago(days=39), "receipt", "Thank you, Joel.")
    stage.comes_of_it(
        "petra", "ana", ago(days=1, hours=6), Outcome.WON, Amount(Decimal("960"), "GBP"), shared=True
    )


def from_outside(stage: Stage) -> None:
    """Givers and receivers who are no members, and one that Sam found for himself."""
    stage.passes_on(
        "ingrid", "Tomás Vidal", "sam", ago(days=18), _somebody("Ingrid Solberg", "ingrid@solberg.example.com"),
        Said(facts=(*GATES, FactKind.INTRODUCED_IN_PERSON), spoke_days_before=0, need="An atrium that leaks."),
        recorder="sam",
    )  # fmt: skip
    stage.in_touch("ingrid", "sam", ago(days=18) - timedelta(minutes=40), ContactKind.MET)
    stage.comes_of_it("ingrid", "sam", ago(days=4), Outcome.PROPOSED, Amount(Decimal("12000"), "GBP"))
    stage.passes_on(
        "volkov", "", "sam", ago(hours=3), _somebody("Dmitri Volkov", "01632 960150", company="Volkov Storage"),
        Said(need="Took a card at the trade counter."), origin=Origin.CARD, recorder="sam",
    )  # fmt: skip
    stage.happens(ago(days=200), lambda at: _know_lucia(stage))
    stage.passes_on(
        "bruno", "ana", "lucia", ago(days=4), _somebody("Bruno Salt", "bruno@salt.example.com", "01632 960151"),
        Said(facts=GATES, spoke_days_before=1, need="Contracts in Spanish."),
    )  # fmt: skip
    stage.tells("bruno", "ana", ago(days=3, hours=23))


def _know_lucia(stage: Stage) -> None:
    stage.people["lucia"] = people.add_person(
        owner=stage.members["ana"], name="Lucía Paredes", company="Paredes Translations", title="Translator",
        channels=["lucia@paredes.example.com"], how_met="Evening class", at=stage.now - ago(days=200),
    )  # fmt: skip


def on_the_way_to_the_meeting(stage: Stage) -> None:
    """A name blurted out an hour before the meeting is a lead, and says why."""
    stage.passes_on(
        "late", "ken", "joel", ago(days=6, hours=2), _somebody("Gwen Tallow", "01632 960152"),
        Said(facts=GATES, spoke_days_before=0, need="A stairwell, I think."), meeting_in=timedelta(hours=1),
    )  # fmt: skip
    stage.in_touch("late", "joel", ago(days=5, hours=22), ContactKind.LEFT_MESSAGE)
    stage.in_touch("late", "joel", ago(days=5, hours=2), ContactKind.CALLED)


def from_a_list(stage: Stage) -> None:
    """A name from a bought list stays a lead for its giver's count, whatever is made of it."""
    stage.passes_on(
        "list", "joel", "hanna", ago(days=3), _somebody("Major Oak", "oak@plots.example.com"),
        Said(need="Forty plots, says the list."), origin=Origin.LIST,
    )  # fmt: skip
    stage.in_touch("list", "hanna", ago(days=2, hours=12), ContactKind.LEFT_MESSAGE)
