from django import template

from qualitysup import wording

register = template.Library()
register.filter(wording.listed)
