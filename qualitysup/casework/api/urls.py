"""The API's addresses: every app's ``api.routes`` registers its own."""

from importlib import import_module

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.utils.module_loading import module_has_submodule
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from qualitysup.casework.api.problems import NothingHere

router = DefaultRouter()
for config in apps.get_app_configs():
    if config.models_module and module_has_submodule(config.module, "api"):
        package = import_module(f"{config.name}.api")
        if module_has_submodule(package, "routes"):
            for route in import_module(f"{config.name}.api.routes").ROUTES:
                router.register(*route)

urlpatterns = [
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    *router.urls,
    # With the slash, so that an address without it is still sent to the one that has it.
    re_path(r"^.*/$", NothingHere.as_view()),
]
