"""The papers that this subject issues, by the case that they are issued in."""

from inspections.documents import draw, order, sample, visit  # noqa: F401
