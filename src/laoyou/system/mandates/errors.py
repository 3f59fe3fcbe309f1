"""What may go wrong with mandates and tariffs, each with the sentence that says what to do."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark
from laoyou.system.mandates.rules.formulas import FormulaProblem
from laoyou.system.mandates.rules.ladders import LadderProblem


class MandateRefusal(Refusal):
    """`field` is the form's field at which the sentence is shown."""

    field: str = ""


class UnknownChoice(MandateRefusal):
    code = "mandates.unknown_choice"
    sentence = mark("Choose one of the list.")

    def __init__(self, *, field: str) -> None:
        super().__init__()
        self.field = field


class TooLong(MandateRefusal):
    code = "mandates.too_long"
    sentence = mark("“%(text)s…” is too long: at most %(most)s characters.")

    def __init__(self, *, field: str, text: str, most: int) -> None:
        super().__init__(text=text[:12], most=most)
        self.field = field


class PrincipalDoesNotFit(MandateRefusal):
    code = "mandates.principal_does_not_fit"
    field = "principal_id"
    sentence = mark("%(name)s can't give a mandate on this basis. Choose another principal, or another basis.")


class NotYourCompany(MandateRefusal):
    code = "mandates.not_your_company"
    field = "company_id"
    sentence = mark("You can draft mandates for your own company only.")


class ServedByAnother(MandateRefusal):
    code = "mandates.served_by_another"
    field = "starts_on"
    sentence = mark("%(company)s serves this estate until %(day)s. A mandate of yours can begin the day after.")


class DocumentNumberMissing(MandateRefusal):
    code = "mandates.document_number_missing"
    field = "document_number"
    sentence = mark("Write the number of the paper that gives the mandate: a mandate is in writing.")


class ScopeMissing(MandateRefusal):
    code = "mandates.scope_missing"
    field = "scope_text"
    sentence = mark("Write what is to be done: the services that the mandate covers.")


class EndsBeforeItStarts(MandateRefusal):
    code = "mandates.ends_before_it_starts"
    field = "ends_before"
    sentence = mark("The end must come after the start. Every mandate needs an end.")


class NoSuchStep(MandateRefusal):
    code = "mandates.no_such_step"
    sentence = mark("This mandate can't take that step from where it stands now. Load the page again.")


class OnlyDraftsChange(MandateRefusal):
    code = "mandates.only_drafts_change"
    sentence = mark("A mandate that was put in force can't be changed. End it and draft a new one.")


class TermIsOver(MandateRefusal):
    code = "mandates.term_is_over"
    field = "ends_before"
    sentence = mark("Its end, %(day)s, has already passed. Change the draft's dates first.")


class PaperMissing(MandateRefusal):
    code = "mandates.paper_missing"
    field = "paper"
    sentence = mark("Upload the signed paper first: a mandate is in writing.")


class PriceMissing(MandateRefusal):
    code = "mandates.price_missing"
    field = "price"
    sentence = mark("Set the price of the property service first: without it nothing can be billed.")


class SamePerson(MandateRefusal):
    code = "mandates.same_person"
    field = "second_person"
    sentence = mark("You drafted it or changed it last. A colleague who looks at it once more puts it in force.")


class NotAPaper(MandateRefusal):
    code = "mandates.not_a_paper"
    field = "document"
    sentence = mark("Choose the file of the signed paper: a PDF or a picture.")


class OverlapsAnother(MandateRefusal):
    code = "mandates.overlaps_another"
    field = "starts_on"
    sentence = mark("The mandate %(number)s is in force until %(day)s. Start later, or end that one first.")


class ReasonMissing(MandateRefusal):
    code = "mandates.reason_missing"
    field = "reason"
    sentence = mark("Write why, in one sentence: others will read it.")


class EndOutsideTerm(MandateRefusal):
    code = "mandates.end_outside_term"
    field = "ended_on"
    sentence = mark("Its last day of service lies from %(first)s to %(last)s.")


class NotBegunCanBeWithdrawn(MandateRefusal):
    code = "mandates.already_begun"
    sentence = mark("It has begun: it can be ended, not withdrawn.")


class NameMissing(MandateRefusal):
    code = "mandates.name_missing"
    field = "name"
    sentence = mark("Write what the item is called on the bill.")


class ItemWrong(MandateRefusal):
    code = "mandates.item_wrong"
    field = "item"
    sentence = mark("Write the item's short name with small letters, digits and _, for example lift.")


class RateWrong(MandateRefusal):
    code = "mandates.rate_wrong"
    field = "rate"
    sentence = mark("Write the price in yuan with at most four decimals, for example 0.60.")


class CountIsNeverDefault(MandateRefusal):
    code = "mandates.count_is_never_default"
    field = "is_default"
    sentence = mark("A price by count applies only to homes that have a count. It can't apply to all.")


