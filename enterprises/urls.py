from django.urls import path

from enterprises import views

app_name = "enterprises"
urlpatterns = [
    path("<int:pk>/", views.detail, name="detail"),
]
