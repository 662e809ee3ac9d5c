"""The unified social credit code (统一社会信用代码, GB 32100-2015) as people type it."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as InvalidNumber

# What the database demands of a stored code; the check digit is proved before it gets there.
PATTERN = r"^[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}$"


def normalise(text: str) -> str:
    """Full width, lower case, spaces and dashes as the register keeps them.

    >>> normalise(" ９１４４０６０６mah0ywcm６０ ")
    '91440606MAH0YWCM60'
    """
    wide = unicodedata.normalize("NFKC", text).upper()
    return wide if wide.isalnum() else "".join(filter(str.isalnum, wide))


def clean(text: str) -> str:
    """The normalised code; a ``ValidationError`` says what is wrong with it."""
    code = normalise(text)
    try:
        return uscc.validate(code)
    except InvalidLength:
        raise ValidationError(
            _("A unified social credit code has 18 characters, “%(code)s” has %(count)d.")
            % {"code": code, "count": len(code)},
            code="uscc_length",
        ) from None
    except InvalidChecksum:
        raise ValidationError(
            _("The check digit of “%(code)s” is wrong. Compare it with the business licence.")
            % {"code": code},
            code="uscc_check_digit",
        ) from None
    except InvalidNumber:
        raise ValidationError(
            _(
                "“%(code)s” is not a unified social credit code: 8 digits, then digits and"
                " letters without I, O, S, V and Z."
            )
            % {"code": code},
            code="uscc_form",
        ) from None
