"""Standards of the demo bureau: what there is, what is made to it."""


def load(*, say, **options):
    pass
