"""`/field/`: the app's shell and what its service worker keeps on the phone."""

from django.urls import path

from inspections.field import views

app_name = "field"
urlpatterns = [
    path("", views.shell, name="shell"),
    path("worker.js", views.worker, name="worker"),
    path("photos.js", views.photos, name="photos"),
    path("words.js", views.words, name="words"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
