from django.urls import path, re_path

from qualitysup.dashboard import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("<slug:subject>/", views.subject, name="dashboard-subject"),
    re_path(
        r"^(?P<subject>[\w-]+)/(?P<key>[\w-]+)\.(?P<kind>csv|xlsx)$",
        views.table,
        name="dashboard-table",
    ),
]
