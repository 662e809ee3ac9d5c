"""What is open to everybody once a bureau leader opens it."""

from django.urls import path

from inspections import public

app_name = "public"
urlpatterns = [
    path("results/", public.results, name="results"),
    path("results/csv/", public.export, name="export"),
]
