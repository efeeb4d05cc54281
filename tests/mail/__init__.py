"""The outbox, against a real SMTP conversation."""
