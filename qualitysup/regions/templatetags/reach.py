"""What the admin's forms show of other records: no link where the person may not go."""

from functools import partial

from django import template

from qualitysup.wording import listed

register = template.Library()


@register.filter
def contents_for(field, request):
    """A read-only field of a form; another record's name is a link only for who may open it."""
    if others := _many(field):
        return listed(others)
    field.get_admin_url = partial(_name_of, request, field, field.get_admin_url)
    return field.contents()


def _many(field):
    name, record = field.field["name"], field.form.instance
    if record.pk and name in {each.name for each in record._meta.many_to_many}:
        return getattr(record, name).all()
    return ()


def _name_of(request, field, link, remote_field, record):
    site = field.model_admin.admin_site
    may_open = site.is_registered(remote_field.model) and site.get_model_admin(
        remote_field.model
    ).has_view_permission(request, record)
    return link(remote_field, record) if may_open else str(record)
