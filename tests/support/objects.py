"""A small world with one thing of each kind, all Ana's, every text of it marked so that a leak is seen."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from sentby.accounts.models import ApiKey, Invitation, Member
from sentby.accounts.queries import digest
from sentby.core.clock import now
from sentby.followups.models import FollowUp
from sentby.gratitude.models import Thanks
from sentby.introductions.models import Introduction, Link, Question
from sentby.introductions.tokens import hashed
from sentby.mail.models import Message, Permission
from sentby.people.models import (
    Apart,
    Channel,
    Company,
    Conversation,
    Import,
    ImportRecord,
    Merge,
    Person,
    Tag,
    Tagging,
)
from sentby.referrals.models import Contact, Fact, FeedbackAsk, Outcome, Referral
from tests.support import cast
from tests.support.cast import AT
from tests.support.passkeys import credential

CANARY = "kanariegelb"  # stands in every text of Ana's; whoever may not see it must not receive it
TOKEN = "t" * 43


@dataclass
class World:
    """The cast, and for each kind of thing the id by which a URL names Ana's."""

    ana: Member
    sam: Member
    ruth: Member
    stan: Member
    ids: dict[str, Any] = field(default_factory=dict)


def build_world() -> World:
    """Everything a URL can name."""
    world = World(cast.make_ana(), cast.make_sam(), cast.make_ruth(), cast.make_stan())
    dana = _book(world)
    _beside(world, dana)
    referral = _referral(world, dana)
    _around(world, referral)
    _letter(world)
    _settings(world)
    return world


def _book(world: World) -> Person:
    company = Company.objects.create(
        owner=world.ana,
        name=f"Millane {CANARY}",
        place=CANARY,
        trade=CANARY,
        notes=CANARY,
        search=CANARY,
        created_at=AT,
    )
    dana = Person.objects.create(
        owner=world.ana,
        name=f"Dana {CANARY}",
        company=company,
        title=CANARY,
        how_met=CANARY,
        notes=CANARY,
        addresses=[{"street": CANARY, "place": CANARY}],
        search=CANARY,
        created_at=AT,
    )
    channel = Channel.objects.create(
        person=dana, kind="email", shown=f"{CANARY}@example.org", canonical=f"{CANARY}@example.org"
    )
    Conversation.objects.create(person=dana, on=AT.date(), source="a fact")
    tag = Tag.objects.create(owner=world.ana, name=CANARY, key=CANARY)
    Tagging.objects.create(person=dana, tag=tag)
    batch = Import.objects.create(
        owner=world.ana, name=CANARY, format="vcard", created_at=AT, state="ready", total=1, counts={"new": 1},
        plan={"format": "vcard", "encoding": "utf-8", "divider": "", "mapping": None},
    )  # fmt: skip
    said = {"name": CANARY, "company": CANARY, "title": "", "ways": ""}
    ImportRecord.objects.create(batch=batch, line=1, status="new", reason=CANARY, person=dana, shown=said)
    world.ids |= {"import": batch.pk, "company": company.pk, "person": dana.pk, "channel": channel.pk}
    gone = {"owner": world.ana, "name": CANARY, "created_at": AT, "removed_at": now()}
    world.ids |= {
        "removed-person": Person.objects.create(**gone).pk,
        "removed-company": Company.objects.create(**gone).pk,
    }
    return dana


def _beside(world: World, dana: Person) -> None:
    """Somebody like her, and somebody who was two entries."""
    lea = Person.objects.create(owner=world.ana, name="Lea", created_at=AT)
    apart = Apart.objects.create(one=dana, other=lea, at=AT)
    merged = Merge.objects.create(kept=lea, other_id=dana.pk, other_name=CANARY, place=1, undone_at=AT, at=AT)
    world.ids |= {"merge": merged.pk, "apart": apart.pk}


def _referral(world: World, dana: Person) -> Referral:
    passed_on: dict[str, Any] = {
        "recorder": world.ana,
        "giver_member": world.ana,
        "receiver_member": world.sam,
        "prospect_person": dana,
        "need": CANARY,
        "endorsement": CANARY,
        "passed_on_at": AT,
    }
    referral = Referral.objects.create(released_at=AT, **passed_on)
    withdrawn = Referral.objects.create(released_at=AT, withdrawn_at=now(), **passed_on)
    asking = Referral.objects.create(consent_mode="ask-one", **passed_on)
    Question.objects.create(referral=asking, by=world.ana, way="own", created_at=AT)
    world.ids |= {"withdrawn-referral": withdrawn.pk, "asking-referral": asking.pk}
    by = {"recorded_at": AT, "actor_kind": "member", "actor_id": world.ana.pk, "note": CANARY}
    fact = Fact.objects.create(referral=referral, kind="person_named", source="claimed", on=AT.date(), **by)
    contact = Contact.objects.create(
        referral=referral, kind="called", at=AT, **(by | {"actor_id": world.sam.pk})
    )
    outcome = Outcome.objects.create(
        referral=referral, kind="talked", at=AT, recorded_by=world.sam, reason=CANARY
    )
    world.ids |= {"referral": referral.pk, "fact": fact.pk, "contact": contact.pk, "outcome": outcome.pk}
    return referral


def _around(world: World, referral: Referral) -> None:
    introduction = Introduction.objects.create(
        referral=referral, by=world.ana, subject=CANARY, why=CANARY, what_next=CANARY, created_at=AT
    )
    thanks = Thanks.objects.create(referral=referral, by=world.sam, occasion="receipt", words=CANARY, at=AT)
    asked = FeedbackAsk.objects.create(referral=referral, asked_by=world.ana, at=AT, question=CANARY)
    follow_up = FollowUp.objects.create(
        subject_kind="referral",
        subject_id=referral.pk,
        owner=world.ana,
        act="call",
        started_at=AT,
        due_at=AT + timedelta(hours=24),
    )
    Link.objects.create(
        referral=referral,
        side="prospect",
        token_hash=hashed(TOKEN),
        created_at=now(),
        expires_at=now() + timedelta(days=100),
    )
    world.ids |= {
        "introduction": introduction.pk,
        "thanks": thanks.pk,
        "question": asked.pk,
        "follow_up": follow_up.pk,
        "link-token": TOKEN,
    }


def _letter(world: World) -> None:
    permission = Permission.objects.create(basis="invitation", reference="test", granted_by="test", at=AT)
    message = Message.objects.create(
        kind="introduction",
        state="failed",
        sender=world.ana,
        permission=permission,
        to_name=CANARY,
        to_address=f"{CANARY}@example.org",
        subject=CANARY,
        text=CANARY,
        message_id=f"<{CANARY}@example.org>",
        queued_at=AT,
        due_at=AT,
    )
    world.ids["message"] = message.pk


def _settings(world: World) -> None:
    key = ApiKey.objects.create(member=world.ana, name=CANARY, key_hash="0" * 64, hint="abcd", created_at=AT)
    for member in (world.ana, world.sam, world.stan, world.ruth):
        TOTP.activate(member, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(member)
    passkey = Authenticator.objects.create(
        user=world.ana, type=Authenticator.Type.WEBAUTHN, data={"name": CANARY, "credential": credential()}
    )
    offer = Invitation.objects.create(
        email_key=f"{CANARY}-key",
        email="newcomer@example.org",
        token_hash=digest(TOKEN),
        invited_by=world.ruth,
        at=AT,
        expires_at=AT + timedelta(days=3650),
    )
    world.ids |= {
        "key": key.pk,
        "authenticator": passkey.pk,
        "invitation": offer.pk,
        "invitation-token": TOKEN,
        "member": world.sam.pk,
    }
