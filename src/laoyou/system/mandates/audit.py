"""Each audited act of this package, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "mandates.drafted": mark("Drafted the mandate %(number)s of %(principal)s to %(company)s"),
        "mandates.edited": mark("Changed the draft of the mandate %(number)s"),
        "mandates.document_attached": mark("Kept the signed paper of the mandate %(number)s"),
        "mandates.public_copy_shown": mark("Showed everybody a copy of the mandate %(number)s"),
        "mandates.public_copy_taken_away": mark("Took the public copy of the mandate %(number)s away"),
        "mandates.is_in_force": mark("Put the mandate %(number)s of %(principal)s in force for %(company)s"),
        "mandates.is_ended": mark("The mandate %(number)s of %(principal)s ended for %(company)s"),
        "mandates.is_withdrawn": mark("Withdrew the mandate %(number)s of %(principal)s"),
        "mandates.end_agreed": mark("The mandate %(number)s of %(principal)s ends on %(day)s"),
        "mandates.list_handed_out": mark("Handed out a list of %(rows)s mandates with their prices as a file"),
        "mandates.tariff_set": mark("Set the price of %(name)s to %(rate)s yuan from %(day)s"),
        "mandates.tariff_ended": mark("The price of %(name)s ends on %(day)s"),
        "mandates.tariff_dropped": mark("Took back the price %(rate)s yuan of %(name)s before it began"),
        "mandates.tariffs_taken_over": mark("Took over %(prices)s prices unchanged from the mandate %(number)s"),
        "mandates.home_tariff_given": mark("%(label)s pays %(name)s, count %(count)s, from %(day)s"),
        "mandates.home_tariff_ended": mark("A price of %(label)s's own ends on %(day)s"),
        "mandates.house_rates_entered": mark("Entered the rates of %(homes)s homes from the house ledger"),
    }
)
