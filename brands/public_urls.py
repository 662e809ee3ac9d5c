"""Honours as everybody may look them up, on the pages that a bureau leader opened."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from brands import public
from qualitysup.casework.public import link

app_name = "public-honours"
urlpatterns = [
    path("", public.catalogue, name="catalogue"),
    path("check/", public.check, name="check"),
]

link("public-honours:catalogue", _("Honours"), order=30)
