"""Routes of the partners app, below /api/v1/p/<partner>/."""

from django.urls import path

from partners.api import views

urlpatterns = [
    path("whoami/", views.WhoAmI.as_view(), name="api_whoami"),
    path("audit/events/", views.AuditEvents.as_view(), name="api_audit_events"),
]
