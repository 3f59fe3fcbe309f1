"""Expected failures of surveys and campaigns."""

from __future__ import annotations

from laoyou.core.errors import Refusal, mark


class SurveyUnclear(Refusal):
    code = "surveys.unclear"
    field = "name"
    sentence = mark("Write what the survey is called, and a last day that is not before the first.")


class NothingToSurvey(Refusal):
    code = "surveys.nothing"
    sentence = mark("There is nothing to walk through: enter buildings first, or points for the estate as a whole.")


class SurveyOver(Refusal):
    code = "surveys.over"
    sentence = mark("This survey has been walked through already. Take it up again before you change it.")


class SurveyElsewhere(Refusal):
    code = "surveys.elsewhere"
    sentence = mark("This survey has moved on meanwhile. Load the page again.")


class PartsLeft(Refusal):
    code = "surveys.parts_left"
    sentence = mark("%(count)s places are still to be walked through. Finish them first.")


class NotDecidedYet(Refusal):
    code = "surveys.not_decided"
    sentence = mark("%(count)s findings of danger are not decided yet. Decide what becomes of them first.")


class NobodyChosen(Refusal):
    code = "surveys.nobody_chosen"
    field = "surveyor"
    sentence = mark("Choose the places, and a colleague who walks through them.")


class FindingUnclear(Refusal):
    code = "surveys.finding_unclear"
    field = "text"
    sentence = mark("Say what you saw, and how bad it is.")


class PhotoLost(Refusal):
    code = "surveys.photo_lost"
    field = "photo"
    sentence = mark("The photo did not arrive. Take it again.")


class FindingDecided(Refusal):
    code = "surveys.finding_decided"
    sentence = mark("Somebody has decided about this finding already. Load the page again.")


class NothingChosen(Refusal):
    code = "surveys.nothing_chosen"
    sentence = mark("Choose one finding at least.")


class WhyMissing(Refusal):
    code = "surveys.why_missing"
    field = "reason"
    sentence = mark("Say why it can stay as it is: the residents may ask.")


class BudgetUnclear(Refusal):
    code = "surveys.budget_unclear"
    field = "amount"
    sentence = mark("Choose a line of a drafted budget, and write an amount above zero.")


class CampaignUnclear(Refusal):
    code = "campaigns.unclear"
    field = "name"
    sentence = mark("Write what the campaign is called and is to reach, and a last day not before the first.")


class CampaignMoved(Refusal):
    code = "campaigns.moved"
    sentence = mark("This campaign has moved on meanwhile. Load the page again.")


class PersonUnclear(Refusal):
    code = "campaigns.person_unclear"
    field = "person"
    sentence = mark("Write who took part, and for how many hours.")


class PairUnclear(Refusal):
    code = "campaigns.pair_unclear"
    field = "place"
    sentence = mark("Say which place it is, and take a photo of it.")
