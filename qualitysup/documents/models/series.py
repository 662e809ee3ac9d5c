import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.triggers import no_truncate
from qualitysup.documents.querysets import NumberSeriesQuerySet


class NumberSeries(models.Model):
    """The numbers of one code word in one year: gap-free, never used twice (GB/T 9704-2012).

    The database keeps the promise itself: the last number moves by one, and at the end of the
    transaction its paper must be there.
    """

    word = models.CharField(_("code word"), max_length=12)
    year = models.PositiveSmallIntegerField(_("year"))
    # A bureau that begins in the middle of a year goes on where its paper register ended.
    taken_over = models.PositiveIntegerField(_("last number used before this system"), default=0)
    last = models.PositiveIntegerField(_("last number"), editable=False)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        ordering = ["-year", "word"]
        constraints = [
            models.UniqueConstraint(fields=["word", "year"], name="series_once_a_year"),
            models.CheckConstraint(
                name="series_word_as_in_a_number", condition=Q(word__regex="^[一-龥]{2,12}$")
            ),
            models.CheckConstraint(
                name="series_not_before_what_was_taken_over",
                condition=Q(last__gte=F("taken_over")),
            ),
        ]
        triggers = [
            no_truncate(),
            pgtrigger.Protect(name="series_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="series_moves_by_one",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NEW.last <> OLD.last + 1 OR (NEW.word, NEW.year, NEW.taken_over)"
                    " IS DISTINCT FROM (OLD.word, OLD.year, OLD.taken_over)"
                ),
            ),
            pgtrigger.Trigger(
                name="series_number_has_its_paper",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__last__gt=pgtrigger.F("new__taken_over")),
                func=pgtrigger.Func(
                    """
                    IF NOT EXISTS (
                        SELECT 1 FROM documents_issueddocument
                        WHERE series_id = NEW.id AND seq = NEW.last
                    ) THEN
                        RAISE EXCEPTION 'number % of % % was drawn for no document',
                            NEW.last, NEW.word, NEW.year USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                    """
                ),
            ),
        ]

    def __str__(self):
        return f"{self.word}〔{self.year}〕"

    def save(self, **kwargs):
        if self.last is None:
            self.last = self.taken_over
        super().save(**kwargs)
