from qualitysup.clock.models.calendar import CalendarDay, CalendarYear
from qualitysup.clock.models.deadline import Deadline, DeadlineChange
from qualitysup.clock.models.reminder import ReminderStage
from qualitysup.clock.models.term import TermRule

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "Deadline",
    "DeadlineChange",
    "ReminderStage",
    "TermRule",
]
