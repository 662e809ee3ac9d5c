"""Pages outside the admin."""

from django.urls import path

from inspections import views

app_name = "inspections"
urlpatterns = [
    path("round/", views.my_round, name="my-round"),
    path("round/<int:pk>/move/<int:stop>/<slug:way>/", views.move_stop, name="move-stop"),
]
