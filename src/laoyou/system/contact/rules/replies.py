"""Sentences that a seat says often, ready to be sent or changed."""

from laoyou.core.errors import mark

REPLIES = (
    mark("Hello, I am looking into it. One moment, please."),
    mark("Please send a photo of it."),
    mark("Please close the main valve first."),
    mark("I am reporting this to the crew; you hear when they come."),
    mark("Repairs of common pipes and walls cost you nothing."),
    mark("The bill is in the app under “Bills”. You can also pay at the counter."),
    mark("Can I help you with anything else?"),
)
