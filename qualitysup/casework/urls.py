"""The pages that belong to no subject."""

from django.urls import path

from qualitysup.casework import views

urlpatterns = [
    path("", views.home, name="home"),
    path("round/", views.round_of_today, name="round"),
    path("search/", views.search, name="search"),
]
