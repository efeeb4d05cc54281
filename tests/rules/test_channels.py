"""Channels: forty spellings of one address are one, and two people stay two."""

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sentby.rules.channels import Channel, ChannelError, ChannelKind, read_channel, same_person_key

GMAIL = [
    "dana.cole@gmail.com", "danacole@gmail.com", "d.a.n.a.c.o.l.e@gmail.com", "DanaCole@Gmail.com",
    "dana.cole@googlemail.com", "DANA.COLE+news@GOOGLEMAIL.COM", "danacole+a+b@gmail.com", "dana.cole@gmail.com.",
]  # fmt: skip
EXAMPLE = [
    "dana@example.com", "Dana@example.com", "DANA@EXAMPLE.COM", "dana@Example.Com", " dana@example.com ",
    "\tdana@example.com\r\n", "\u00a0dana@example.com", "dana@example.com.", "dana+news@example.com",
    "dana+@example.com", "DANA+a.b@example.com", "<dana@example.com>", "< dana@example.com >",
    "Dana Cole <dana@example.com>", "Dana Cole <DANA+x@example.com.>", '"Cole, Dana" <dana@example.com>',
    '"dana" <dana@example.com>', "Dana (work) <dana@example.com>", "<dana@example.com> (work)",
    "mailto:dana@example.com", "MAILTO:Dana@example.com", "mailto:dana%40example.com", "mailto:%64ana@example.com",
    "mailto:dana@example.com?subject=Roof", "<mailto:dana@example.com>", "dana @ example.com", "dana@ example . com",
    "dana＠example.com", "dana@example．com", "dana@example。com", "ｄａｎａ@example.com", "dana@ｅｘａｍｐｌｅ.com",
    "dana\u200b@example.com", "dana@exam\u00adple.com", "\ufeffdana@example.com", "dana@example.com\u200e",
    '"dana"@example.com', "dana(work)@example.com", "dana@example.com,", "dana@example.com;",
    "dana+%2B@example.com", "𝐝𝐚𝐧𝐚@example.com",
]  # fmt: skip
BUECHER = [
    "zoë@bücher.example", "ZOË@BÜCHER.EXAMPLE", "zoe\u0308@bu\u0308cher.example", "zoë@xn--bcher-kva.example",
    "zoë@XN--BCHER-KVA.example", "zoë+x@bücher.example.",
]  # fmt: skip
DIFFERENT = [
    "dana@example.com", "dana@example.org", "dan@example.com", "da.na@example.com", "dana-cole@example.com",
    "dana_cole@example.com", "dana@mail.example.com", "danacole@gmail.com", "danacole@example.com",
    "dana@gmail.co", "dana@strasse.de", "dana@straße.de", "zoe@example.com", "zoë@example.com",
    "+441632960123", "+441632960124", "+441632960123 ext 12", "+441632960123 ext 34", "+11632960123",
    "https://example.com/dana", "https://example.com/ana", "https://example.com/dana?p=1",
    "https://dana.example.com", "https://example.com:8080/dana", "+dana@example.com", "+ana@example.com",
]  # fmt: skip


@pytest.mark.parametrize(
    ("spellings", "key"),
    [(EXAMPLE, "dana@example.com"), (GMAIL, "danacole@gmail.com"), (BUECHER, "zoë@xn--bcher-kva.example")],
)
def test_all_spellings_of_an_address_are_one(spellings: list[str], key: str) -> None:
    assert len(EXAMPLE) >= 40
    assert {spelling: same_person_key(spelling) for spelling in spellings} == dict.fromkeys(spellings, key)


def two_people_stay_two(rule: Callable[[str], str]) -> None:
    assert len({rule(text) for text in DIFFERENT}) == len(DIFFERENT)


def test_different_people_do_not_collide() -> None:
    two_people_stay_two(same_person_key)


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: same_person_key(text).replace(".", ""),
        lambda text: same_person_key(text).partition("@")[0],
        lambda text: same_person_key(text).partition(";")[0],
    ],
)
def test_control_a_key_that_is_too_wide_is_caught(broken: Callable[[str], str]) -> None:
    with pytest.raises(AssertionError):
        two_people_stay_two(broken)


def test_control_bare_lower_case_misses_spellings() -> None:
    assert len({spelling.lower() for spelling in EXAMPLE}) > 30


