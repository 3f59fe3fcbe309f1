"""Expected failures of requests."""

from laoyou.core.errors import Refusal, mark


class SayWhatIsWrong(Refusal):
    code = "requests.say_what"
    field = "category"
    sentence = mark("Choose what it is about, or say it in your own words, by voice or with a photo.")


class SayWhere(Refusal):
    code = "requests.say_where"
    field = "place"
    sentence = mark("Say where it is: your home, or a place such as “entrance 2, 3rd floor”.")


class NoRequestByThisNumber(Refusal):
    code = "requests.no_such_number"
    field = "number"
    sentence = mark("There is no open request %(number)s in this estate. Look at the number again.")


class TooManyFiles(Refusal):
    code = "requests.too_many_files"
    field = "photos"
    sentence = mark("At most %(most)s files at a time. Send the others in a further message.")


class NothingSaid(Refusal):
    code = "requests.nothing_said"
    field = "text"
    sentence = mark("Write something, or add a photo.")


class RequestMoved(Refusal):
    code = "requests.moved"
    sentence = mark("This request has moved on meanwhile. Load the page again to see where it stands.")


class AnswerMissing(Refusal):
    code = "requests.answer_missing"
    field = "text"
    sentence = mark("Write to the asker what was done or why not. They read it before they give their word.")


class EvidenceMissing(Refusal):
    code = "requests.evidence_missing"
    field = "photos"
    sentence = mark("A repair is answered with a photo, or by its finished work order. Add a photo.")


class OrdersStillOpen(Refusal):
    code = "requests.orders_still_open"
    sentence = mark("Work orders of this request are still open. Finish or cancel them first.")


class SayWhyPaused(Refusal):
    code = "requests.say_why_paused"
    field = "reason"
    sentence = mark("Write why the clocks stop. The asker reads it.")


class DangerDoesNotWait(Refusal):
    code = "requests.danger_does_not_wait"
    sentence = mark("The clocks of danger are never stopped.")


class RatingMissing(Refusal):
    code = "requests.rating_missing"
    field = "rating"
    sentence = mark("Choose from 1 to 5 how content you are.")


class SayWhyReopened(Refusal):
    code = "requests.say_why_reopened"
    field = "text"
    sentence = mark("Write what is still wrong, so that we can put it right.")


class TooLateToReopen(Refusal):
    code = "requests.too_late_to_reopen"
    sentence = mark("This was closed more than %(days)s days ago. Report it anew; we then see both.")


class SkillMissing(Refusal):
    code = "requests.skill_missing"
    field = "skill"
    sentence = mark("Choose which skill the work needs, and how many minutes it may take.")


class PromiseUnclear(Refusal):
    code = "requests.promise_unclear"
    sentence = mark("Write every time as a number above zero, the desk's hours, and where the promise stands.")


class PromiseInThePast(Refusal):
    code = "requests.promise_in_the_past"
    field = "starts_on"
    sentence = mark("A promise can't begin before today: what was promised stays promised.")


class KeyNameMissing(Refusal):
    code = "requests.key_name_missing"
    field = "name"
    sentence = mark("Write which system the key is for.")


class ReasonMissing(Refusal):
    code = "requests.reason_missing"
    field = "reason"
    sentence = mark("Write why you need it. The person can read it.")
