from django.urls import path

from qualitysup.dashboard import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("<slug:subject>/", views.subject, name="dashboard-subject"),
]
