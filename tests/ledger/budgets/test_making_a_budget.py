"""A budget from draft to adoption: what it is drafted from, who may do what, and what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection

from laoyou.core.errors import NotAllowed, NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.budgets import errors, queries, use_cases
from laoyou.system.ledger.budgets.rules.states import BudgetState
from laoyou.system.ledger.errors import HoldsAPersonsNumber, NeedsAReason
from laoyou.system.ledger.rules.accounts import Account, Fund
from tests.ledger.budgets.conftest import ADOPTED_AT, DRAFTED_AT, OPENED_AT, UNTIL, Budgets, amount
from tests.ledger.conftest import ESTATE, staff
from tests.personas import City, city

__all__ = ["city"]
pytestmark = pytest.mark.django_db


def test_is_drafted_from_the_whole_months_of_the_year_before(budgets: Budgets) -> None:
    budgets.a_year_before()
    view = budgets.view(budgets.draft())
    assert view.months is not None
    assert (str(view.months.first), str(view.months.last), str(view.months.left_out)) == (
        "2022-08",
        "2022-11",
        "2022-07",
    )
    # 4 months of 50,000.00 and 31,000.00 at the pace of twelve
    assert amount(view, Account.RECEIVABLE) == "600,000.00"
    assert amount(view, Account.WAGES) == "372,000.00"
    assert str(view.result) == "228,000.00"


def test_is_empty_without_books_of_the_year_before(budgets: Budgets) -> None:
    view = budgets.view(budgets.draft())
    assert view.months is None
    assert view.shown_lines == ()


def test_a_reversed_expense_is_not_planned_again(budgets: Budgets) -> None:
    budgets.a_year_before()
    with scope.estate(ESTATE):
        assert budgets.view(budgets.draft(Fund.COMMON_INCOME)).shown_lines == ()


@pytest.mark.parametrize(
    ("fund", "year", "refusal"),
    [
        (Fund.CREDITS, 2023, errors.NotABudgetedFund),
        (Fund.DEPOSITS, 2023, errors.NotABudgetedFund),
        (Fund.SERVICE, 2021, errors.NotAYear),
        (Fund.SERVICE, 2024, errors.NotAYear),
    ],
)
def test_refuses_a_budget_of_money_of_others_or_of_another_time(
    budgets: Budgets, fund: Fund, year: int, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        budgets.draft(fund, year)


def test_refuses_a_second_draft_of_the_same_fund_and_year(budgets: Budgets) -> None:
    budgets.draft()
    with pytest.raises(errors.InTheMakingAlready):
        budgets.draft()
    assert budgets.draft(Fund.COMMON_INCOME)


def test_lines_change_with_a_note_while_it_is_drafted(budgets: Budgets) -> None:
    budgets.a_year_before()
    budget_id = budgets.draft()
    assert budgets.set(budget_id, wages=380_000, note="增加夜班 1 人") == 1
    assert budgets.set(budget_id, wages=380_000, note="增加夜班 1 人") == 0
    line = next(line for line in budgets.view(budget_id).lines if line.account is Account.WAGES)
    assert (str(line.drafted), str(line.amount), line.note) == ("372,000.00", "380,000.00", "增加夜班 1 人")


def test_refuses_a_telephone_number_in_a_note(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    with pytest.raises(HoldsAPersonsNumber):
        budgets.set(budget_id, wages=1, note="找王师傅 17000000001")


def test_lines_stand_once_everybody_reads_them(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    budgets.open(budget_id)
    with pytest.raises(errors.LinesStand):
        budgets.set(budget_id, wages=2)
    use_cases.take_back(
        actor=budgets.clerk, estate_id=ESTATE, budget_id=budget_id, reason="按意见调整工资", at=OPENED_AT
    )
    assert budgets.set(budget_id, wages=2) == 1


def test_the_database_refuses_a_change_of_lines_that_stand(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    budgets.open(budget_id)
    for statement in (
        "UPDATE ledger_budget_line SET amount_fen = amount_fen + 1",
        "INSERT INTO ledger_budget_line (estate_id, budget_id, account, actual_fen, drafted_fen, amount_fen, note)"
        " SELECT estate_id, budget_id, account - 1, 0, 0, 1, '' FROM ledger_budget_line WHERE account = 44",
        "DELETE FROM ledger_budget_line",
        "UPDATE ledger_budget SET year = 2024",
        "DELETE FROM ledger_budget",
        "UPDATE ledger_budget_move SET reason = 'else'",
    ):
        with pytest.raises(DatabaseError):
            run(statement)


def run(statement: str) -> None:
    with scope.estate(ESTATE), connection.cursor() as cursor:
        cursor.execute(statement)


def test_refuses_to_open_an_empty_budget_or_for_too_short_a_time(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    with pytest.raises(errors.NothingPlanned):
        budgets.open(budget_id)
    budgets.set(budget_id, wages=1)
    with pytest.raises(errors.TooShortForComments, match="2023-01-05"):
        budgets.open(budget_id, until=date(2023, 1, 4))
    budgets.open(budget_id, until=date(2023, 1, 5))


def test_is_adopted_by_a_second_person_with_basis_and_document(budgets: Budgets) -> None:
    view = budgets.view(budgets.adopted(wages=100))
    assert view.state is BudgetState.ADOPTED
    assert (view.basis_text, view.adopted_by_name, view.adopted_on) == (
        "业主大会 2023 年第 1 号决议",
        "职员12",
        date(2023, 1, 11),
    )


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"basis_text": " "}, errors.NeedsItsBasis),
        ({"document_file_id": None}, errors.NeedsItsDocument),
        ({"adopted_on": date(2023, 1, 13)}, errors.AdoptedInTheFuture),
        ({"at": datetime(2023, 1, 10, 3, 0, tzinfo=UTC)}, errors.CommentsStillRun),
        ({"actor": staff(11, Right.ADOPT_BUDGET)}, errors.NeedsASecondPerson),
        ({"actor": staff(13, Right.PREPARE_BUDGET)}, NotAllowed),
    ],
)
def test_refuses_an_adoption_that_lacks_something(
    budgets: Budgets, more: dict[str, object], refusal: type[Refusal]
) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    budgets.open(budget_id)
    with pytest.raises(refusal):
        budgets.adopt(budget_id, **more)  # type: ignore[arg-type]


def test_refuses_a_voucher_as_document_of_the_adoption(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    budgets.open(budget_id)
    with pytest.raises(errors.NeedsItsDocument):
        budgets.adopt(budget_id, document_file_id=budgets.books.voucher())


def test_the_database_refuses_an_adoption_by_the_one_who_drafted(budgets: Budgets) -> None:
    budgets.adopted(wages=1)
    with pytest.raises(IntegrityError, match="second_person"):
        run("UPDATE ledger_budget SET adopted_by = drafted_by")


def test_refuses_to_adopt_a_draft_that_nobody_could_read(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    with pytest.raises(errors.NotInThisState):
        budgets.adopt(budget_id)


def test_a_revised_version_supersedes_the_adopted_one_and_never_changes_it(budgets: Budgets) -> None:
    first = budgets.adopted(wages=100, repairs=50)
    second = budgets.draft(at=ADOPTED_AT)
    assert amount(budgets.view(second), Account.WAGES) == "100.00"
    budgets.set(second, repairs=80)
    budgets.open(second, until=date(2023, 2, 1), at=ADOPTED_AT)
    budgets.adopt(second, at=datetime(2023, 2, 3, 3, 0, tzinfo=UTC))
    assert budgets.view(first).state is BudgetState.SUPERSEDED
    assert amount(budgets.view(first), Account.REPAIRS) == "50.00"
    assert (budgets.view(second).state, budgets.view(second).version) == (BudgetState.ADOPTED, 2)
    with scope.estate(ESTATE):
        assert [view.id for view in queries.adopted_budgets(ESTATE, 2023)] == [second]


def test_every_step_is_written_down_with_who_and_why(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    budgets.open(budget_id)
    with pytest.raises(NeedsAReason):
        use_cases.drop_budget(actor=budgets.clerk, estate_id=ESTATE, budget_id=budget_id, reason=" ", at=OPENED_AT)
    use_cases.drop_budget(actor=budgets.manager, estate_id=ESTATE, budget_id=budget_id, reason="重做", at=OPENED_AT)
    with scope.estate(ESTATE):
        moves = queries.moves_of_budget(actor=budgets.clerk, estate_id=ESTATE, budget_id=budget_id)
    assert [(move.before, move.after, move.by, move.reason) for move in moves] == [
        ("", "drafted", "职员11", ""),
        ("drafted", "open", "职员11", ""),
        ("open", "dropped", "职员12", "重做"),
    ]


def test_nobody_but_staff_reads_a_draft_or_a_dropped_budget(budgets: Budgets) -> None:
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=1)
    with scope.estate(ESTATE):
        assert queries.public_budgets(ESTATE, 2023) == []
        with pytest.raises(NotFound):
            queries.public_budget(ESTATE, budget_id)
    budgets.open(budget_id)
    with scope.estate(ESTATE):
        assert queries.public_budget(ESTATE, budget_id).id == budget_id


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, estate_id: use_cases.draft_budget(
            actor=actor, estate_id=estate_id, fund=Fund.SERVICE, year=2023, at=DRAFTED_AT
        ),
        lambda actor, estate_id: queries.budgets_for(actor=actor, estate_id=estate_id),
        lambda actor, estate_id: use_cases.set_budget_policy(
            actor=actor,
            estate_id=estate_id,
            percent=5,
            amount=Money(0),
            comment_days=15,
            source="街道要求",
            starts_on=UNTIL,
            at=DRAFTED_AT,
        ),
    ],
)
def test_a_stranger_finds_no_budget_and_may_make_none(act: Callable[[Actor, int], object]) -> None:
    with scope.estate(ESTATE):
        with pytest.raises(NotFound):
            act(staff(14, Right.SEE_ESTATE, estate_id=ESTATE + 1), ESTATE)
        with pytest.raises(NotAllowed):
            act(staff(14, Right.SEE_ESTATE), ESTATE)


def commented(city: City, who: str, text: str = "路灯费太高了", at: datetime = OPENED_AT) -> tuple[int, int]:
    finance = city.actor("finance", DRAFTED_AT)
    with scope.estate(city.estate_id):
        known = [view.id for view in queries.open_budgets(city.estate_id)]
    if not known:
        budget_id = use_cases.draft_budget(
            actor=finance, estate_id=city.estate_id, fund=Fund.SERVICE, year=2023, at=DRAFTED_AT
        )
        line = use_cases.LineEdit(Account.WAGES, Money(100))
        use_cases.set_lines(actor=finance, estate_id=city.estate_id, budget_id=budget_id, lines=[line], at=DRAFTED_AT)
        use_cases.open_for_comments(
            actor=finance, estate_id=city.estate_id, budget_id=budget_id, until=UNTIL, at=OPENED_AT
        )
        known = [budget_id]
    home_id = city.homes["elder" if who in ("elder", "relative") else "owner"]
    return known[0], use_cases.comment(
        actor=city.actor(who, at),
        estate_id=city.estate_id,
        home_id=home_id,
        budget_id=known[0],
        text=text,
        at=at,
    )


def test_owners_and_their_relatives_comment_and_everybody_reads_it_masked(city: City) -> None:
    budget_id, _ = commented(city, "owner")
    commented(city, "relative", "请保留磨刀服务")
    with scope.estate(city.estate_id):
        said = queries.comments_of(city.estate_id, [budget_id])
        staff_reads = queries.comments_of(city.estate_id, [budget_id], reader=city.actor("desk"))
    assert [(comment.author, comment.place, comment.text) for comment in said] == [
        ("李**", "3栋", "路灯费太高了"),
        ("周**", "3栋", "请保留磨刀服务"),
    ]
    assert [comment.place for comment in staff_reads] == ["3栋2单元501", "3栋2单元502"]


@pytest.mark.parametrize(
    ("who", "refusal"), [("tenant", errors.NotAnOwner), ("stranger", NotFound), ("visitor", NotFound)]
)
def test_refuses_a_comment_by_who_owns_nothing_here(city: City, who: str, refusal: type[Refusal]) -> None:
    commented(city, "owner")
    with pytest.raises(refusal):
        commented(city, who)


def test_refuses_a_comment_after_the_time_with_a_number_or_without_end(city: City) -> None:
    commented(city, "owner")
    with pytest.raises(errors.CommentsClosed):
        commented(city, "owner", at=ADOPTED_AT)
    with pytest.raises(HoldsAPersonsNumber):
        commented(city, "owner", "打 17000000001 找我")
    with pytest.raises(errors.SaySomething):
        commented(city, "owner", "  ")
    for _ in range(9):
        commented(city, "owner")
    with pytest.raises(errors.TooManyComments):
        commented(city, "owner")


def test_a_comment_is_answered_once_before_the_budget_is_adopted(city: City) -> None:
    budget_id, comment_id = commented(city, "owner")
    deputy, finance = city.actor("deputy"), city.actor("finance")
    given = {"estate_id": city.estate_id, "comment_id": comment_id, "at": OPENED_AT + timedelta(hours=1)}
    adopting = {
        "actor": deputy,
        "estate_id": city.estate_id,
        "budget_id": budget_id,
        "basis": "mandate_clause",
        "basis_text": "委托书第四条",
        "adopted_on": date(2023, 1, 11),
        "document_file_id": None,
        "at": ADOPTED_AT,
    }
    with pytest.raises(errors.AnswersMissing):
        use_cases.adopt_budget(**adopting)  # type: ignore[arg-type]
    use_cases.answer(actor=finance, text="已改用节能灯", **given)  # type: ignore[arg-type]
    with pytest.raises(errors.AnsweredAlready):
        use_cases.answer(actor=finance, text="又答", **given)  # type: ignore[arg-type]
    with pytest.raises(errors.NeedsItsDocument):
        use_cases.adopt_budget(**adopting)  # type: ignore[arg-type]
    with scope.estate(city.estate_id):
        (said,) = queries.comments_of(city.estate_id, [budget_id])
    assert said.answer is not None
    assert said.answer.text == "已改用节能灯"
