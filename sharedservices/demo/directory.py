"""Find the rows of the people that were imported: one query a partner, by employee number."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from hr.models import Assignment, PayElement
from partners.models import Partner, User
from sharedservices.demo.access import office
from sharedservices.demo.member import Member
from sharedservices.demo.organisations import PartnerSpec


class Found(NamedTuple):
    """A member of staff with the public ids of their employment and job, and the person's id."""

    member: Member
    employment: UUID
    assignment: UUID
    person_id: int


@dataclass(frozen=True, slots=True)
class Place:
    """A partner, everybody who is or will be employed there, and those who act there.

    `staff` are those who are in the records by now, by employee number; `elements` the public ids of pay elements.
    """

    spec: PartnerSpec
    partner: Partner
    members: list[Member]
    staff: dict[str, Found]
    elements: dict[str, UUID]
    hr: User
    payroll: User
    approver: User
    releaser: User
    manager: User

    def of_key(self, key: str) -> Found | None:
        """Return an awkward case, or None where it is not at this partner."""
        return next((one for one in self.staff.values() if one.member.key == key), None)


def look_up(spec: PartnerSpec, partner: Partner, members: list[Member]) -> Place:
    """Find everybody at a partner. Inside the scope."""
    by_number = {member.employee_no: member for member in members}
    jobs = Assignment.objects.order_by("employment__employee_no", "number").values_list(
        "employment__employee_no", "employment__uuid", "uuid", "person_id"
    )
    staff: dict[str, Found] = {}
    for number, employment, assignment, person_id in jobs:
        if number in by_number:
            staff.setdefault(number, Found(by_number[number], employment, assignment, person_id))
    return Place(
        spec=spec,
        partner=partner,
        members=members,
        staff=staff,
        elements=dict(PayElement.objects.order_by("id").values_list("code", "uuid")),
        hr=office("hr", spec),
        payroll=office("payroll", spec),
        approver=office("approver", spec),
        releaser=office("releaser", spec),
        manager=office("manager", spec),
    )
