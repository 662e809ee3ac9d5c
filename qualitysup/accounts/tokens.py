"""How API clients sign in: by a token that ``api_token`` made, of which only the hash is kept."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from qualitysup.accounts.models import User


class TokenAuthentication(auth.TokenAuthentication):
    """Reads a token together with its person and their divisions in one query.

    Knox itself takes two, to tidy away the person's expired tokens at every request. Here an
    expired one is simply not found.
    """

    def authenticate_credentials(self, token):
        held = User.divisions.through.objects.filter(user=OuterRef("user")).values("division")
        valid = AuthToken.objects.filter(Q(expiry=None) | Q(expiry__gt=timezone.now()))
        valid = valid.select_related("user").annotate(division_codes=ArraySubquery(held))
        # Bytes that are no text are nobody's token.
        found = valid.filter(digest=hash_token(token.decode(errors="replace"))).first()
        if found is None:
            raise AuthenticationFailed(_("Invalid token."))
        found.user.division_codes = found.division_codes
        return self.validate_user(found)


class TokenScheme(KnoxTokenScheme):
    target_class = TokenAuthentication
