"""What the outbox pages read."""

from sentby.mail.models import Message


def about(message: Message) -> tuple[str, str]:
    """What a letter is about, as the audit trail names it: its subject, or the letter itself."""
    return (message.subject_kind, message.subject_id) if message.subject_kind else ("message", message.pk)
