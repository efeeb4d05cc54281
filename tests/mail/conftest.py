"""A mail server for each test that asks for one."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.mail.sink import Sink


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A real SMTP server that the desk is configured to use. An answer is awaited for half a second."""
    with Sink() as listening:
        settings.MAIL_URL = listening.url
        settings.MAIL_TIMEOUT = 0.5
        settings.MAIL_FROM = "desk@sentby.example.com"
        yield listening
