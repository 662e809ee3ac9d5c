"""What the terms of this subject are called; the rules themselves are ``data/term_rules.csv``."""

TERM_NAMES = {}
