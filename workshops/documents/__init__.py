"""The papers that this subject issues, by the case that they are issued in."""

from workshops.documents import registration  # noqa: F401
