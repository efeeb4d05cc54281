"""Whatever belongs to a member has the word that says who sees it."""

import pytest
from django.apps import apps
from django.db import models

from sentby.accounts.models import Member
from sentby.followups.models import Reminder
from sentby.people.models import Channel
from sentby.referrals.models import Fact
from tests.support.cast import AT
from tests.support.objects import build_world

ON_THIS_SHELF = ("accounts", "mail", "people", "followups", "referrals", "introductions", "gratitude")
OF_THE_WHOLE_DESK = {
    "people.Refusal": "a keyed hash, for every member of the desk and of none",
    "mail.Permission": "why the desk may write; read by the outbox alone",
}
OF_NO_MEMBER = {
    "introductions.Press": "what somebody without an account pressed; read by the page of that link alone",
}


def belongs_to_somebody(model: type[models.Model]) -> bool:
    """A member's own row, or a part of one."""
    return model is Member or any(
        isinstance(column, models.ForeignKey)
        and isinstance(column.related_model, type)
        and belongs_to_somebody(column.related_model)
        for column in model._meta.concrete_fields
        if column.related_model is not model
    )


def models_of_members() -> list[type[models.Model]]:
    return [
        model
        for app in ON_THIS_SHELF
        for model in apps.get_app_config(app).get_models()
        if belongs_to_somebody(model) and model._meta.label not in OF_NO_MEMBER
    ]


def says_to_whom(model: type[models.Model]) -> bool:
    return callable(getattr(model._default_manager.all(), "visible_to", None))


@pytest.mark.parametrize("model", models_of_members(), ids=lambda model: model._meta.label)
def test_every_model_of_a_member_says_to_whom_it_is_visible(model: type[models.Model]) -> None:
    assert says_to_whom(model)


def test_every_other_model_is_the_desk_s_own_for_a_reason() -> None:
    of_members = models_of_members()
    others = {
        model._meta.label
        for app in ON_THIS_SHELF
        for model in apps.get_app_config(app).get_models()
        if model not in of_members
    }
    assert others == set(OF_THE_WHOLE_DESK | OF_NO_MEMBER)
    assert not any(says_to_whom(apps.get_model(label)) for label in OF_NO_MEMBER)


@pytest.mark.django_db
@pytest.mark.parametrize("model", models_of_members(), ids=lambda model: model._meta.label)
def test_a_stranger_sees_nothing_of_it(model: type[models.Model]) -> None:
    """Of Ana's world Stan sees what is his own: his seat and what he signs in with."""
    world = build_world()
    Reminder.objects.create(follow_up_id=world.ids["follow_up"], step="warn", due_at=AT)
    seen = model._default_manager.all().visible_to(world.stan)  # type: ignore[attr-defined]  # the word is asked for above
    assert model._default_manager.exists()
    assert [row for row in seen if row != world.stan] == []


def test_control_a_part_of_a_part_belongs_to_somebody_too() -> None:
    assert belongs_to_somebody(Channel)
    assert belongs_to_somebody(Fact)
