from inspections.admin import campaign, order, result  # noqa: F401  registered by being imported
