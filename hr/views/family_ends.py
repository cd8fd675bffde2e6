"""More steps of a case of family leave: curtail, come back, cancel, start by sickness, what is wanted and sent."""

from datetime import date
from typing import Any

from django.forms import Form
from django.utils import timezone

from hr.forms import family_leave as forms
from hr.forms.base import ReasonForm
from hr.models import FamilyLeave
from hr.operations import family_contact, family_leave
from hr.queries import family_leave as found
from hr.queries import family_words as words
from hr.queries.days import ONE_DAY
from hr.views.family_steps import Step, span_words
from sharedservices.common.formatting import day


class Curtail(Step):
    """Curtail maternity or adoption leave, so that the rest can be shared."""

    form_class = forms.CurtailForm
    title, done, confirm = "Curtail the leave", "The leave is curtailed.", "Curtail this leave"
    consequences = (
        "The new last day is eight weeks after the notice at the earliest.",
        "What is left of 52 weeks can be shared. The other parent’s employer is told by the other parent.",
    )

    def after(self, form: Form) -> dict[str, str]:
        """Show the new end."""
        return {"Leave": span_words(self.case.facts.first_day, form.cleaned_data["last_day"])}

    def operate(self, form: Form) -> None:
        """Curtail it."""
        family_leave.curtail(**self.given(form), **self.stamp(form))


class ComeBack(Step):
    """Record that somebody is back for good."""

    form_class = forms.ComeBackForm
    title, done, confirm = "Record that they are back", "The return is recorded.", "Record this return"

    def initial_values(self) -> dict[str, Any]:
        """Offer the day after leave."""
        return {"returned_on": self.case.facts.last_day + ONE_DAY}

    def after(self, form: Form) -> dict[str, str]:
        """Show the day."""
        return {"Back at work": str(day(form.cleaned_data["returned_on"]))}

    def operate(self, form: Form) -> None:
        """Record it."""
        family_leave.come_back(**self.given(form), **self.stamp(form))


class CancelLeave(Step):
    """Cancel leave that is not taken."""

    form_class = ReasonForm
    title, done, confirm = "Cancel the leave", "The leave is cancelled.", "Cancel this leave"
    consequences = ("It stays in the record as cancelled. Pay and annual leave know it no more.",)

    def after(self, form: Form) -> dict[str, str]:
        """Say that nothing is left."""
        return {"Leave": "None: it is cancelled"}

    def operate(self, form: Form) -> None:
        """Cancel it."""
        family_leave.cancel(**self.stamp(form))


class StartBySickness(Step):
    """Start maternity leave that pregnancy-related sickness has started."""

    form_class = ReasonForm
    title, done = "Start the leave because of sickness", "The leave has started, and the sickness ends there."
    confirm = "Start this leave"
    consequences = (
        "Pregnancy-related sickness in the last four weeks before the expected week of childbirth starts maternity "
        "leave on the day after its first day. An odd day may be left aside when the person asks for it.",
    )

    def after(self, form: Form) -> dict[str, str]:
        """Show the new first day."""
        on = timezone.localdate()
        begun = found.begun_by_sickness(partner_id=self.partner.pk, on=on, assignment_id=self.case.leave.assignment_id)
        starts = [one[2] for one in begun if one[0].leave.pk == self.case.leave.pk]
        return {"Leave": f"From {day(starts[0])}" if starts else "No sickness starts it"}

    def operate(self, form: Form) -> None:
        """Start it."""
        family_leave.start_by_sickness(**self.stamp(form))


class Prefer(Step):
    """Record what somebody wants to hear while away."""

    form_class = forms.PreferForm
    title, done, confirm = "What they want to hear", "The wish is recorded.", "Record this wish"
    consequences = ("Messages about the person’s own job and pay go out in any case.",)

    def initial_values(self) -> dict[str, Any]:
        """Offer what is recorded."""
        return {"touch": self.case.leave.touch, "touch_how": self.case.leave.touch_how}

    def before(self, on: date) -> dict[str, str]:
        """Say what holds."""
        row = self.case.leave
        return {"Wants to hear": str(row.get_touch_display()), "How to reach them": row.touch_how}

    def after(self, form: Form) -> dict[str, str]:
        """Show the new wish."""
        given = form.cleaned_data
        wants = str(FamilyLeave.Touch(given["touch"]).label)
        return {"Wants to hear": wants, "How to reach them": given["touch_how"]}

    def operate(self, form: Form) -> None:
        """Record it."""
        family_contact.prefer(**self.given(form), **self.stamp(form))


class ConfirmDates(Step):
    """Send the letter with the dates."""

    form_class = forms.ConfirmDatesForm
    title, done, confirm = "Send the letter with the dates", "The letter is on its way.", "Send this letter"
    consequences = (
        "It goes to the address that is recorded. Its subject says nothing about the reason.",
        "Where there was a death, nothing is sent without words of your own, and no dates beyond the leave itself.",
    )

    def before(self, on: date) -> dict[str, str]:
        """Have nothing to compare."""
        return {}

    def after(self, form: Form) -> dict[str, str]:
        """Show what is sent, and where to."""
        shown = {"To": self.person.email or "No address is recorded", "Your words": form.cleaned_data["words"]}
        if self.case.is_bereaved:
            return shown | {"Leave": span_words(self.case.facts.first_day, self.case.facts.last_day)}
        return shown | words.date_words(self.case)

    def operate(self, form: Form) -> None:
        """Send it."""
        family_contact.confirm_dates(**self.given(form), **self.stamp(form))
