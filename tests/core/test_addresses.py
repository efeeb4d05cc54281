"""`{% url %}` writes what Django's own writes, id or not."""

from typing import Any

import pytest
from django.template import Context, Engine
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.safestring import SafeString

from sentby.core.ids import new_id

OURS = Engine(builtins=["sentby.core.templatetags.ui"])
DJANGOS = Engine()


def written(engine: Engine, tag: str, **known: Any) -> str:
    return engine.from_string(tag).render(Context(known))


@pytest.mark.parametrize(
    "tag",
    [
        "{% url 'today' %}",
        "{% url 'referral' pk %}",
        "{% url 'referral-contacts' pk %}",
        "{% url 'contact-removal' pk other %}",
        "{% url 'referral' pk=pk %}",
        "{% url name pk %}",
        "{% url 'referral' pk as there %}to {{ there }}",
        "{% url 'nowhere' as there %}to {{ there }}",
        "{% url 'referral' odd %}",
    ],
)
def test_it_writes_what_django_writes(tag: str) -> None:
    known = {"pk": new_id(), "other": new_id(), "name": "referral", "odd": "x-y"}
    assert written(OURS, tag, **known) == written(DJANGOS, tag, **known) != ""


def test_each_id_has_its_own_address() -> None:
    ids = [new_id(), SafeString(new_id())]
    drawn = [written(OURS, "{% url 'referral' pk %}", pk=pk) for pk in ids]
    assert drawn == [reverse("referral", args=[pk]) for pk in ids]


@pytest.mark.parametrize("pk", ["", None, "a/b", "../../../../..", '"><b>-------', "ä" * 13, 7])
def test_what_is_no_id_is_django_s_to_judge(pk: object) -> None:
    def said(engine: Engine) -> str:
        try:
            return written(engine, "{% url 'referral' pk %}", pk=pk)
        except NoReverseMatch as fault:
            return str(fault)

    assert said(OURS) == said(DJANGOS)


def test_a_page_that_is_not_there_is_said_to_be_missing() -> None:
    with pytest.raises(NoReverseMatch):
        written(OURS, "{% url 'nowhere' %}")


@pytest.mark.parametrize("autoescape", [True, False])
def test_what_stands_around_it_is_escaped_as_django_does(autoescape: bool) -> None:
    try:
        set_script_prefix("/a&'b/")
        known = Context({"pk": new_id()}, autoescape=autoescape)
        drawn = [engine.from_string("{% url 'referral' pk %}").render(known) for engine in (OURS, DJANGOS)]
    finally:
        set_script_prefix("/")
    assert drawn[0] == drawn[1]


def test_an_id_does_not_reach_where_a_number_is_wanted() -> None:
    with pytest.raises(NoReverseMatch, match="abcdefghijklm"):
        written(OURS, "{% url 'mfa_edit_webauthn' pk %}", pk="abcdefghijklm")


def test_under_another_prefix_and_among_other_addresses() -> None:
    tag, pk = "{% url 'referral' pk %}", new_id()
    usual = written(OURS, tag, pk=pk)
    try:
        set_script_prefix("/desk/")
        assert written(OURS, tag, pk=pk) == f"/desk{usual}"
    finally:
        set_script_prefix("/")
    assert written(OURS, tag, pk=pk) == usual
