"""Every address of the site."""

from importlib.util import find_spec

from django.urls import URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from hr.views import identity
from hr.views import public as hr_public
from partners.views import public

handler400 = "partners.views.public.bad_request"
handler403 = "partners.views.public.permission_denied"
handler404 = "partners.views.public.not_found"
handler500 = "partners.views.public.server_error"

APPS = ("partners", "finance", "hr", "payroll", "procurement")


def of_apps(module: str) -> list[URLResolver]:
    """Return the addresses of every app that has them, below the partner."""
    return [path("", include(f"{app}.{module}")) for app in APPS if _exists(app, module)]


def _exists(app: str, module: str) -> bool:
    package = f"{app}.{module}".rpartition(".")[0]
    found = find_spec(f"{app}.{module}") if find_spec(package) is not None else None
    return found is not None and found.origin is not None  # a folder alone is a namespace, not a module


urlpatterns = [
    path("", public.home, name="home"),
    path("healthz", public.healthz, name="healthz"),
    path("readyz", public.readyz, name="readyz"),
    path("help/", public.Page.as_view(template_name="pages/help.html"), name="help"),
    path("accessibility/", public.Page.as_view(template_name="pages/accessibility.html"), name="accessibility"),
    path("privacy/", public.Page.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("several-partners/", identity.Matches.as_view(), name="identity_matches"),
    path("several-partners/<uuid:match>/", identity.Explain.as_view(), name="identity_match"),
    path("bank-change/<str:token>/", hr_public.CancelBankChange.as_view(), name="bank_change_cancel"),
    path("contact/<str:token>/", hr_public.ConfirmContact.as_view(), name="contact_confirm"),
    # Addresses are given by access administrators: nobody signs up or changes their own.
    path("accounts/signup/", public.not_found),
    path("accounts/email/", public.not_found),
    path("accounts/", include("allauth.urls")),
    path("p/<slug:partner_code>/", include(of_apps("urls"))),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("api/v1/p/<slug:partner_code>/", include(of_apps("api.urls"))),
]
