"""Expected failures of budgets, shared costs and settlements."""

from laoyou.core.errors import Refusal, mark


class NotABudgetedFund(Refusal):
    code = "budgets.not_a_budgeted_fund"
    sentence = mark("Deposits and money paid in advance belong to those who paid them: there is no budget of them.")


class NotAYear(Refusal):
    code = "budgets.not_a_year"
    sentence = mark("A budget is drafted for this year or the next one.")


class InTheMakingAlready(Refusal):
    code = "budgets.in_the_making_already"
    sentence = mark("A budget of this fund for %(year)s is being made already. Finish it or drop it first.")


class NotInThisState(Refusal):
    code = "budgets.not_in_this_state"
    sentence = mark("The budget has moved on meanwhile. Load the page again to see how it stands.")


class LinesStand(Refusal):
    code = "budgets.lines_stand"
    sentence = mark("The budget is not in draft any more. Take it back to change it; an adopted one is revised anew.")


class NothingPlanned(Refusal):
    code = "budgets.nothing_planned"
    sentence = mark("All lines are zero. Enter at least one amount before everybody reads the budget.")


class TooShortForComments(Refusal):
    code = "budgets.too_short_for_comments"
    sentence = mark("Owners need time to read it: let comments run until %(day)s at the earliest.")


class CommentsStillRun(Refusal):
    code = "budgets.comments_still_run"
    sentence = mark("Owners may comment until %(day)s. Adopt the budget after that day.")


class AnswersMissing(Refusal):
    code = "budgets.answers_missing"
    sentence = mark("%(count)s comments have no answer yet. Answer each before the budget is adopted.")


class NeedsASecondPerson(Refusal):
    code = "budgets.needs_a_second_person"
    sentence = mark("You drafted or opened this budget yourself. Ask a second person with the right to adopt it.")


class NeedsItsBasis(Refusal):
    code = "budgets.needs_its_basis"
    sentence = mark("Say on what the adoption rests: which vote of the assembly, or which clause of the mandate.")


class NeedsItsDocument(Refusal):
    code = "budgets.needs_its_document"
    sentence = mark("Attach the document: the result of the vote, or the page of the mandate.")


class AdoptedInTheFuture(Refusal):
    code = "budgets.adopted_in_the_future"
    sentence = mark("The day of the adoption has not come yet.")


class NotAnOwner(Refusal):
    code = "budgets.not_an_owner"
    sentence = mark("Owners comment on the budget. Ask the owner of your home, or the service desk.")


class CommentsClosed(Refusal):
    code = "budgets.comments_closed"
    sentence = mark("Comments on this budget are closed. You can still write to the service desk.")


class SaySomething(Refusal):
    code = "budgets.say_something"
    sentence = mark("Write a few words first.")


class TooManyComments(Refusal):
    code = "budgets.too_many_comments"
    sentence = mark("You have written %(most)s comments on this budget already. The service desk takes further ones.")


class AnsweredAlready(Refusal):
    code = "budgets.answered_already"
    sentence = mark("This comment has its answer already.")


class NothingToExplain(Refusal):
    code = "budgets.nothing_to_explain"
    sentence = mark("There is no difference to explain here: the month is not over, or the budget is not adopted.")


class NotAPolicy(Refusal):
    code = "budgets.not_a_policy"
    sentence = mark("Give a percentage from 0 to 100, an amount of zero or more, and 1 to 90 days for comments.")


class NotAboveZero(Refusal):
    code = "budgets.not_above_zero"
    sentence = mark("The amount has to be above zero.")


class NotAnExpense(Refusal):
    code = "budgets.not_an_expense"
    sentence = mark("Choose what the money was spent on.")


class NobodyBears(Refusal):
    code = "budgets.nobody_bears"
    sentence = mark("Enter a quantity above zero for at least one estate.")


class NeedsItsKey(Refusal):
    code = "budgets.needs_its_key"
    sentence = mark("Say where the quantities come from, for example a time sheet: everybody may ask for it.")


class CostDecided(Refusal):
    code = "budgets.cost_decided"
    sentence = mark("This cost has moved on meanwhile. Load the page again to see how it stands.")


class CostOfYourOwn(Refusal):
    code = "budgets.cost_of_your_own"
    sentence = mark("You recorded this cost yourself. Ask a second person with the right to approve.")


class TakenBackAtItsCost(Refusal):
    code = "budgets.taken_back_at_its_cost"
    sentence = mark("This is a part of a shared cost. It is taken back as a whole, at the cost itself.")


class YearNotClosed(Refusal):
    code = "budgets.year_not_closed"
    sentence = mark("Close all months of %(year)s first: a settlement rests on closed books.")


class NeedsItsTerms(Refusal):
    code = "budgets.needs_its_terms"
    sentence = mark("Say what the contract says of the company's pay, with its clause. Under a lump sum there is none.")


class SettledAlready(Refusal):
    code = "budgets.settled_already"
    sentence = mark("%(year)s is settled and published. Nothing of it changes any more.")


class NotPreparedYet(Refusal):
    code = "budgets.not_prepared_yet"
    sentence = mark("Prepare the settlement first.")


class SettlementOfYourOwn(Refusal):
    code = "budgets.settlement_of_your_own"
    sentence = mark("You prepared this settlement yourself. Ask a second person to publish it.")


class BooksMoved(Refusal):
    code = "budgets.books_moved"
    sentence = mark("The books give other figures now. Prepare the settlement anew.")
