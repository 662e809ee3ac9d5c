from django.urls import path

from qualitysup.evidence import views

app_name = "evidence"
urlpatterns = [
    path("<int:pk>/", views.original, name="original"),
    path("<int:pk>/view/", views.picture, {"size": "view"}, name="view"),
    path("<int:pk>/thumb/", views.picture, {"size": "thumb"}, name="thumb"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:app_label>/<slug:model_name>/<int:case_id>/attach/", views.attach, name="attach"),
]
