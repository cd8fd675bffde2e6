"""The filters of reports about what ends, hours, and who came and went."""

from hr.engine.flows import BREAKDOWNS
from hr.forms.insight import PeriodFilter, PlaceFilter
from hr.forms.lists import choice
from hr.queries.reports_ends import FIXED_TERM, PERMISSION
from sharedservices.common.forms import DayField

WITHIN = (("30", "30 days"), ("60", "60 days"), ("90", "90 days"), ("180", "Six months"), ("365", "A year"))
KINDS = (
    (FIXED_TERM, "Fixed terms"), (PERMISSION, "Right to work"), ("DBS", "DBS checks"),
    ("REGISTRATION", "Registrations"), ("TRAINING", "Training"),
)  # fmt: skip
HOURS = (("overtime", "Everybody with overtime"),)
WHOLE = (("yes", "Shown, for the return itself"),)
WHOLE_FLOWS = (("yes", "Shown"),)
FAULTS = (("errors", "With errors"), ("any", "With errors or queries"))
MOVES = (("started", "Started"), ("left", "Left"))


class EndsFilter(PlaceFilter):
    """What ends, and how far ahead."""

    kind = choice("What", KINDS)
    within = choice("Within", WITHIN)


class HoursFilter(PlaceFilter):
    """Whose hours."""

    whose = choice("Whose", HOURS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["whose"].choices = [("", "Above the limit"), *HOURS]  # type: ignore[attr-defined]


class DayFilter(PlaceFilter):
    """Employer, unit and day."""

    on = DayField(label="On", required=False, help_text="Today, unless you say otherwise")


class ReturnFilter(DayFilter):
    """A return to government: groups of few people are shown only in the return itself."""

    whole = choice("Groups of fewer than five people", WHOLE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["whole"].choices = [("", "Not shown"), *WHOLE]  # type: ignore[attr-defined]


class EmployerDayFilter(DayFilter):
    """Employer and day."""

    unit = None  # type: ignore[assignment]


class CensusFilter(DayFilter):
    """The reference date, and which contracts."""

    on = DayField(
        label="Reference date", required=False, help_text="The first Thursday in November, unless you say otherwise"
    )
    faults = choice("Contracts", FAULTS)


class FlowsFilter(PeriodFilter):
    """Which breakdown; types of few people are shown only to whoever sees leavers by name."""

    breakdown = choice("Breakdown", tuple(BREAKDOWNS.items()))
    whole = choice("Types of fewer than five people", WHOLE_FLOWS)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["whole"].choices = [("", "Not shown"), *WHOLE_FLOWS]  # type: ignore[attr-defined]


class MovementsFilter(PeriodFilter):
    """Who came, or went."""

    what = choice("What", MOVES)
