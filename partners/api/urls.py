"""Routes of the partners app, below /api/v1/p/<partner>/."""

from django.urls import path

from partners.api import changes, views

urlpatterns = [
    path("whoami/", views.WhoAmI.as_view(), name="api_whoami"),
    path("changes/", changes.Changes.as_view(), name="api_changes"),
    path("changes/<uuid:change>/", changes.Change.as_view(), name="api_change"),
    path("changes/<uuid:change>/approve/", changes.ApproveChange.as_view(), name="api_change_approve"),
    path("changes/<uuid:change>/return/", changes.ReturnChange.as_view(), name="api_change_return"),
    path("changes/<uuid:change>/reject/", changes.RejectChange.as_view(), name="api_change_reject"),
    path("changes/<uuid:change>/withdraw/", changes.WithdrawChange.as_view(), name="api_change_withdraw"),
    path("audit/events/", views.AuditEvents.as_view(), name="api_audit_events"),
]
