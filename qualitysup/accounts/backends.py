from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from qualitysup.accounts.models import User


class RoleBackend(ModelBackend):
    """Signs people in, and reads a person together with their divisions in one query."""

    def get_user(self, user_id):
        with_divisions = User.objects.annotate(
            division_codes=ArrayAgg("divisions", filter=Q(divisions__isnull=False), default=[])
        )
        user = with_divisions.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