@pytest.mark.parametrize(
    ("typed", "kind", "shown", "canonical"),
    [
        ("Dana+x@Example.com", "email", "Dana+x@example.com", "dana@example.com"),
        ("01632 960123", "phone", "+44 1632 960123", "+441632960123"),
        ("+44 (0)1632 960123", "phone", "+44 1632 960123", "+441632960123"),
        ("0044 1632-960-123", "phone", "+44 1632 960123", "+441632960123"),
        ("tel:+441632960123", "phone", "+44 1632 960123", "+441632960123"),
        ("Tel. 01632 960123", "phone", "+44 1632 960123", "+441632960123"),
        ("01632 960123 x12", "phone", "+44 1632 960123 x12", "+441632960123;ext=12"),
        ("example.com/dana", "url", "https://example.com/dana", "https://example.com/dana"),
        ("HTTP://WWW.Example.com:80/Dana/", "url", "http://www.example.com/Dana", "https://example.com/Dana"),
        ("https://example.com:8443/?a=1#top", "url", "https://example.com:8443?a=1#top",
         "https://example.com:8443?a=1"),
        ("https://bücher.example", "url", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ("medium.com/@dana", "url", "https://medium.com/@dana", "https://medium.com/@dana"),
    ],
)  # fmt: skip
def test_the_kind_is_seen_from_the_text(typed: str, kind: str, shown: str, canonical: str) -> None:
    assert read_channel(typed, region="GB") == Channel(ChannelKind(kind), shown, canonical)


def test_a_number_without_country_code_belongs_to_the_region() -> None:
    """The same digits are three people in three countries, and nobody where no country is known."""
    assert same_person_key("(201) 555-0123", region="US") == "+12015550123"
    at_home = {region: read_channel("030 5551234", region=region) for region in ("DE", "IT", "PL")}
    assert len({channel.canonical for channel in at_home.values()}) == len(at_home)
    for channel in at_home.values():
        assert read_channel(channel.shown) == channel
    with pytest.raises(ChannelError, match="Write the number with its country code"):
        read_channel("030 5551234")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("dana@localhost", "The part after the @ has no ending. Write it in full, like dana@example.com."),
        ("@dana", "nothing before the @"), ("+@example.com ,x", "space inside"), ("a@b@example.com", "two @"),
        ("dana cole@example.com", "space inside"), ("a@x.com, b@x.com", "space inside"),
        ("a..b@example.com", "This is no e-mail address."), ("dana@-x.com", "not a name on the internet"),
        ("dana@[1.2.3.4]", "not a name on the internet"), ("a\x00b@example.com", "cannot be seen"),
        ("a\nb@example.com", "cannot be seen"), ("mailto:a%00b@example.com", "cannot be seen"),
        ("\ud800@example.com", "cannot be seen"), ("a" * 250 + "@example.com", "This is no e-mail address."),
        ("", "Nothing is written here"), ("\u200b", "Nothing is written here"), ("x" * 2049, "too long"),
        ("dana", "no e-mail address, telephone number or web address"), ("12", "too few or too many digits"),
        ("12345", "too few or too many digits"), ("960123", "too few or too many digits"),
        ("1" * 65, "too long for a telephone number"), ("javascript:alert(1)", "begins with https://"),
        ("data:text/html,x", "begins with https://"), ("ftp://example.com", "begins with https://"),
        ("https://ana:pw@example.com", "user name"), ("http://localhost", "has no ending"),
        ("http://127.0.0.1/", "has no ending"), ("https://[::1]/", "not a name on the internet"),
        ("https://[", "cannot be read"), ("https://example.com:99999/", "cannot be read"),
        ("https://example.com\\@evil.example", "backslash"), ("https://exa mple.com", "space"),
        ("https://", "not a name on the internet"),
    ],
)  # fmt: skip
def test_what_is_no_channel_is_refused_with_advice(typed: str, sentence: str) -> None:
    with pytest.raises(ChannelError) as refusal:
        read_channel(typed, region="GB")
    assert sentence in str(refusal.value)


pieces = st.sampled_from(
    ["dana", "@", ".", "example.com", "+", ":", "/", " ", "\\", "<", ">", "%40", "[", "]", "é"]
)
texts = st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join)


@settings(deadline=None)
@given(texts)
@example("http://[v1.x]/")
@example("mailto:")
@example("tel:")
@example("<>@x.com")
def test_no_text_surprises(typed: str) -> None:
    try:
        channel = read_channel(typed, region="GB")
    except ChannelError as refusal:
        assert str(refusal)
    else:
        assert read_channel(channel.shown) == channel
        assert same_person_key(channel.canonical) == channel.canonical


@pytest.mark.parametrize("typed", ["98765 4321O", "O1632 960123", "01632 96O123", "01632 960123l"])
def test_a_letter_among_the_figures_is_a_slip_of_the_finger(typed: str) -> None:
    with pytest.raises(ChannelError, match="letter among the figures"):
        read_channel(typed, region="GB")


@pytest.mark.parametrize(
    "typed", ["01632 960123 x12", "01632960123 ext. 12", "+44 1632 960123;ext=12", "01632 960123#12"]
)
def test_the_letters_of_an_extension_are_none_of_these(typed: str) -> None:
    assert read_channel(typed, region="GB").canonical == "+441632960123;ext=12"


def test_a_number_that_is_dialled_as_a_word_stays_one() -> None:
    assert read_channel("+1 800 FLOWERS").canonical == "+18003569377"
