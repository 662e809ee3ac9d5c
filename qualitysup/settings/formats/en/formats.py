"""Dates as the office writes them: 2026-05-06 Wed."""

DATE_FORMAT = "Y-m-d D"
SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
