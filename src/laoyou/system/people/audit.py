"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "people.signed_in": mark("%(name)s signed in."),
        "people.signed_out_elsewhere": mark("%(name)s signed out on all other devices."),
        "people.locked_out": mark("The sign-in of %(name)s was closed after %(tries)s wrong tries."),
        "people.second_factor_set": mark("%(name)s set up a second factor."),
        "people.password_changed": mark("%(name)s changed the password."),
        "people.staff_added": mark("%(name)s got the login %(login)s."),
        "people.staff_closed": mark("The login of %(name)s was closed."),
        "people.staff_opened": mark("The login of %(name)s was opened again."),
        "people.sign_in_reset": mark("%(name)s got a new password; the second factor was taken away."),
        "people.role_given": mark("%(name)s got the role %(role)s in %(organisation)s from %(starts_on)s."),
        "people.role_ended": mark("The role %(role)s of %(name)s in %(organisation)s ends on %(ends_before)s."),
        "people.organisation_added": mark("The organisation %(name)s was added."),
        "people.merchant_account_kept": mark("%(name)s keeps the merchant account and its reconciliation from now on."),
        "people.staff_handed_out": mark("Handed out a list of %(rows)s logins with their roles as a file."),
        "people.organisations_handed_out": mark("Handed out a list of %(rows)s organisations as a file."),
        "people.acts_handed_out": mark("Handed out %(rows)s lines of the audit log as a file."),
        "people.person_added": mark("%(name)s was recorded."),
        "people.person_edited": mark("The record of %(name)s was corrected."),
        "people.person_linked": mark("The record of %(name)s was tied to the sign-in of its telephone."),
        "people.person_unlinked": mark("The record of %(name)s was untied from its sign-in."),
        "people.person_bound": mark("%(name)s belongs to %(home)s from %(starts_on)s."),
        "people.bond_ended": mark("%(name)s no longer belongs to %(home)s from %(ends_before)s."),
        "people.delegated": mark("%(relative)s (%(relation)s) may act for %(name)s."),
        "people.delegation_revoked": mark("%(relative)s (%(relation)s) may no longer act for %(name)s."),
        "people.ledger_handed_in": mark("The house ledger %(file)s was handed in."),
        "people.ledger_dropped": mark("A house ledger was dropped before it was entered."),
        "people.ledger_rows_taken": mark("%(rows)s rows of a house ledger were taken out as a file."),
        "people.ledger_opened": mark("A house ledger was looked at with its names in clear."),
        "people.ledger_entered": mark(
            "A house ledger was entered: %(new)s new homes, %(changed)s changed, %(left_out)s rows left out."
        ),
        "people.roll_opened": mark("The names and telephones of %(people)s people were taken out as a list."),
        "people.data_opened": mark("The %(field)s of %(name)s, which is masked, was opened."),
    }
)
