from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from qualitysup.accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", login_not_required(LogoutView.as_view()), name="sign-out"),
    path("password/", views.ChangePassword.as_view(), name="password-change"),
    path("permissions/", views.permission_matrix, name="permission-matrix"),
    path("phones/<uuid:phone>/", views.phone_orders, name="phone-orders"),
    path("language/", views.switch_language, name="set_language"),
]
