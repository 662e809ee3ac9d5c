"""pgtrigger's registry of triggers, with what it looks up at every entry kept instead of computed.

pgtrigger goes through all triggers for each one that it registers. With the history of a hundred
tables that took a third of every start of every process.
"""

import pgtrigger.registry


class Registry(pgtrigger.registry._Registry):
    """As strict as pgtrigger's own: both of its indexes say the same, entry by entry."""

    pg_function_names = None
    by_db_table = None

    def __init__(self, entries=()):
        self.pg_function_names, self.by_db_table = set(), {}
        super().__init__(entries)

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        model, trigger = value
        self.pg_function_names.add(trigger.get_pgid(model))
        self.by_db_table[model._meta.db_table, trigger.name] = trigger

    def __delitem__(self, key):
        model, trigger = self.data[key]
        super().__delitem__(key)
        self.pg_function_names.discard(trigger.get_pgid(model))
        self.by_db_table.pop((model._meta.db_table, trigger.name), None)


def install() -> None:
    """Put it in the place of pgtrigger's own, with what that has already."""
    pgtrigger.registry._registry = Registry(pgtrigger.registry._registry.data)
