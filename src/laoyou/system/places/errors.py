"""What may go wrong with places, each with the sentence that says what to do. `field` is the form's field."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark


class PlaceRefusal(Refusal):
    field: str = ""


class NameMissing(PlaceRefusal):
    code = "places.name_missing"
    field = "name"
    sentence = mark("Write a name.")


class TooLong(PlaceRefusal):
    code = "places.too_long"
    sentence = mark("“%(text)s…” is too long: at most %(most)s characters.")

    def __init__(self, *, field: str, text: str, most: int) -> None:
        super().__init__(text=text[:12], most=most)
        self.field = field


class EstateCodeWrong(PlaceRefusal):
    code = "places.estate_code_wrong"
    field = "code"
    sentence = mark("Write the code with 2 to 20 capital letters, digits and hyphens, for example XSHY-01.")


class EstateCodeTaken(PlaceRefusal):
    code = "places.estate_code_taken"
    field = "code"
    sentence = mark("The code %(code)s belongs to another estate. Choose another.")


class NoSuchStreetOffice(PlaceRefusal):
    code = "places.no_such_street_office"
    field = "street_office_code"
    sentence = mark("Choose the street office or town from the list.")


class YearWrong(PlaceRefusal):
    code = "places.year_wrong"
    field = "year_built"
    sentence = mark("Write the year the estate was built with four digits, for example 2002.")


class HouseholdsWrong(PlaceRefusal):
    code = "places.households_wrong"
    field = "households"
    sentence = mark("Write how many households there are as a number from 1 to 100,000.")


class NotOnTheMap(PlaceRefusal):
    code = "places.not_on_the_map"
    field = "lat"
    sentence = mark("Latitude and longitude belong together: for example 22.806000 and 108.391000.")


class NoSuchStep(PlaceRefusal):
    code = "places.no_such_step"
    field = "to_state"
    sentence = mark("This estate can't take that step from where it stands now. Load the page again.")


class OnlyByMandate(PlaceRefusal):
    code = "places.only_by_mandate"
    field = "to_state"
    sentence = mark("Only a mandate makes an estate mandated or contracted, and only its end undoes it.")


class SupervisorStays(PlaceRefusal):
    code = "places.supervisor_stays"
    field = "street_office_code"
    sentence = mark(
        "The street office and the community supervise this estate, so they stay while a mandate is in force."
        " Leave them as they were; for a wrong one, ask for a correction, which the bureau decides."
    )


class SameSupervisor(PlaceRefusal):
    code = "places.same_supervisor"
    field = "street_office_code"
    sentence = mark("The estate stands under these already. Choose another street office or community.")


class CorrectionWaits(PlaceRefusal):
    code = "places.correction_waits"
    sentence = mark("A correction of this estate waits for the bureau already. One after the other.")


class SupervisorChangedMeanwhile(PlaceRefusal):
    code = "places.supervisor_changed_meanwhile"
    sentence = mark("The estate stands elsewhere by now than when this was asked. Refuse it, and ask anew if need be.")


class ReasonMissing(PlaceRefusal):
    code = "places.reason_missing"
    field = "reason"
    sentence = mark("Write why, in one sentence: others will read it.")


class BuildingExists(PlaceRefusal):
    code = "places.building_exists"
    field = "building"
    sentence = mark("There is already a building %(name)s in this estate.")


class EntranceExists(PlaceRefusal):
    code = "places.entrance_exists"
    field = "entrance"
    sentence = mark("There is already an entrance %(name)s in this building.")


class HomeExists(PlaceRefusal):
    code = "places.home_exists"
    field = "number"
    sentence = mark("There is already a home %(label)s. Open it and change it there.")


class NumberMissing(PlaceRefusal):
    code = "places.number_missing"
    field = "number"
    sentence = mark("Write the number, for example 501.")


class UnknownChoice(PlaceRefusal):
    code = "places.unknown_choice"
    sentence = mark("Choose one of the list.")

    def __init__(self, *, field: str) -> None:
        super().__init__()
        self.field = field


class FloorWrong(PlaceRefusal):
    code = "places.floor_wrong"
    field = "floor"
    sentence = mark("Write the floor as a number from -5 to 99.")


class SameArea(PlaceRefusal):
    code = "places.same_area"
    field = "area"
    sentence = mark("This home already has %(area)s m² on that day.")


class ParkingNumberTaken(PlaceRefusal):
    code = "places.parking_number_taken"
    field = "number"
    sentence = mark("There is already a parking space %(number)s in this estate.")


class SpaceIsHeld(PlaceRefusal):
    code = "places.space_is_held"
    field = "home"
    sentence = mark("Parking space %(number)s is held by %(label)s on that day. End that first.")


class SpaceIsFree(PlaceRefusal):
    code = "places.space_is_free"
    field = "ends_before"
    sentence = mark("Nobody holds this parking space on that day.")


class VisitorsOnly(PlaceRefusal):
    code = "places.visitors_only"
    field = "home"
    sentence = mark("This space is kept for visitors. Change its kind first.")


class NoSuchHomeNumber(PlaceRefusal):
    code = "places.no_such_home_number"
    field = "home"
    sentence = mark("There is no home “%(text)s” in this estate. Write it like 3-2-501.")
