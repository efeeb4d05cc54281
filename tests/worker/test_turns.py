"""C5 over seats: whoever is promised to act has a seat and may act; whoever gets their seat back gets their turn back."""

from itertools import product

import pytest

from sentby.accounts import actions as accounts
from sentby.accounts.models import Member
from sentby.followups.models import FollowUp
from sentby.referrals import queries
from sentby.referrals.actions import settling
from sentby.referrals.models import Referral
from sentby.rules.consent import Mode
from sentby.rules.standing import ActKind
from tests.people.people import add
from tests.support.cast import AT, client_for
from tests.support.referring import HOUR, NAME_ONLY, give, give_referral, receive
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
LATER = AT + HOUR
GIVERS, RECORDERS = {"get_consent", "add_details"}, {"tell_receiver", "ask_what_became"}


def owner_of(referral: Referral) -> Member:
    return FollowUp.objects.open().get(subject_id=referral.pk).owner


def test_whoever_gets_their_seat_back_gets_their_turn_back(ana: Member, sam: Member, ruth: Member) -> None:
    given = give_referral(ana, sam)
    accounts.deactivate_member(member=sam, by=ruth, at=LATER)
    assert (sweep("stranded", LATER), owner_of(given)) == (1, ana)
    accounts.reactivate_member(member=sam, by=ruth, at=LATER)
    assert (sweep("stranded", LATER), owner_of(given)) == (1, sam)
    assert f"/referrals/{given.pk}/contacts/" in client_for(sam).get("/").content.decode()
    assert f"/referrals/{given.pk}/contacts/" not in client_for(ana).get("/").content.decode()
    assert sweep("stranded", LATER) == 0, "settled once"


def test_for_a_receiver_without_an_account_the_giver_stands_in_and_may_act(
    ana: Member, ruth: Member, sam: Member
) -> None:
    given = give_referral(ana, add(ana, "Tomás Vidal"))
    Referral.objects.filter(pk=given.pk).update(recorder=sam)
    assert (sweep("stranded", LATER), owner_of(given)) == (1, sam)
    accounts.deactivate_member(member=sam, by=ruth, at=LATER)
    assert (sweep("stranded", LATER), owner_of(given)) == (1, ana)
    assert queries.worked_by(ana, given.pk).pk == given.pk


def test_before_the_yes_nobody_stands_in_who_must_not_hear_of_it(
    ana: Member, sam: Member, ruth: Member
) -> None:
    given = give_referral(ana, sam, mode=Mode.ASK_ONE)
    accounts.deactivate_member(member=ana, by=ruth, at=LATER)
    assert (sweep("stranded", LATER), owner_of(given)) == (0, ana)


@pytest.mark.parametrize("seats", list(product([True, False], repeat=3)))
def test_the_database_chooses_as_the_rule_does(
    ana: Member, sam: Member, ruth: Member, seats: tuple[bool, ...]
) -> None:
    """For every act, every seat open or closed, and whoever has promised it."""
    told = [
        give(ana, sam),
        give(ana, add(ana, "Tomás Vidal")),
        receive(sam, None),
        give(ana, sam, prospect=NAME_ONLY, mode=Mode.ASK_ONE),
    ]
    Referral.objects.filter(pk=told[0].pk).update(recorder=ruth)
    for member, open_ in zip((ana, sam, ruth), seats, strict=True):
        Member.objects.filter(pk=member.pk).update(is_active=open_)
    for act, promised_by in product(ActKind, (ana, sam, ruth)):
        role = "giver" if act in GIVERS else "recorder" if act in RECORDERS else "receiver"
        FollowUp.objects.open().update(owner=promised_by, act=act)
        another = set(queries.promised_by_another().values_list("pk", flat=True))
        for referral in Referral.objects.filter(pk__in=[each.pk for each in told]):
            right = settling._owner(referral, role)  # type: ignore[arg-type]
            assert (referral.pk in another) is (right != promised_by), act
