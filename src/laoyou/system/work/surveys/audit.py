"""Each audited act on surveys and campaigns, as the sentence that people read."""

from laoyou.core.errors import mark
from laoyou.infra.audit import register

register(
    {
        "work.template_set": mark("Set what a survey looks at: %(points)s points."),
        "work.survey_started": mark("Started the survey “%(name)s” with %(parts)s places."),
        "work.survey_handed_out": mark("Handed %(parts)s places of the survey “%(name)s” to %(surveyor)s."),
        "work.survey_going": mark("Took the survey “%(name)s” up again."),
        "work.survey_done": mark("The survey “%(name)s” has been walked through."),
        "work.survey_adopted": mark("Adopted the survey “%(name)s”."),
        "work.finding_open": mark("Finding %(number)s of the survey “%(name)s” is to be decided anew."),
        "work.finding_ordered": mark("Finding %(number)s of the survey “%(name)s” became a work order."),
        "work.finding_in_campaign": mark("Finding %(number)s of the survey “%(name)s” went into a campaign."),
        "work.finding_in_budget": mark("Finding %(number)s of the survey “%(name)s” went into the budget."),
        "work.finding_accepted": mark("Finding %(number)s of the survey “%(name)s” was accepted as it is."),
        "work.finding_solved": mark("Finding %(number)s of the survey “%(name)s” is solved."),
        "work.campaign_planned": mark("Planned the campaign “%(name)s”."),
        "work.campaign_changed": mark("Changed the campaign “%(name)s”."),
        "work.campaign_going": mark("The campaign “%(name)s” began."),
        "work.campaign_done": mark("The campaign “%(name)s” is finished."),
        "work.campaign_cancelled": mark("The campaign “%(name)s” was cancelled."),
    }
)
