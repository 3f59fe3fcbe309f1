"""Expected failures of endings."""

from laoyou.core.errors import Refusal, mark


class EndOutsideTheTerm(Refusal):
    code = "endings.end_outside_the_term"
    field = "ends_before"
    sentence = mark("The mandate runs from %(first)s to %(last)s. Write a first day without service within that time.")


class TooLongAgo(Refusal):
    code = "endings.too_long_ago"
    sentence = mark(
        "The mandate ended more than %(days)s days ago. Who serves the estate now, or the street office, gives back."
    )


class ServedByTheNext(Refusal):
    code = "endings.served_by_the_next"
    sentence = mark(
        "%(company)s serves this estate since %(day)s, and its homes' credit is kept there. Ask them to give it back."
    )


class NothingGoesBack(Refusal):
    code = "endings.nothing_goes_back"
    sentence = mark("No home gets anything back: there is no credit, no deposit and no bill for days after the end.")


class EndingWaits(Refusal):
    code = "endings.waits"
    sentence = mark("A list for this mandate waits for a second person already. Decide that one first.")


class EndingUnderWay(Refusal):
    code = "endings.under_way"
    sentence = mark("A list for this mandate is being worked off. Wait until every home is done, or has failed.")


class HomeChanged(Refusal):
    code = "endings.home_changed"
    sentence = mark(
        "Since it was approved, what goes back has changed from %(before)s to %(now)s. Put this home on a new list."
    )


class WordTooLate(Refusal):
    code = "endings.word_too_late"
    sentence = mark("This home is settled already. Look at the list for where its money went.")


class WhoSaidIt(Refusal):
    code = "endings.who_said_it"
    field = "word_of"
    sentence = mark("Write who of the owners said it, and how: by telephone, at the desk, in a letter.")


class NothingAtTheDesk(Refusal):
    code = "endings.nothing_at_the_desk"
    sentence = mark("Nothing waits at the desk for this home, or it was paid out already. Load the page again.")


class NothingFailed(Refusal):
    code = "endings.nothing_failed"
    sentence = mark("No home has failed. There is nothing to try again.")


class ReceiverNotOnRecord(Refusal):
    code = "endings.receiver_not_on_record"
    field = "receiver"
    sentence = mark(
        "Choose who gets it: an owner of the home on record, or who left the deposit. If nobody is there, enter the"
        " owner first."
    )
