"""What is open to everybody once a bureau leader opens it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from inspections import public, public_draws
from qualitysup.casework.public import link

app_name = "public"
urlpatterns = [
    path("results/", public.results, name="results"),
    path("results/csv/", public.export, name="export"),
    path("draws/", public_draws.draws, name="draws"),
    path("draws/<int:pk>/", public_draws.draw, name="draw"),
    path("draws/<int:pk>/pool/", public_draws.pool, name="draw-pool"),
    path("draws/<int:pk>/result/", public_draws.result, name="draw-result"),
]

link("public:results", _("Published results"), order=10)
link("public:draws", _("Random draws"), order=20)
