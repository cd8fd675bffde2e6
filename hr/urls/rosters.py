"""Files of external rostering systems."""

from django.urls import path

from hr.urls.prefixes import PERSON, ROSTER
from hr.views import rosters

urlpatterns = [
    path("rosters/", rosters.Rosters.as_view(), name="rosters"),
    path("rosters/take-in/", rosters.TakeRoster.as_view(), name="roster_take"),
    path("rosters/template.<slug:file_format>", rosters.RosterTemplate.as_view(), name="roster_template"),
    path(ROSTER, rosters.RosterPage.as_view(), name="roster"),
    path(f"{ROSTER}faults/", rosters.RosterFaults.as_view(), name="roster_faults"),
    path(f"{ROSTER}load/", rosters.LoadRoster.as_view(), name="roster_load"),
    path(f"{ROSTER}withdraw/", rosters.WithdrawRoster.as_view(), name="roster_withdraw"),
    path(f"{PERSON}rosters/", rosters.PersonRosters.as_view(), name="person_rosters"),
]
