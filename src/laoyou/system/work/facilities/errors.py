"""Expected failures of facilities and inspections."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark


class FacilityUnclear(Refusal):
    code = "facilities.unclear"
    field = "name"
    sentence = mark("Say what kind of facility it is, how people call it and where it is.")


class PlaceElsewhere(Refusal):
    code = "facilities.place_elsewhere"
    field = "building"
    sentence = mark("The entrance does not belong to this building. Choose both again.")


class LocationUnclear(Refusal):
    code = "facilities.location_unclear"
    field = "lat"
    sentence = mark("Write the place on the map as two numbers, for example 22.8072 and 108.3926.")


class FacilityGone(Refusal):
    code = "facilities.gone"
    sentence = mark("This facility was taken out. Nothing is entered for it any more.")


class CertificateUnclear(Refusal):
    code = "facilities.certificate_unclear"
    field = "valid_until"
    sentence = mark("Write what the certificate is called, and a last valid day after the day it was issued.")


class PlanUnclear(Refusal):
    code = "facilities.plan_unclear"
    field = "steps"
    sentence = mark("Write at least one step to look at, how often, and how many minutes one facility takes.")


class PlanHasNobody(Refusal):
    code = "facilities.plan_has_nobody"
    field = "kind"
    sentence = mark("There is no facility of this kind here yet. Enter it in the register first.")


class PlanOver(Refusal):
    code = "facilities.plan_over"
    sentence = mark("This plan has ended already.")


class RoundOver(Refusal):
    code = "facilities.round_over"
    sentence = mark("This round is finished already. Load the page again.")


class CheckedAlready(Refusal):
    code = "facilities.checked_already"
    sentence = mark("%(name)s looked at this facility already. Go on with the next one.")


class StepsMissing(Refusal):
    code = "facilities.steps_missing"
    sentence = mark("Tick every step: %(steps)s is still without an answer.")


class FailureUnexplained(Refusal):
    code = "facilities.failure_unexplained"
    sentence = mark("Say in a few words what is not in order at “%(step)s”.")


class PictureNotKept(Refusal):
    code = "facilities.picture_not_kept"
    sentence = mark("The picture did not arrive. Take it again.")


class ReasonMissing(Refusal):
    code = "facilities.reason_missing"
    field = "reason"
    sentence = mark("Say why, in a few words.")
