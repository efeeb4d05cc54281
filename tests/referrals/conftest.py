"""A referral that was just given, and the browsers of both sides."""

import pytest
from django.test import Client

from sentby.accounts.models import Member
from sentby.referrals.models import Referral
from tests.referrals.pages import just_given
from tests.support.cast import client_for


@pytest.fixture
def given(ana: Member, sam: Member) -> Referral:
    return just_given(ana, sam, need="The roof leaks.")


@pytest.fixture
def giver(ana: Member) -> Client:
    return client_for(ana)


@pytest.fixture
def receiver(sam: Member) -> Client:
    return client_for(sam)
