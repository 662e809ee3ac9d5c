from django import template

from qualitysup.casework import norms

register = template.Library()
register.simple_tag(norms.named_in, name="named_norms")
