"""Expected failures of meters."""

from laoyou.core.errors import Refusal, mark


class MeterUnclear(Refusal):
    code = "meters.unclear"
    sentence = mark("Say what the meter counts, its number, and the home it belongs to or where it hangs.")


class MeterNumberTaken(Refusal):
    code = "meters.number_taken"
    field = "number"
    sentence = mark("Another meter with the number %(number)s is in place. Look at the number again.")


class DialWrong(Refusal):
    code = "meters.dial_wrong"
    field = "digits"
    sentence = mark("A dial has 3 to 8 digits before the point, and a factor of 1 to 10,000.")


class ValueWrong(Refusal):
    code = "meters.value_wrong"
    field = "value"
    sentence = mark("“%(text)s” is no reading. Write the number on the dial, for example 1284 or 1284.5.")


class ReadingInTheFuture(Refusal):
    code = "meters.reading_in_the_future"
    field = "read_on"
    sentence = mark("The reading can't be of a day to come. Choose today or before.")


class ReadingNotLater(Refusal):
    code = "meters.reading_not_later"
    field = "read_on"
    sentence = mark("This meter was read on %(day)s already. Enter readings of later days.")


class ReadingLower(Refusal):
    code = "meters.reading_lower"
    field = "value"
    sentence = mark(
        "That is less than the %(last)s of %(day)s. Look at the dial again. If it has gone past its highest number and"
        " begun anew, say so; if there is a new meter, enter the change of meters."
    )


class ReadingBeyondDial(Refusal):
    code = "meters.reading_beyond_dial"
    field = "value"
    sentence = mark("This dial has %(digits)s digits and can't show that. Look at it again.")


class ReadingWaits(Refusal):
    code = "meters.reading_waits"
    sentence = mark("A reading of this meter waits to be checked. Check that one first.")


class PhotoMissing(Refusal):
    code = "meters.photo_missing"
    field = "photo"
    sentence = mark("Take a picture of the dial, so that the desk can read it too.")


class ReadingSettled(Refusal):
    code = "meters.reading_settled"
    sentence = mark("Somebody has looked at this reading already. Load the page again.")


class SecondLook(Refusal):
    code = "meters.second_look"
    sentence = mark("This reading is unusual. Somebody other than %(name)s has to look at it.")


class RefusalNeedsReason(Refusal):
    code = "meters.refusal_needs_reason"
    field = "reason"
    sentence = mark("Write why the reading is not taken, for example: the picture shows another meter.")


class MeterIsGone(Refusal):
    code = "meters.is_gone"
    sentence = mark("This meter was taken out. Enter the reading at the one that hangs there now.")


class NothingToBill(Refusal):
    code = "meters.nothing_to_bill"
    sentence = mark("No checked reading up to the end of %(month)s waits to be billed.")


class NoMeterPrice(Refusal):
    code = "meters.no_price"
    sentence = mark("On %(day)s there is no price by meter for it under a mandate in force. Set one under “Prices”.")


class NoAreaToShare(Refusal):
    code = "meters.no_area"
    sentence = mark("%(home)s has no area, so the shared usage can't be divided. Enter its area first.")


class SubMetersMissing(Refusal):
    code = "meters.subs_missing"
    sentence = mark(
        "%(count)s meters under %(meter)s are not billed up to its reading yet. Read and bill those first: what they"
        " count is not shared."
    )


class SheetUnclear(Refusal):
    code = "meters.sheet_unclear"
    field = "sheet"
    sentence = mark("No row with the titles “meter number” (or home) and “reading” was found in this file.")


class RowsRefused(Refusal):
    code = "meters.rows_refused"
    field = "sheet"
    sentence = mark("%(count)s rows can't be taken. Put them right, or choose to leave them out.")
