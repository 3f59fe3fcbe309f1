"""What conversations refuse, and what to do instead."""

from laoyou.core.errors import Refusal, mark


class NothingSaid(Refusal):
    code = "contact.nothing_said"
    sentence = mark("Write something, or add a picture or a voice note.")


class ConversationEnded(Refusal):
    code = "contact.ended"
    sentence = mark("This conversation has ended. Begin a new one; what was said is kept.")


class WithColleague(Refusal):
    code = "contact.with_colleague"
    sentence = mark("%(name)s is talking here. Take the conversation over first.")


class NotAColleague(Refusal):
    code = "contact.not_a_colleague"
    sentence = mark("Choose a colleague who is on duty.")


class RatingOutOfRange(Refusal):
    code = "contact.rating"
    sentence = mark("Choose from 1 to 5.")


class NotYetEnded(Refusal):
    code = "contact.not_ended"
    sentence = mark("A rating can be given when the conversation has ended.")
