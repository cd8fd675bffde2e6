"""Routes of the hr app, below /api/v1/p/<partner>/."""

from django.urls import path

from hr.api import views

urlpatterns = [
    path("people/", views.People.as_view(), name="api_people"),
]
