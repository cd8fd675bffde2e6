"""Routes of the partners app, below /api/v1/p/<partner>/."""

from django.urls import path

from partners.api import access, changes, delegations, views

PROPOSAL = "access/proposals/<uuid:access_proposal>/"

urlpatterns = [
    path("whoami/", views.WhoAmI.as_view(), name="api_whoami"),
    path("changes/", changes.Changes.as_view(), name="api_changes"),
    path("changes/preview/", changes.PreviewChange.as_view(), name="api_change_preview"),
    path("changes/<uuid:change>/", changes.Change.as_view(), name="api_change"),
    path("changes/<uuid:change>/approve/", changes.ApproveChange.as_view(), name="api_change_approve"),
    path("changes/<uuid:change>/return/", changes.ReturnChange.as_view(), name="api_change_return"),
    path("changes/<uuid:change>/reject/", changes.RejectChange.as_view(), name="api_change_reject"),
    path("changes/<uuid:change>/withdraw/", changes.WithdrawChange.as_view(), name="api_change_withdraw"),
    path("delegations/", delegations.Delegations.as_view(), name="api_delegations"),
    path("delegations/<uuid:delegation>/", delegations.EndDelegation.as_view(), name="api_delegation"),
    path("access/proposals/", access.AccessProposals.as_view(), name="api_access_proposals"),
    path(PROPOSAL, access.OneAccessProposal.as_view(), name="api_access_proposal"),
    path(f"{PROPOSAL}approve/", access.ApproveAccessProposal.as_view(), name="api_access_proposal_approve"),
    path(f"{PROPOSAL}refuse/", access.RefuseAccessProposal.as_view(), name="api_access_proposal_refuse"),
    path(f"{PROPOSAL}withdraw/", access.WithdrawAccessProposal.as_view(), name="api_access_proposal_withdraw"),
    path("access/overrides/", access.Overrides.as_view(), name="api_access_overrides"),
    path("audit/events/", views.AuditEvents.as_view(), name="api_audit_events"),
]
