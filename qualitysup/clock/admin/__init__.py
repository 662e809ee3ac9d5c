from qualitysup.clock.admin import calendar, deadline, term

__all__ = ["calendar", "deadline", "term"]
