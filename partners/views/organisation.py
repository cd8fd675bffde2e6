"""The partner's own details: legal entities and PAYE schemes."""

from typing import Any

from django.views.generic import TemplateView

from partners.models import Partner
from partners.queries import organisation
from partners.queries.organisation import EntityRow
from partners.views.base import PartnerView
from sharedservices.common.formatting import day

HEADINGS = [{"label": "PAYE scheme"}, {"label": "Employer reference"}, {"label": "Accounts office reference"}]


class PartnershipPage(PartnerView, TemplateView):
    """What the partner is in law, and the way to its access list."""

    permission = "organisation.view"
    template_name = "partners/partnership.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the partner and its entities."""
        partner = self.partner
        facts = [
            {"key": "Name", "value": partner.name},
            {"key": "Kind", "value": Partner.Kind(partner.kind).label},
            {"key": "Joined the partnership", "value": day(partner.joined_on)},
        ]
        entities = [_entity(row) for row in organisation.legal_entities(partner_id=partner.pk)]
        actions = (
            [{"label": "Who may do what", "href": "access/", "kind": "secondary"}] if self.may("access.view") else []
        )
        return super().get_context_data(
            facts=facts,
            entities=entities,
            headings=HEADINGS,
            actions=actions,
            breadcrumbs=self.crumbs(("Partnership", "")),
            **kwargs,
        )


def _entity(row: EntityRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "facts": [
            {"key": "In law", "value": row.kind},
            {"key": "Code", "value": row.code},
            {"key": "Address", "value": ", ".join(row.address.splitlines()) or "None recorded"},
            {"key": "Since", "value": day(row.start)},
            *([{"key": "Until", "value": day(row.last_day)}] if row.last_day else []),
        ],
        "schemes": [
            [
                {"text": one.name, "is_header": True},
                {"text": one.employer_reference},
                {"text": one.accounts_office_reference or "None recorded"},
            ]
            for one in row.schemes
        ],
    }
