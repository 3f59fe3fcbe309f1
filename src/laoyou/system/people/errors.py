"""What may go wrong with people and sign-in, each with a sentence that says what to do. `field` is the form's field."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark


class PeopleRefusal(Refusal):
    field: str = ""


class NotACompany(PeopleRefusal):
    code = "people.not_a_company"
    field = "form"
    sentence = mark("Only a company can keep the merchant account. Choose one in the list of organisations.")


class NotATelephone(PeopleRefusal):
    code = "people.not_a_telephone"
    field = "telephone"
    sentence = mark("“%(text)s” is not a telephone number. Write 11 digits for a mobile, or 0771-1234567.")


class NotAMobile(PeopleRefusal):
    code = "people.not_a_mobile"
    field = "telephone"
    sentence = mark("Write a mobile number of 11 digits: a code can only be sent to a mobile.")


class CodeJustSent(PeopleRefusal):
    code = "people.code_just_sent"
    field = "telephone"
    sentence = mark("A code was sent a moment ago. Ask for the next one in %(seconds)s seconds.")


class TooManyCodes(PeopleRefusal):
    code = "people.too_many_codes"
    field = "telephone"
    sentence = mark("Too many codes were asked for. Try again in %(minutes)s minutes, or call the service desk.")


class WrongCode(PeopleRefusal):
    code = "people.wrong_code"
    field = "code"
    sentence = mark("This code is wrong or too old. Look at the newest message, or ask for another code.")


class CodeUsedUp(PeopleRefusal):
    code = "people.code_used_up"
    field = "code"
    sentence = mark("The code was wrong too often and no longer works. Ask for another code.")


class WrongPassword(PeopleRefusal):
    code = "people.wrong_password"
    field = "password"
    sentence = mark("Login and password don't belong together. Try again, or ask your administrator for a new one.")


class LockedOut(PeopleRefusal):
    code = "people.locked_out"
    field = "password"
    sentence = mark("Too many wrong tries. Sign-in is closed for %(minutes)s minutes; your administrator can open it.")


class SecondFactorNeeded(PeopleRefusal):
    """The password was right; `user_id` may go on with the code of the second factor."""

    code = "people.second_factor_needed"
    field = "totp"
    sentence = mark("Write the six digits that your authenticator app shows.")

    def __init__(self, *, user_id: int) -> None:
        super().__init__()
        self.user_id = user_id


class WrongSecondFactor(PeopleRefusal):
    code = "people.wrong_second_factor"
    field = "totp"
    sentence = mark("These digits are wrong or were used already. Wait for the next ones and write those.")


class WeakPassword(PeopleRefusal):
    code = "people.weak_password"
    field = "password"
    sentence = mark("Choose a password of at least 10 characters that is not a common word or your login.")


class SamePassword(PeopleRefusal):
    code = "people.same_password"
    field = "password"
    sentence = mark("Choose another password than the one until now.")


class LoginWrong(PeopleRefusal):
    code = "people.login_wrong"
    field = "login"
    sentence = mark("Write the login with 3 to 40 small letters, digits, dots and hyphens, for example lu.xiaoyan.")


class LoginTaken(PeopleRefusal):
    code = "people.login_taken"
    field = "login"
    sentence = mark("The login %(login)s belongs to somebody else. Choose another.")


class NameMissing(PeopleRefusal):
    code = "people.name_missing"
    field = "name"
    sentence = mark("Write a name of at most %(most)s characters.")


class OrganisationExists(PeopleRefusal):
    code = "people.organisation_exists"
    field = "name"
    sentence = mark("There is already an organisation %(name)s.")


class UnknownKind(PeopleRefusal):
    code = "people.unknown_kind"
    field = "kind"
    sentence = mark("Choose one of the list.")


class DivisionMissing(PeopleRefusal):
    code = "people.division_missing"
    field = "division_code"
    sentence = mark("Say which street office, town or community it is: choose one of the list.")


class EmployerMissing(PeopleRefusal):
    code = "people.employer_missing"
    field = "organisation"
    sentence = mark("Choose the organisation that this person works for.")


class WorksElsewhere(PeopleRefusal):
    code = "people.works_elsewhere"
    field = "organisation"
    sentence = mark("%(name)s works for %(organisation)s. Who changes to another organisation gets a new login there.")


class OnlyTheCitys(PeopleRefusal):
    code = "people.only_the_citys"
    field = "role"
    sentence = mark("Auditors are kept by the administrator of the housing bureau alone. Ask there.")


class RoleDoesNotFit(PeopleRefusal):
    code = "people.role_does_not_fit"
    field = "role"
    sentence = mark("An organisation of this kind can't give this role. Choose another role or organisation.")


class RolesApart(PeopleRefusal):
    code = "people.roles_apart"
    field = "role"
    sentence = mark("Administration and audit must be in two different hands: this person already has the other role.")


class NotForYourself(PeopleRefusal):
    code = "people.not_for_yourself"
    field = "role"
    sentence = mark("You can't change your own roles. Ask another administrator.")


class RoleHeld(PeopleRefusal):
    code = "people.role_held"
    field = "role"
    sentence = mark("This person already has this role there on that day.")


class LastAdministrator(PeopleRefusal):
    code = "people.last_administrator"
    field = "role"
    sentence = mark("This is the last administrator. Give the role to somebody else first.")


class EndBeforeStart(PeopleRefusal):
    code = "people.end_before_start"
    field = "ends_before"
    sentence = mark("The end must be later than the start, %(starts_on)s.")


class HasEnded(PeopleRefusal):
    code = "people.has_ended"
    field = "ends_before"
    sentence = mark("This has already ended, on %(ends_before)s.")


class ShareWrong(PeopleRefusal):
    code = "people.share_wrong"
    field = "share"
    sentence = mark("Write the share as a fraction, for example 1/2.")


class SharesTooMany(PeopleRefusal):
    code = "people.shares_too_many"
    field = "share"
    sentence = mark("With this share the owners would hold more than the whole home. End another share first.")


class SharesMixed(PeopleRefusal):
    code = "people.shares_mixed"
    field = "share"
    sentence = mark("Joint owners all hold 1/1, owners by shares all hold a part: the two can't be mixed in one home.")


class AlreadyBound(PeopleRefusal):
    code = "people.already_bound"
    field = "person"
    sentence = mark("This person already has this role in the home on that day.")


class NotAnIdentityNumber(PeopleRefusal):
    code = "people.not_an_identity_number"
    field = "id_number"
    sentence = mark("This identity number can't be right. Compare all 18 characters with the card.")


class NotACreditCode(PeopleRefusal):
    code = "people.not_a_credit_code"
    field = "id_number"
    sentence = mark("A unified social credit code has 18 digits and capital letters. Compare it with the licence.")


class IdentityNumberTaken(PeopleRefusal):
    code = "people.identity_number_taken"
    field = "id_number"
    sentence = mark("Another person of this estate has this identity number. Search for that record first.")


class ReasonTooShort(PeopleRefusal):
    code = "people.reason_too_short"
    field = "reason"
    sentence = mark("Write why you need to see it, in at least 4 characters: the person concerned will read it.")


class NothingToOpen(PeopleRefusal):
    code = "people.nothing_to_open"
    field = "field"
    sentence = mark("Nothing is recorded there.")


class RelationMissing(PeopleRefusal):
    code = "people.relation_missing"
    field = "relation"
    sentence = mark("Write what they are to each other, for example daughter.")


class NotYourself(PeopleRefusal):
    code = "people.not_yourself"
    field = "telephone"
    sentence = mark("This is the same telephone number. Write the number of the relative.")


class AlreadyDelegated(PeopleRefusal):
    code = "people.already_delegated"
    field = "telephone"
    sentence = mark("This relative may already act. End that first if something is to change.")


class NoMobileToLink(PeopleRefusal):
    code = "people.no_mobile_to_link"
    field = "telephone"
    sentence = mark("A sign-in needs a mobile number. Record one with this person first.")


class TooManyTries(PeopleRefusal):
    code = "people.too_many_tries"
    sentence = mark("Too many tries from here. Wait %(minutes)s minutes and try again.")
