"""The letter of thanks. The giver receives it; an amount stands in it only when it is shared."""

from django.conf import settings

from sentby.gratitude.models import Thanks
from sentby.mail.letters import Letter, html_of, thread_of
from sentby.referrals.parties import full_name


def thanks(thanks: Thanks) -> Letter | None:
    """To the giver who is a member. None for a giver without an account: the member thanks them in person."""
    giver = thanks.referral.giver_member
    if giver is None:
        return None
    prospect = full_name(thanks.referral.prospect, "what you passed on")
    for_what = (
        f"for passing on {prospect}"
        if thanks.occasion == "receipt"
        else f"for {prospect}: business came of it"
    )
    paragraphs = [
        f"Dear {giver.first_name},",
        f"{thanks.by.name} thanks you {for_what}.",
        f"“{thanks.words}”" if thanks.words else "",
        f"{settings.SITE_URL}/referrals/{thanks.referral_id}/",
    ]
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"
    return Letter(
        kind="thanks", subject=f"{thanks.by.name} thanks you", text=text, html=html_of(text),
        to_name=giver.name, to_address=giver.email, to_member=giver,
        thread=thread_of("referral", thanks.referral_id), subject_ref=("referral", thanks.referral_id),
    )  # fmt: skip
