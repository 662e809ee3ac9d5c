"""How API clients sign in: by a token that ``api_token`` made, of which only the hash is kept."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox import auth
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from qualitysup.accounts.models import User

# Every request asks this; the ORM would take longer to write it than PostgreSQL to answer it.
HOLDER = """
    SELECT person.*, ARRAY(
        SELECT division_id FROM accounts_user_divisions WHERE user_id = person.id
    ) AS division_codes
    FROM knox_authtoken AS token JOIN accounts_user AS person ON person.id = token.user_id
    WHERE token.digest = %s AND (token.expiry IS NULL OR token.expiry > %s)
"""


class TokenAuthentication(auth.TokenAuthentication):
    """Reads the holder of a token together with their divisions in one query.

    Knox itself takes two, to tidy away the person's expired tokens at every request. Here an
    expired one is simply not found.
    """

    def authenticate_credentials(self, token):
        # Bytes that are no text are nobody's token.
        digest = hash_token(token.decode(errors="replace"))
        for person in User.objects.raw(HOLDER, [digest, timezone.now()]):
            return self.validate_user(AuthToken(digest=digest, user=person))
        raise AuthenticationFailed(_("Invalid token."))


class TokenScheme(KnoxTokenScheme):
    target_class = TokenAuthentication
