"""Expected failures of invoices."""

from laoyou.core.errors import Refusal, mark


class InvoicesNotSetUp(Refusal):
    code = "invoices.not_set_up"
    sentence = mark("Invoices are not set up here yet. Ask at the service desk for one: bring the receipt's number.")


class NothingToInvoice(Refusal):
    code = "invoices.nothing_to_invoice"
    sentence = mark(
        "Nothing of this payment can be invoiced: deposits, credit that has paid no bill yet and money collected for"
        " others get no invoice."
    )


class AnotherCompanysMoney(Refusal):
    code = "invoices.another_companys"
    sentence = mark("This was paid for the services of another company. Ask %(company)s for the invoice.")


class InvoiceThere(Refusal):
    code = "invoices.there"
    sentence = mark("This payment has an invoice, or one that is under way. Load the page again to see how it stands.")


class TitleMissing(Refusal):
    code = "invoices.title_missing"
    field = "title"
    sentence = mark("Write the name that shall stand on the invoice.")


class WrongTaxNumber(Refusal):
    code = "invoices.wrong_tax_number"
    field = "tax_number"
    sentence = mark(
        "This is no taxpayer number of a company: it has 18 letters and digits, and the last one checks the others."
        " Compare it with the business licence."
    )


class WrongReceiver(Refusal):
    code = "invoices.wrong_receiver"
    field = "send_to"
    sentence = mark("Write an e-mail address or a mobile number to which the invoice shall be sent.")


class UnknownTitleKind(Refusal):
    code = "invoices.unknown_title_kind"
    field = "kind"
    sentence = mark("Choose whether the invoice is for a person or for a company.")


class RedLetterUnclear(Refusal):
    code = "invoices.red_letter_unclear"
    field = "red_number"
    sentence = mark("Write the red letter's own number as the bureau's page shows it: 8 to 20 digits or letters.")


class RedLetterUnderWay(Refusal):
    code = "invoices.red_letter_under_way"
    sentence = mark("The tax bureau is being asked for the red letter, or it is there. Load the page again.")
