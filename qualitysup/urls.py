"""Every address of the product. Subjects' own addresses are included by name."""

from django.contrib import admin
from django.urls import include, path

from qualitysup.casework import health

urlpatterns = [
    path("", include("qualitysup.casework.urls")),
    path("", include("qualitysup.accounts.urls")),
    path("inbox/", include("qualitysup.notices.urls")),
    path("documents/", include("qualitysup.documents.urls")),
    path("evidence/", include("qualitysup.evidence.urls")),
    path("dashboard/", include("qualitysup.dashboard.urls")),
    path("reports/", include("qualitysup.reports.urls")),
    path("enterprises/", include("enterprises.urls")),
    path("inspections/", include("inspections.urls")),
    path("field/", include("inspections.field.urls")),
    path("public/", include("inspections.public_urls")),
    path("public/honours/", include("brands.public_urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("qualitysup.casework.api.urls")),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