class PriceInThePast(MandateRefusal):
    code = "mandates.price_in_the_past"
    field = "starts_on"
    sentence = mark("A new price begins today or later: what was served before was served at the old price.")


class LaterPriceExists(MandateRefusal):
    code = "mandates.later_price_exists"
    field = "starts_on"
    sentence = mark("A price from %(day)s is already set. Take that one back first, or choose a later day.")


class PriceOutsideMandate(MandateRefusal):
    code = "mandates.price_outside_mandate"
    field = "starts_on"
    sentence = mark("The mandate runs from %(starts_on)s to %(last_day)s. The price must begin within that time.")


class MandateIsOver(MandateRefusal):
    code = "mandates.mandate_is_over"
    sentence = mark("This mandate has ended: its prices stay as they were.")


class PriceHasBegun(MandateRefusal):
    code = "mandates.price_has_begun"
    sentence = mark("This price has begun. Set a new one, or let it end.")


class CountWrong(MandateRefusal):
    code = "mandates.count_wrong"
    field = "count"
    sentence = mark("Write how many as a number from 1 to 999.")


class SameHomeTariff(MandateRefusal):
    code = "mandates.same_home_tariff"
    field = "tariff_id"
    sentence = mark("This home already has that on this day.")


class HomeTariffOutsideTariff(MandateRefusal):
    code = "mandates.home_tariff_outside_tariff"
    field = "starts_on"
    sentence = mark("That price runs from %(starts_on)s. Choose a day on which it holds.")


class NoMandateForRates(MandateRefusal):
    code = "mandates.no_mandate_for_rates"
    sentence = mark(
        "The sheet holds fee rates, but no mandate of this estate covers %(day)s. Draft the mandate first, or leave the"
        " rate column out."
    )


class FormulaWrong(MandateRefusal):
    code = "mandates.formula_wrong"
    field = "formula"
    sentence = mark("The formula can't be understood from character %(place)s on (%(near)s). An example: area * 0.30")


class FormulaNamesUnknown(FormulaWrong):
    code = "mandates.formula_names_unknown"
    sentence = mark("“%(near)s” is not known. A formula may name area, floor and count, and use min, max and if.")


class FormulaTooLong(FormulaWrong):
    code = "mandates.formula_too_long"
    sentence = mark("The formula is too long or has too many brackets. Split it into two prices.")


class FormulaDividesByZero(FormulaWrong):
    code = "mandates.formula_divides_by_zero"
    sentence = mark("The formula divides by zero.")


class FormulaNamesNothing(FormulaWrong):
    code = "mandates.formula_names_nothing"
    sentence = mark("The formula names nothing of the home. Choose a fixed sum for what is the same everywhere.")


FORMULA_REFUSALS: dict[FormulaProblem, type[FormulaWrong]] = {
    FormulaProblem.NOT_UNDERSTOOD: FormulaWrong,
    FormulaProblem.UNKNOWN_NAME: FormulaNamesUnknown,
    FormulaProblem.TOO_LONG: FormulaTooLong,
    FormulaProblem.TOO_DEEP: FormulaTooLong,
    FormulaProblem.DIVIDES_BY_ZERO: FormulaDividesByZero,
    FormulaProblem.NAMES_NOTHING: FormulaNamesNothing,
}


class LadderWrong(Refusal):
    code = "mandates.ladder_wrong"
    field = "formula"
    sentence = mark(
        "“%(near)s” is no step. Write for example: year: 2.50 to 180, 3.75 to 260, 5.00; or one price: 3.10."
    )


class LadderNotRising(Refusal):
    code = "mandates.ladder_not_rising"
    field = "formula"
    sentence = mark("At “%(near)s” the limit or the price does not rise. Each step begins later and costs more.")


class LadderTooLong(Refusal):
    code = "mandates.ladder_too_long"
    field = "formula"
    sentence = mark("A ladder has six steps at most. Leave some out.")


class PassedOnOnly(Refusal):
    code = "mandates.passed_on_only"
    field = "fund"
    sentence = mark(
        "Water and power are passed on at what the supplier asks, and nothing is earned on them. Choose the fund"
        " “Deposits and money collected for others”."
    )


LADDER_REFUSALS: dict[LadderProblem, type[Refusal]] = {
    LadderProblem.NOT_UNDERSTOOD: LadderWrong,
    LadderProblem.NOT_RISING: LadderNotRising,
    LadderProblem.TOO_MANY: LadderTooLong,
}


class NoPenaltyHere(Refusal):
    code = "mandates.no_penalty_here"
    field = "penalty_rate"
    sentence = mark(
        "Only a contract that binds all owners may carry a late penalty. Leave the rate empty for this principal."
    )


class PenaltyImpossible(Refusal):
    code = "mandates.penalty_impossible"
    field = "penalty_rate"
    sentence = mark(
        "Write a rate of at most %(rate)s percent a day, up to %(days)s free days, and a cap of 1 to %(cap)s percent."
    )
