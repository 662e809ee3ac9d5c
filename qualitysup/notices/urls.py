from django.urls import path

from qualitysup.notices import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("older/<uuid:than>/", views.inbox, name="inbox-older"),
    path("<uuid:pk>/open/", views.open_notice, name="inbox-open"),
    path("read/", views.read_all, name="inbox-read-all"),
    path("preferences/", views.preferences, name="notice-preferences"),
]
