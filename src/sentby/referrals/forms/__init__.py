"""Clean what is typed about a referral into typed values. A form refuses only what cannot be stored or acted on."""

from sentby.referrals.forms.following import (
    AnswerForm,
    CallerForm,
    ContactForm,
    FactForm,
    OutcomeForm,
    QuestionForm,
    WithdrawalForm,
    typed_in,
)
from sentby.referrals.forms.passing import STOOD, DetailsForm, PassOnForm, ProspectFields

__all__ = [
    "STOOD",
    "AnswerForm",
    "CallerForm",
    "ContactForm",
    "DetailsForm",
    "FactForm",
    "OutcomeForm",
    "PassOnForm",
    "ProspectFields",
    "QuestionForm",
    "WithdrawalForm",
    "typed_in",
]
