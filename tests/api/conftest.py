"""The cast, each with a program of their own."""

import pytest

from sentby.accounts.models import Member
from tests.api.program import Program


@pytest.fixture
def ana_s(ana: Member) -> Program:
    return Program(ana)


@pytest.fixture
def sam_s(sam: Member) -> Program:
    return Program(sam)


@pytest.fixture
def stan_s(stan: Member) -> Program:
    return Program(stan)


@pytest.fixture
def ruth_s(ruth: Member) -> Program:
    return Program(ruth)
