"""Expected failures of crews."""

from laoyou.core.errors import Refusal, mark


class CrewUnclear(Refusal):
    code = "crews.unclear"
    field = "name"
    sentence = mark("Write the crew's name, and choose at least one skill and how it gets about.")


class CrewNameTaken(Refusal):
    code = "crews.name_taken"
    field = "name"
    sentence = mark("There is a crew called %(name)s already. Choose another name.")


class CrewOver(Refusal):
    code = "crews.over"
    sentence = mark("This crew has been given up. Choose another one.")


class MemberUnclear(Refusal):
    code = "crews.member_unclear"
    field = "member"
    sentence = mark("Choose who belongs to the crew, or write their name.")


class MemberHeld(Refusal):
    code = "crews.member_held"
    field = "member"
    sentence = mark("%(name)s belongs to this crew already.")


class NotOfTheCompany(Refusal):
    code = "crews.not_of_the_company"
    field = "member"
    sentence = mark("Only people who work for the same company can belong to its crews.")


class ShiftUnclear(Refusal):
    code = "crews.shift_unclear"
    field = "starts"
    sentence = mark("A shift ends after it begins, and its rest lies within it.")


class AbsenceUnclear(Refusal):
    code = "crews.absence_unclear"
    field = "first"
    sentence = mark("Write the first and the last day of the absence, and why.")


class TooManyDays(Refusal):
    code = "crews.too_many_days"
    field = "last"
    sentence = mark("Shifts can be planned for at most %(most)s days at once.")


class BaseUnclear(Refusal):
    code = "crews.base_unclear"
    field = "base"
    sentence = mark("Choose where the crew sets out from the estates that it serves, or leave it open.")


class RosterUnclear(Refusal):
    code = "crews.roster_unclear"
    field = "sheet"
    sentence = mark(
        "The sheet needs titles for the crew, the day and the hours: 班组, 日期, 班次. 午休 and 待命 may be added."
    )


class CrewUnknown(Refusal):
    code = "crews.crew_unknown"
    sentence = mark("There is no crew called %(name)s. Write it as in the list of crews, or add the crew.")


class DayUnclear(Refusal):
    code = "crews.day_unclear"
    sentence = mark("The day is not clear. Write it as 2022-12-30.")


class RowTwice(Refusal):
    code = "crews.row_twice"
    sentence = mark("This crew and day stand in the sheet twice. Leave one of them.")
