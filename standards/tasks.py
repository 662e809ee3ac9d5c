"""What runs by itself: thin, and harmless when it is done twice."""

from celery import shared_task

from standards.services import executions, filings


@shared_task(name="standards.read_products")
def read_products() -> None:
    """What was written past the register's pages, such as an import."""
    executions.read_products()


@shared_task(name="standards.tell_of_replaced")
def tell_of_replaced() -> None:
    """Transitions that draw near, and what was told to nobody."""
    executions.tell_of_all()


@shared_task(name="standards.expire_filings")
def expire_filings() -> None:
    """Records whose three years are over."""
    filings.expire_due()
