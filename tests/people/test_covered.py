"""A way to reach somebody has a length."""

import pytest

from sentby.people.actions.parts import read_channels
from sentby.rules.channels import LONGEST_KEPT, ChannelError


def test_a_channel_of_any_length_is_not_kept() -> None:
    address = "https://example.org/"
    longest = address + "x" * (LONGEST_KEPT - len(address))
    assert len(read_channels([longest])) == 1
    with pytest.raises(ChannelError, match="too long"):
        read_channels([longest + "x"])
