"""Every address of the site."""

from django.urls import include, path

from partners.views import public

handler404 = "django.views.defaults.page_not_found"

urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("p/<slug:partner_code>/", include("partners.urls")),
]
