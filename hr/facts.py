"""The kinds of dated facts: which table holds them, whose they are, and what people call them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hr import models as hr
from partners.models import PartnerOwned


class Fact(StrEnum):
    """A kind of dated fact, as it stands in an address."""

    TAX_CODE = "tax-code"
    NI_CATEGORY = "ni-category"
    STUDENT_LOAN = "student-loan"
    PENSION = "pension"
    BANK_ACCOUNT = "bank-account"
    SECOND_ACCOUNT = "second-account"
    TERMS = "terms"
    RECURRING = "recurring"
    PARTICULARS = "particulars"
    FIXED_TERM = "fixed-term"
    POST = "post"


@dataclass(frozen=True, slots=True)
class FactType:
    """Where the rows of a fact stand. Rows that agree in `keys` follow each other in time."""

    model: type[PartnerOwned]
    noun: str
    keys: tuple[str, ...]

    def timeline_of(self, row: Any) -> dict[str, Any]:
        """Return the filter for all rows of the same timeline as this one."""
        return {key: getattr(row, key) for key in self.keys}


DIRECT = frozenset({Fact.TAX_CODE, Fact.NI_CATEGORY, Fact.STUDENT_LOAN, Fact.BANK_ACCOUNT, Fact.SECOND_ACCOUNT})
"""Facts that are changed without a change request: by HMRC's notices, or under controls of their own."""

FACTS: dict[Fact, FactType] = {
    Fact.TAX_CODE: FactType(hr.TaxCode, "tax code", ("employment_id",)),
    Fact.NI_CATEGORY: FactType(hr.NiCategory, "National Insurance category", ("employment_id",)),
    Fact.STUDENT_LOAN: FactType(hr.StudentLoan, "student loan", ("employment_id", "plan")),
    Fact.PENSION: FactType(hr.PensionMembership, "pension membership", ("assignment_id",)),
    Fact.BANK_ACCOUNT: FactType(hr.BankAccount, "bank account", ("employment_id",)),
    Fact.SECOND_ACCOUNT: FactType(hr.SecondAccount, "second account", ("employment_id",)),
    Fact.TERMS: FactType(hr.AssignmentTerms, "set of terms", ("assignment_id",)),
    Fact.RECURRING: FactType(hr.RecurringElement, "pay element", ("assignment_id", "element_id")),
    Fact.PARTICULARS: FactType(hr.JobParticulars, "title, place or manager", ("assignment_id",)),
    Fact.POST: FactType(hr.PostHolding, "post", ("assignment_id",)),
    Fact.FIXED_TERM: FactType(hr.FixedTerm, "end of contract", ("assignment_id",)),
}
