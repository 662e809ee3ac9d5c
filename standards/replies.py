"""What the catalogue answers when another subject names a standard."""

from qualitysup.casework import norms
from qualitysup.casework.norms import Norm
from standards.numbers import find
from standards.services.versions import version_on

# More in one text are a list of references, and nobody asks about its days.
NAMED = 20


@norms.register
def editions_named_in(text, on) -> list[Norm]:
    found = []
    for number in dict.fromkeys(find(text)[:NAMED]):
        edition = version_on(number, on)
        if edition is None:
            found.append(Norm(str(number)))
        else:
            found.append(
                Norm(
                    str(number),
                    edition.number,
                    edition.name,
                    edition.get_absolute_url(),
                    edition.shown_status,
                )
            )
    return found
