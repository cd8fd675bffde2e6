"""Routes of the hr app, below /api/v1/p/<partner>/."""

from django.urls import path

from hr.api import absences, organisation, person, views

urlpatterns = [
    path("people/", views.People.as_view(), name="api_people"),
    path("people/<uuid:person>/", person.Person.as_view(), name="api_person"),
    path("absences/", absences.Absences.as_view(), name="api_absences"),
    path("absences/<uuid:absence>/", absences.Absence.as_view(), name="api_absence"),
    path("absences/<uuid:absence>/close/", absences.CloseAbsence.as_view(), name="api_absence_close"),
    path("units/", organisation.Units.as_view(), name="api_units"),
    path("posts/", organisation.Posts.as_view(), name="api_posts"),
]
