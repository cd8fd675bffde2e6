"""Routes of the hr app, below /api/v1/p/<partner>/."""

from django.urls import path

from hr.api import absences, organisation, own, own_details, person, views

urlpatterns = [
    path("people/", views.People.as_view(), name="api_people"),
    path("people/<uuid:person>/", person.Person.as_view(), name="api_person"),
    path("absences/", absences.Absences.as_view(), name="api_absences"),
    path("absences/<uuid:absence>/", absences.Absence.as_view(), name="api_absence"),
    path("absences/<uuid:absence>/close/", absences.CloseAbsence.as_view(), name="api_absence_close"),
    path("me/details/", own_details.OwnDetails.as_view(), name="api_own_details"),
    path("me/details/<uuid:person>/address/", own_details.OwnAddress.as_view(), name="api_own_address"),
    path("me/details/<uuid:person>/contacts/", own_details.OwnContacts.as_view(), name="api_own_contacts"),
    path("me/details/<uuid:person>/emergency/", own_details.OwnEmergencyContacts.as_view(), name="api_own_emergency"),
    path("me/emergency/<uuid:contact>/", own_details.OwnEmergencyContact.as_view(), name="api_own_emergency_contact"),
    path("me/changes/", own.OwnChanges.as_view(), name="api_own_changes"),
    path("me/changes/hours/", own.AskForHours.as_view(), name="api_own_hours"),
    path("me/changes/name/", own.AskForName.as_view(), name="api_own_name"),
    path("me/changes/birth/", own.AskForBirth.as_view(), name="api_own_birth"),
    path("me/changes/nino/", own.AskForNino.as_view(), name="api_own_nino"),
    path("me/changes/<uuid:own_change>/", own.OwnChange.as_view(), name="api_own_change"),
    path("me/changes/<uuid:own_change>/withdraw/", own.WithdrawOwnChange.as_view(), name="api_own_change_withdraw"),
    path("units/", organisation.Units.as_view(), name="api_units"),
    path("posts/", organisation.Posts.as_view(), name="api_posts"),
]
