"""What can be done about seats, keys and profiles."""

from datetime import timedelta

import pytest

from sentby.accounts import actions, queries
from sentby.accounts.actions import Newcomer
from sentby.accounts.models import ApiKey, Invitation, Member
from sentby.core.audit import OPERATOR, Actor
from sentby.core.models import AuditEntry
from sentby.mail import states
from sentby.mail.models import Message, Permission
from sentby.mail.outcomes import Withheld
from tests.support.cast import AT, PASSWORD
from tests.support.sweeps import sweep

pytestmark = pytest.mark.django_db
SOMEBODY = Actor("person")
TANIA = Newcomer(name="Tania Brook", time_zone="Europe/Lisbon")


def said(what: str) -> AuditEntry:
    return AuditEntry.objects.get(what=what)


def test_whoever_comes_first_owns_the_desk() -> None:
    ruth = actions.found_desk(
        email="Ruth@Quayside.example.org ", newcomer=Newcomer("Ruth Achter", PASSWORD), by=OPERATOR, at=AT
    )
    assert (ruth.is_owner, ruth.email) == (True, "ruth@quayside.example.org")
    assert ruth.check_password(PASSWORD)
    assert (said("desk.founded").subject_id, said("desk.founded").actor_kind) == (ruth.pk, "operator")
    assert queries.owner() == ruth


def test_the_second_to_found_a_desk_is_told(ruth: Member) -> None:
    with pytest.raises(actions.DeskTaken):
        actions.found_desk(email="ana@reyes.example.com", newcomer=TANIA, by=OPERATOR, at=AT)
    assert Member.objects.count() == 1


def test_an_invitation_leaves_by_the_outbox_on_a_recorded_permission(ruth: Member) -> None:
    offered = actions.invite(email=" Tania@Brook.example.com", by=ruth, at=AT)
    letter = Message.objects.get(kind="invitation")
    assert letter.to_address == "tania@brook.example.com"
    assert letter.reply_to == ruth.email
    assert offered.url in letter.text
    assert letter.permission is not None
    assert (letter.permission.basis, letter.permission.reference) == (
        "invitation",
        f"invitation:{offered.invitation.pk}",
    )
    assert offered.invitation.expires_at == AT + timedelta(days=14)
    assert said("invitation.sent").actor_id == ruth.pk


def test_the_token_is_long_and_stored_as_a_hash_only(ruth: Member) -> None:
    offered = actions.invite(email="tania@brook.example.com", by=ruth, at=AT)
    token = offered.url.rstrip("/").rsplit("/", 1)[-1]
    assert len(token) >= 32
    assert token not in str(Invitation.objects.values_list())
    assert queries.invitation_for_token(token) == offered.invitation
    assert queries.invitation_for_token(token + "x") is None


def test_a_second_invitation_ends_the_first(ruth: Member) -> None:
    first = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    second = actions.invite(email="TANIA@brook.example.com", by=ruth, at=AT + timedelta(days=1)).invitation
    assert list(queries.open_invitations(ruth, AT + timedelta(days=1))) == [second]
    first.refresh_from_db()
    assert first.withdrawn_at


def test_the_letter_of_a_withdrawn_invitation_does_not_leave(ruth: Member) -> None:
    first = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    second = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    assert letters_of(first) == ["withheld"]
    assert letters_of(second) == ["queued"]
    actions.withdraw_invitation(invitation=second, by=ruth, at=AT)
    sweep("letters", AT + timedelta(minutes=1))
    assert letters_of(second) == ["withheld"]
    assert not Permission.objects.filter(ended_at=None).exists()


def test_an_invitation_withdrawn_as_its_first_word_leaves_is_held_back(ruth: Member) -> None:
    """The worker has written its mark, and looks a last time: the permission has ended."""
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    leaving = states.claim(Message.objects.get(kind="invitation").pk, at=AT)
    assert leaving is not None
    Message.objects.filter(pk=leaving.pk).update(data_started_at=AT)
    actions.withdraw_invitation(invitation=offer, by=ruth, at=AT)
    with pytest.raises(Withheld, match="permission"):
        states.check(leaving, may_send=lambda _: None, at=AT)


def letters_of(offer: Invitation) -> list[str]:
    return list(Message.objects.filter(subject_id=offer.pk).values_list("state", flat=True))


def test_a_member_is_not_invited_again(ruth: Member, ana: Member) -> None:
    with pytest.raises(actions.AlreadyAMember):
        actions.invite(email=ana.email.upper(), by=ruth, at=AT)


def test_taking_the_seat(ruth: Member) -> None:
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    tania = actions.accept_invitation(invitation=offer, newcomer=TANIA, by=SOMEBODY, at=AT)
    assert (tania.name, tania.email, tania.time_zone) == (
        TANIA.name,
        "tania@brook.example.com",
        "Europe/Lisbon",
    )
    assert not tania.is_owner
    assert not tania.has_usable_password()
    assert said("invitation.accepted").details == {"member": tania.pk}


@pytest.mark.parametrize("ended", ["taken", "withdrawn", "run out"])
def test_an_invitation_that_ended_makes_nobody(ruth: Member, ended: str) -> None:
    offer = actions.invite(email="tania@brook.example.com", by=ruth, at=AT).invitation
    if ended == "taken":
        actions.accept_invitation(invitation=offer, newcomer=TANIA, by=SOMEBODY, at=AT)
    if ended == "withdrawn":
        actions.withdraw_invitation(invitation=offer, by=ruth, at=AT)
    late = AT + timedelta(days=14 if ended == "run out" else 0)
    before = Member.objects.count()
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(invitation=offer, newcomer=TANIA, by=SOMEBODY, at=late)
    with pytest.raises(actions.InvitationClosed):
        actions.withdraw_invitation(invitation=offer, by=ruth, at=late)
    assert Member.objects.count() == before


