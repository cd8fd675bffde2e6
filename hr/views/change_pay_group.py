"""Propose another pay group for an employment."""

from datetime import date
from typing import Any

from django.forms import Form

from hr import calendars
from hr import change_kinds_pay_groups as kinds
from hr.forms.pay_groups import PayGroupForm
from hr.models import Employment, PayGroup
from hr.queries import pay_groups
from hr.views.base import find
from hr.views.change import ProposalView
from sharedservices.common.formatting import day

FEW = 3


class ChangePayGroup(ProposalView):
    """Another pay group, from the start of one of its periods on."""

    kind = kinds.PAY_GROUP
    form_class = PayGroupForm
    title = "Move to another pay group"
    tab = "person_jobs"
    consequences = (
        "The pay group of before pays up to the day before, part of a period if its own is not over; the new one pays "
        "whole periods from then on. No day is paid twice or by nobody.",
        "Tax, National Insurance and the figures of the year so far go on: it is the same employment for HMRC.",
    )
    employment: Employment

    def load_owner(self) -> None:
        """Find the employment: it is the person’s."""
        rows = Employment.objects.select_related("pay_group")
        self.employment = find(rows, uuid=self.kwargs["employment"], person_id=self.person.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the groups of the same scheme, each with when its next periods start."""
        return {**super().get_form_kwargs(), "pay_groups": [(str(one.uuid), self._said(one)) for one in self._groups()]}

    def _groups(self) -> list[PayGroup]:
        now = self.employment.pay_group
        rows = PayGroup.objects.of(self.partner.pk).filter(paye_scheme_id=now.paye_scheme_id)
        return list(rows.exclude(pk=now.pk).order_by("name", "id"))

    def _said(self, group: PayGroup) -> str:
        starts = [day(one) for one in calendars.starts_from(group=group, on=self.on)[:FEW]]
        return f"{group.name}, periods from {', '.join(starts)}" if starts else f"{group.name}, no periods yet"

    def before(self, on: date) -> dict[str, str]:
        return pay_groups.words(self.employment, on)

    def payload(self, form: Form) -> dict[str, Any]:
        return {"employment": self.employment.uuid, "pay_group": form.cleaned_data["pay_group"]}

    @property
    def caption(self) -> str:
        """Return whose record and which employment it is."""
        return f"{self.person.display_name}, employment {self.employment.employee_no}"
