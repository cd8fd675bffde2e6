"""Who acts for the estate, and the account that it is paid into: record it, verify it, stop it."""

from typing import Any

from django.forms import Form
from django.http import Http404

from hr.forms.estate import RepresentativeForm, StopAccountForm, VerifyAccountForm
from hr.models import Representative
from hr.operations import estate
from hr.operations.estate import Acting, Heard
from hr.queries import estate as found
from hr.views.deaths_steps import CaseStep
from partners.views.base import now
from sharedservices.common.formatting import counted, day, money


class RecordRepresentative(CaseStep):
    """Record who acts for the estate, with the account."""

    permission = "deaths.manage"
    form_class = RepresentativeForm
    title = "Who acts for the estate"
    lead = (
        "Pay after a death belongs to the estate. It goes to this account and to no other, once a colleague has "
        "verified it. It is never an account of the person who has died."
    )
    success_message = "Recorded. A colleague verifies the account before anything is paid."

    def get_initial(self) -> dict[str, Any]:
        """Offer what the case knows."""
        return {"name": self.case.representative_name, "authority": self.case.representative_authority}

    def operate(self, form: Form) -> None:
        """Record it."""
        estate.record(case=self.case.uuid, acting=Acting(**form.cleaned_data), by=self.user, at=now())


class _OfAccount(CaseStep):
    row: Representative

    def load(self) -> None:
        """Find the account of the case. :raises Http404: when there is none in scope."""
        super().load()
        rows = Representative.objects.of(self.partner.pk).filter(case=self.case).select_related("recorded_by")
        row = rows.filter(uuid=self.kwargs["estate_account"]).first()
        if row is None:
            raise Http404
        self.row = row


class VerifyAccount(_OfAccount):
    """Verify the account as a second person."""

    permission = "deaths.verify_account"
    form_class = VerifyAccountForm
    title, submit = "Verify the account of the estate", "It is verified"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Say what is verified, and what speaks against it."""
        row, n = self.row, found.n_others(self.row)
        right = f"{row.name}: {row.get_authority_display()}. {row.document}, {day(row.dated)}."
        account = f"Recorded by {row.recorded_by}, in the name of {row.holder}. Enter the account as you hear it."
        shared = f"{counted(n, 'other person is', 'other people are')} paid into it here: ask why." if n else ""
        most = f"Without a grant at most {money(row.most)} may be paid ({row.most_source})." if row.most else ""
        return " ".join(filter(None, (right, account, most, shared)))

    success_message = "Verified. It is paid after three working days, so that a mistake can still be stopped."

    def operate(self, form: Form) -> None:
        """Verify it."""
        given = dict(form.cleaned_data)
        how = given.pop("how")
        estate.verify(representative=self.row.uuid, heard=Heard(**given), how=how, by=self.user, at=now())


class StopAccount(_OfAccount):
    """Stop the account, so that another can be recorded."""

    permission = "deaths.manage"
    form_class = StopAccountForm
    title, submit = "Stop the account of the estate", "Stop it"
    lead = "Nothing more is paid into it. Another account is recorded and verified anew; this one is kept on record."

    def operate(self, form: Form) -> None:
        """Stop it."""
        estate.stop(representative=self.row.uuid, by=self.user, at=now(), **form.cleaned_data)