def test_an_invitation_to_somebody_who_got_a_seat_otherwise_is_closed(ruth: Member) -> None:
    offer = actions.invite(email="ana@reyes.example.com", by=ruth, at=AT).invitation
    Member.objects.create_user("ana@reyes.example.com", name="Ana Reyes")
    with pytest.raises(actions.InvitationClosed):
        actions.accept_invitation(invitation=offer, newcomer=TANIA, by=SOMEBODY, at=AT)
    offer.refresh_from_db()
    assert offer.accepted_at is None


def test_a_profile_is_changed(ana: Member) -> None:
    changes = {"headline": "Bookkeeper for roofers", "ladder": 10}
    actions.update_profile(member=ana, version=ana.version, changes=changes, by=ana.actor, at=AT)
    ana.refresh_from_db()
    assert (ana.headline, ana.ladder, ana.version) == ("Bookkeeper for roofers", 10, 2)
    assert said("profile.changed").details == {"fields": "headline ladder"}


def test_of_two_changes_at_once_the_second_is_told(ana: Member) -> None:
    actions.update_profile(member=ana, version=1, changes={"name": "Ana R."}, by=ana.actor, at=AT)
    with pytest.raises(actions.ProfileMoved):
        actions.update_profile(member=ana, version=1, changes={"name": "Anna"}, by=ana.actor, at=AT)
    ana.refresh_from_db()
    assert ana.name == "Ana R."


def test_a_profile_is_no_way_to_become_the_owner(ana: Member) -> None:
    with pytest.raises(ValueError, match="is_owner"):
        actions.update_profile(member=ana, version=1, changes={"is_owner": True}, by=ana.actor, at=AT)


def test_a_password_is_chosen(ana: Member) -> None:
    actions.choose_password(member=ana, password="four unrelated words here", by=ana.actor, at=AT)
    ana.refresh_from_db()
    assert ana.check_password("four unrelated words here")
    assert said("password.chosen").details == {}
    assert Message.objects.get(to_member=ana).subject == "Your password was changed"


def test_a_key_is_known_once_and_opens_the_desk(ana: Member) -> None:
    made = actions.make_key(member=ana, name="Spreadsheet", by=ana.actor, at=AT)
    assert made.plain.startswith(made.key.hint)
    assert made.plain not in str(ApiKey.objects.values_list())
    assert actions.let_in_by_key(plain=made.plain, at=AT) == ana
    assert actions.let_in_by_key(plain=made.plain, at=AT - timedelta(seconds=1)) is None
    assert actions.let_in_by_key(plain=made.plain + "x", at=AT) is None
    assert said("key.made").details == {"member": ana.pk}


def test_the_use_of_a_key_is_noted_once_a_minute(ana: Member) -> None:
    made = actions.make_key(member=ana, name="Spreadsheet", by=ana.actor, at=AT)
    noted = []
    for second in (0, 30, 59, 60, 61):
        moment = AT + timedelta(seconds=second)
        assert actions.let_in_by_key(plain=made.plain, at=moment) == ana
        noted.append(ApiKey.objects.get().last_used_at)
    minute = AT + timedelta(minutes=1)
    assert noted == [AT, AT, AT, minute, minute]
    assert actions.let_in_by_key(plain="sb_wrong", at=AT) is None
    assert actions.let_in_by_key(plain=made.plain, at=AT - timedelta(days=1)) is None


def test_a_revoked_key_opens_nothing(ana: Member) -> None:
    made = actions.make_key(member=ana, name="Spreadsheet", by=ana.actor, at=AT)
    actions.revoke_key(key=made.key, by=ana.actor, at=AT)
    actions.revoke_key(key=made.key, by=ana.actor, at=AT)
    assert actions.let_in_by_key(plain=made.plain, at=AT) is None
    assert actions.let_in_by_key(plain=made.plain, at=AT) is None
    assert said("key.revoked").subject_id == made.key.pk
    assert list(queries.keys_of(ana)) == []


def test_a_closed_seat_lets_nobody_in_until_it_is_opened_again(ruth: Member, ana: Member) -> None:
    made = actions.make_key(member=ana, name="Spreadsheet", by=ana.actor, at=AT)
    actions.deactivate_member(member=ana, by=ruth, at=AT)
    assert actions.let_in_by_key(plain=made.plain, at=AT) is None
    assert queries.member_with_address(ana.email) is None
    assert list(queries.active_members()) == [ruth]
    assert list(queries.seats(ruth)) == [ruth, ana]
    assert list(queries.seats(ana)) == [ana]
    actions.reactivate_member(member=ana, by=ruth, at=AT)
    assert actions.let_in_by_key(plain=made.plain, at=AT) == ana
    assert said("member.deactivated").actor_id == said("member.reactivated").actor_id == ruth.pk


def test_the_owner_stays(ruth: Member) -> None:
    with pytest.raises(actions.OwnerStays):
        actions.deactivate_member(member=ruth, by=ruth, at=AT)


def test_a_stranger_gets_no_sign_in_letter(ana: Member) -> None:
    for address in (ana.email, "nobody@example.net"):
        actions.send_to_sign_in(address=address, subject="Code", text="Your code is ABC", at=AT)
    assert [letter.to_member for letter in Message.objects.all()] == [ana]


def test_who_may_see_which_member(ruth: Member, ana: Member, stan: Member) -> None:
    assert set(Member.objects.all().visible_to(ruth)) == {ruth, ana, stan}
    assert set(Member.objects.all().visible_to(stan)) == {stan}
