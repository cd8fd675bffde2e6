"""Say how the public reaches a unit."""

from typing import Any

from django.forms import Form
from django.http import Http404

from hr.forms.unit_contacts import UnitContactForm
from hr.models import OrgUnit, UnitContact
from hr.operations import unit_contacts
from hr.views.base import PeopleView, find
from partners.views.base import PartnerFormView, now


class ChangeUnitContact(PeopleView, PartnerFormView):
    """The contact of one unit, as it is published."""

    permission = "establishment.edit"
    template_name = "partners/form_page.html"
    form_class = UnitContactForm
    success_message = "Saved. The transparency chart shows it from now on."
    unit: OrgUnit

    def load(self) -> None:
        """Find the unit. :raises Http404: for a confidential one to those who need not know."""
        self.unit = find(OrgUnit.objects, uuid=self.kwargs["unit"])
        if not self.may("organisation.view_confidential") and self.unit.is_confidential:
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        """Offer what stands."""
        found = UnitContact.objects.of(self.partner.pk).filter(org_unit=self.unit).first()
        return {"email": found.email, "phone": found.phone} if found else {}

    def perform(self, form: Form) -> str:
        """Save it."""
        unit_contacts.publish(unit=self.unit.uuid, by=self.user, at=now(), **form.cleaned_data)
        return self.url("unit", unit=self.unit.uuid)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        back = self.url("unit", unit=self.unit.uuid)
        trail = self.crumbs(("Organisation", self.url("org_chart")), (self.unit.name, back), ("Contact", ""))
        return super().get_context_data(
            title="Contact for publication", submit="Save",
            lead=f"{self.unit.name}: how readers of the chart reach the office.",
            cancel_href=back, breadcrumbs=trail, **kwargs,
        )  # fmt: skip
