"""A way to reach somebody has a length, and a business without a place stands beside the one that has one."""

import pytest

from sentby.accounts.models import Member
from sentby.people import actions
from sentby.people.actions.parts import read_channels
from sentby.people.models import Company, Person
from sentby.rules.channels import LONGEST_KEPT, ChannelError
from tests.people.people import add, company
from tests.support.cast import AT


def test_a_channel_of_any_length_is_not_kept() -> None:
    address = "https://example.org/"
    longest = address + "x" * (LONGEST_KEPT - len(address))
    assert len(read_channels([longest], Member())) == 1
    with pytest.raises(ChannelError, match="too long"):
        read_channels([longest + "x"], Member())


@pytest.mark.django_db
def test_a_place_taken_away_leaves_the_business_of_the_others_as_it_was(ana: Member) -> None:
    school = company(ana, "Mill Lane School", place="Leeds")
    here = add(ana, company="Mill Lane School")
    assert here.firm == school
    actions.complete_prospect(person=here, company="Mill Lane School", emptied=["place"], at=AT)
    moved = Person.objects.get(pk=here.pk).firm
    assert moved and (moved.name, moved.place) == ("Mill Lane School", "")
    assert Company.objects.get(pk=school.pk).place == "Leeds"
