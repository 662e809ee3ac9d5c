from django import template

from qualitysup import states

register = template.Library()
register.simple_tag(states.state)
register.filter(states.days_left)
