"""What the terms of this subject are called; the rules are the tables of terms in ``data/``."""

TERM_NAMES: dict[str, str] = {}
