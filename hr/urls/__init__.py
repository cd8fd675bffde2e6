"""Addresses of the hr app, below /p/<partner>/, by area."""

from hr.urls import (
    absence,
    cases,
    deaths,
    inputs,
    insight,
    jobs,
    joining,
    leaving,
    onboarding,
    organisation,
    own,
    people,
    rosters,
)

app_name = "hr"

urlpatterns = [
    *own.urlpatterns,
    *people.urlpatterns,
    *jobs.urlpatterns,
    *absence.urlpatterns,
    *joining.urlpatterns,
    *leaving.urlpatterns,
    *deaths.urlpatterns,
    *cases.urlpatterns,
    *inputs.urlpatterns,
    *rosters.urlpatterns,
    *organisation.urlpatterns,
    *insight.urlpatterns,
    *onboarding.urlpatterns,
]
