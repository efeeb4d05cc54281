"""What there is to choose from, and to tick, when somebody is passed on; in words for whichever way it goes."""

from sentby.rules.facts import FactKind, Origin

GIVE, RECEIVED, OWN = "give", "received", "own"
SIDES = [(GIVE, "I give"), (RECEIVED, "I received"), (OWN, "For myself")]
ORIGINS = [
    (Origin.CONVERSATION, "We talked"),
    (Origin.CARD, "A card or a sign I saw"),
    (Origin.EVENT, "Met at an event"),
    (Origin.NAME_GIVEN, "I gave somebody’s name, or mine was given"),
    (Origin.LIST, "A bought list"),
    (Origin.PHONE_BOOK, "A phone book or directory"),
    (Origin.SCRAPED, "Collected from web pages"),
]
STATED = (
    FactKind.SPOKE, FactKind.KNOWS_RECEIVER, FactKind.EXPECTS_CONTACT, FactKind.MAY_USE_NAME,
    FactKind.TESTIMONIAL, FactKind.CALLED, FactKind.RECOMMENDED, FactKind.MEETING_ARRANGED,
    FactKind.INTRODUCED_IN_PERSON, FactKind.FIRST_HAND,
)  # fmt: skip

SENTENCES = {
    FactKind.SPOKE: "{giver} spoke with them about {receiver}",
    FactKind.KNOWS_RECEIVER: "They know who {calls}, and what {for_}",
    FactKind.EXPECTS_CONTACT: "They expect {call}",
    FactKind.MAY_USE_NAME: "{may_use}",
    FactKind.TESTIMONIAL: "{giver} gave a testimonial for {receiver}",
    FactKind.CALLED: "{giver} called them to introduce {receiver}",
    FactKind.RECOMMENDED: "{giver} recommended {receiver} outright, and named the benefits",
    FactKind.MEETING_ARRANGED: "{giver} arranged a meeting",
    FactKind.INTRODUCED_IN_PERSON: "{giver} introduced both face to face",
    FactKind.FIRST_HAND: "{giver} know{s} the work of {receiver} at first hand",
}
WORDS = {
    GIVE: {
        "giver": "I", "receiver": "whoever can help", "s": "", "may_use": "They may say that I sent them",
        "calls": "will call", "for_": "for", "call": "the call",
    },
    RECEIVED: {
        "giver": "The giver", "receiver": "me", "s": "s", "may_use": "I may use the giver’s name",
        "calls": "I am", "for_": "I do", "call": "my call",
    },
    OWN: {
        "giver": "I", "receiver": "my work", "s": "", "may_use": "I may say where I have the name from",
        "calls": "I am", "for_": "I do", "call": "my call",
    },
}  # fmt: skip
TITLES = {
    GIVE: "Pass somebody on", RECEIVED: "Record what you received", OWN: "Note one for yourself",
}  # fmt: skip
PUT_OTHERWISE = {
    GIVE: {"need": ("What do they need?", "The prospect reads this as well.")},
    RECEIVED: {
        "party": ("Who gave it to you?", "A member of this desk, somebody in your book, or a new name."),
        "spoke_on": ("When did the two of them speak?", ""),
        "endorsement": ("What the giver said of you", "If they did: in their words."),
    },
}
