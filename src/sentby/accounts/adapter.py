"""Where allauth meets this desk."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class DeskAdapter(DefaultAccountAdapter):
    pass


class DeskMFAAdapter(DefaultMFAAdapter):
    pass
