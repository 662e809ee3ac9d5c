"""The papers that this subject issues, by the case that they are issued in."""

from inspections.documents import order  # noqa: F401
