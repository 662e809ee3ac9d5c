"""What the database holds of the ledgers, whoever writes them: a service, an import or psql.

Every refusal has the name of its guard; ``workshops.services.refusals`` has the words for it.
"""

import pgtrigger

from qualitysup.audit.triggers import no_truncate
from workshops.models.retention import kept, kept_until

TODAY = "(now() AT TIME ZONE 'Asia/Shanghai')::date"

# What an entry says. It stays as it was written once its day is over or the lot went on.
FACTS = (
    "kind",
    "workshop",
    "division",
    "zone",
    "product",
    "category",
    "spec",
    "batch",
    "quantity",
    "unit",
    "made_on",
    "produced_on",
    "shelf_life_days",
    "best_before",
    "supplier_name",
    "supplier_address",
    "supplier_contact",
    "supplier_licence",
    "sale",
    "created_at",
    "created_by",
)
# What may still be filled in while the goods wait for it, and is never replaced.
PAPERS = ("conformity_proof", "plant", "quarantine_paper", "quality_certificate")

KEPT_LOT = "(SELECT keep_until FROM workshops_lot WHERE id = OLD.lot_id)"


def refuse(name: str, words: str, *values: str) -> str:
    """SQL: the refusal of a guard, found again by its name."""
    arguments = "".join(f", {value}" for value in values)
    return (
        f"RAISE EXCEPTION '{words}'{arguments} "
        f"USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';"
    )


def log_guards() -> list[pgtrigger.Trigger]:
    """Steps are added and never changed; they go with their lot when its time is over."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
        kept("lot_log_kept", KEPT_LOT.replace("lot_id", "case_id")),
        no_truncate(),
    ]


def part_guards(name: str) -> list[pgtrigger.Trigger]:
    """What hangs on a lot is added, never changed, and goes with it."""
    return [
        pgtrigger.Protect(name=f"{name}_stays", operation=pgtrigger.Update),
        kept(f"{name}_kept", KEPT_LOT),
    ]


def as_the_law_asks(lot: str) -> str:
    """SQL: until when a lot is kept, from its kind, its day and the end of its shelf life."""
    return f"""GREATEST(
        CASE WHEN {lot}.best_before IS NULL
             THEN {kept_until("'ledger-without-shelf-life'", f"{lot}.made_on")}
             ELSE {kept_until("'ledger-after-shelf-life'", f"{lot}.best_before")} END,
        CASE WHEN {lot}.kind = 'slaughtered'
             THEN {kept_until("'slaughter-record'", f"{lot}.made_on")} END)"""


def best_before_of(lot: str) -> str:
    """SQL: the last day of a lot's shelf life as it really is; of corrections the later counts."""
    return f"""(
        SELECT COALESCE(
            CASE WHEN latest <> 'best_before' THEN
                COALESCE(
                    (said->>'produced_on')::date, {lot}.produced_on,
                    (said->>'made_on')::date, {lot}.made_on)
                + COALESCE((said->>'shelf_life_days')::integer, {lot}.shelf_life_days) END,
            (said->>'best_before')::date,
            {lot}.best_before)
        FROM (
            SELECT jsonb_object_agg(field, instead ORDER BY id) AS said,
                   (array_agg(field ORDER BY id DESC))[1] AS latest
            FROM workshops_lotcorrection
            WHERE lot_id = {lot}.id
              AND field IN ('made_on', 'produced_on', 'shelf_life_days', 'best_before')
        ) corrected)"""


LOT_GUARDS = [
    # What is left changes only by sales, inputs and corrections, so that nobody uses the same
    # remainder twice; and no record is given less time than the law of its day asks for, nor than
    # a correction gave it, nor than the neighbour's who sold it.
    pgtrigger.Trigger(
        name="lot_counted_by_the_database",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF NEW.made_on > (NEW.created_at AT TIME ZONE 'Asia/Shanghai')::date THEN
                {refuse("lot_by_today", "lot of a day to come")}
            END IF;
            IF TG_OP = 'INSERT' THEN
                NEW.remaining := NEW.quantity;
            ELSIF pg_trigger_depth() = 1 THEN
                NEW.remaining := OLD.remaining + NEW.quantity - OLD.quantity;
            END IF;
            NEW.keep_until := GREATEST(
                CASE WHEN TG_OP = 'UPDATE' AND OLD.state <> 'recorded' THEN OLD.keep_until END,
                CASE WHEN pg_trigger_depth() > 1 THEN NEW.keep_until END,
                (SELECT keep_until FROM workshops_sale WHERE id = NEW.sale_id),
                {as_the_law_asks("NEW")});
            RETURN NEW;
        """,
    ),
    # Its sales are kept as long as the lot itself, and so is the entry of a neighbour that bought.
    pgtrigger.Trigger(
        name="lot_keeps_what_hangs_on_it",
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        condition=pgtrigger.Q(new__keep_until__gt=pgtrigger.F("old__keep_until")),
        func="""
            UPDATE workshops_sale SET keep_until = NEW.keep_until
                WHERE lot_id = NEW.id AND keep_until < NEW.keep_until;
            UPDATE workshops_lot bought SET keep_until = NEW.keep_until
                FROM workshops_sale sold
                WHERE sold.lot_id = NEW.id AND bought.sale_id = sold.id
                  AND bought.keep_until < NEW.keep_until;
            RETURN NULL;
        """,
    ),
    pgtrigger.Trigger(
        name="lot_entry_stays",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange(*FACTS),
        func=f"""
            IF OLD.state <> 'recorded'
               OR (OLD.created_at AT TIME ZONE 'Asia/Shanghai')::date < {TODAY} THEN
                {refuse("lot_entry_stays", "the entry of lot % stays as it was written", "OLD.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="lot_papers_stay",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange(*PAPERS),
        func=f"""
            IF OLD.state <> 'recorded'
               OR ((OLD.created_at AT TIME ZONE 'Asia/Shanghai')::date < {TODAY}
                   AND (OLD.conformity_proof NOT IN ('', NEW.conformity_proof)
                        OR OLD.quality_certificate NOT IN ('', NEW.quality_certificate)
                        OR OLD.plant_id IS DISTINCT FROM NEW.plant_id
                           AND OLD.plant_id IS NOT NULL
                        OR OLD.quarantine_paper_id IS DISTINCT FROM NEW.quarantine_paper_id
                           AND OLD.quarantine_paper_id IS NOT NULL)) THEN
                {refuse("lot_entry_stays", "the papers of lot % stay as written", "OLD.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    # A lot that went on never waits for its inputs again: that is why inputs form no circle.
    pgtrigger.Trigger(
        name="lot_is_recorded_once",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__state="recorded") & ~pgtrigger.Q(old__state="recorded"),
        func=refuse("lot_is_recorded_once", "lot % went on and is not recorded again", "OLD.id"),
    ),
    # 生猪屠宰管理条例 9, 12, 15, 23: judged once, when the lot goes on from its entry.
    pgtrigger.Trigger(
        name="lot_papers_cover_the_day",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__plant__isnull=False)
        & ~pgtrigger.Q(new__state__in=["recorded", "turned_away"]),
        declare=[("plant", "record"), ("paper", "record")],
        func=f"""
            IF TG_OP = 'UPDATE' AND OLD.state <> 'recorded' THEN
                RETURN NEW;
            END IF;
            SELECT * INTO plant FROM workshops_slaughterplant WHERE id = NEW.plant_id FOR SHARE;
            SELECT * INTO paper FROM workshops_quarantinepaper WHERE id = NEW.quarantine_paper_id;
            IF plant.verified_on IS NULL THEN
                {refuse("plant_verified", "plant % is not verified", "NEW.plant_id")}
            END IF;
            IF NEW.made_on NOT BETWEEN plant.valid_from AND plant.valid_to THEN
                {refuse("plant_covers_the_day", "plant % is not certified then", "NEW.plant_id")}
            END IF;
            IF paper.workshop_id <> NEW.workshop_id THEN
                {refuse("paper_of_this_consignment", "paper % is of another", "paper.id")}
            END IF;
            IF NEW.kind = 'purchased' AND paper.kind LIKE 'animal%' THEN
                {refuse("paper_is_for_meat", "paper % is for animals", "paper.id")}
            END IF;
            IF paper.issued_on > NEW.made_on THEN
                {refuse("paper_issued_by_the_day", "paper % came after the day", "paper.id")}
            END IF;
            IF paper.valid_to < NEW.made_on THEN
                {refuse("paper_valid_on_the_day", "paper % was expired then", "paper.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="lot_taken_in_by_its_buyer",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("sale_id", "workshop_id", "quantity"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__sale__isnull=False),
        declare=[("sold", "record")],
        func=f"""
            SELECT * INTO sold FROM workshops_sale WHERE id = NEW.sale_id FOR NO KEY UPDATE;
            IF sold.buyer_workshop_id IS DISTINCT FROM NEW.workshop_id
               OR sold.corrects_id IS NOT NULL THEN
                {refuse("sale_to_this_workshop", "sale % is to another", "sold.id")}
            END IF;
            IF NEW.quantity <> sold.quantity + COALESCE(
                (SELECT sum(quantity) FROM workshops_sale WHERE corrects_id = sold.id), 0) THEN
                {refuse("sale_taken_in_whole", "sale % is taken in whole", "sold.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    pgtrigger.Trigger(
        name="lot_made_of_something",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__state="made"),
        func=f"""
            IF (TG_OP = 'INSERT' OR OLD.state = 'recorded') AND NOT EXISTS (
                SELECT FROM workshops_lotinput WHERE lot_id = NEW.id) THEN
                {refuse("has_inputs", "lot % is made of nothing", "NEW.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    # 集中检验: nothing leaves before its latest release test passed, nor with a held input in it.
    pgtrigger.Trigger(
        name="lot_released_after_its_test",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__state__in=["passed", "released"]),
        func=f"""
            IF NOT COALESCE(
                (SELECT test.passed FROM workshops_lottest test
                 WHERE test.lot_id = NEW.id AND test.purpose = 'release'
                   AND test.reported_on IS NOT NULL
                   AND NOT EXISTS (SELECT FROM workshops_lottest newer
                                   WHERE newer.replaces_id = test.id
                                     AND newer.reported_on IS NOT NULL)
                 ORDER BY test.id DESC LIMIT 1), false) THEN
                {refuse("test_passed", "lot % has not passed its release test", "NEW.id")}
            END IF;
            IF NEW.state = 'released' AND EXISTS (
                SELECT FROM workshops_lotinput part
                JOIN workshops_lot source ON source.id = part.source_id
                WHERE part.lot_id = NEW.id AND source.state IN ('held', 'recalled')) THEN
                {refuse("no_input_held", "an input of lot % is held", "NEW.id")}
            END IF;
            RETURN NEW;
        """,
    ),
    kept("lot_kept"),
]

# An entry of what went into a lot or left it may be taken back in part, never below nothing.
TAKEN_BACK = """
    IF NEW.corrects_id IS NOT NULL THEN
        SELECT * INTO entry FROM {table} WHERE id = NEW.corrects_id FOR NO KEY UPDATE;
        IF entry.corrects_id IS NOT NULL OR entry.{of}_id <> NEW.{of}_id THEN
            {not_this}
        END IF;
        IF entry.quantity + NEW.quantity + COALESCE(
            (SELECT sum(quantity) FROM {table} WHERE corrects_id = entry.id), 0) < 0 THEN
            {too_much}
        END IF;
    END IF;
"""


def taken_back(table: str, of: str) -> str:
    return TAKEN_BACK.format(
        table=table,
        of=of,
        not_this=refuse("counter_entry_of_an_entry", "entry % is another", "entry.id"),
        too_much=refuse("counter_entry_within_its_entry", "entry % is less", "entry.id"),
    )


INPUT_GUARDS = [
    pgtrigger.Trigger(
        name="lot_input_can_go_in",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        declare=[
            ("made", "record"),
            ("source", "record"),
            ("entry", "record"),
        ],
        func=f"""
            PERFORM FROM workshops_lot WHERE id IN (NEW.lot_id, NEW.source_id)
                ORDER BY id FOR NO KEY UPDATE;
            SELECT * INTO made FROM workshops_lot WHERE id = NEW.lot_id;
            SELECT * INTO source FROM workshops_lot WHERE id = NEW.source_id;
            IF made.kind <> 'produced' OR made.workshop_id <> source.workshop_id THEN
                {refuse("input_of_the_same_workshop", "lot % is of another", "source.id")}
            END IF;
            IF source.made_on > made.made_on THEN
                {refuse("input_was_there", "lot % came later", "source.id")}
            END IF;
            {taken_back("workshops_lotinput", "source")}
            IF made.state = 'recorded' THEN
                IF NEW.corrects_id IS NULL
                   AND source.state NOT IN ('in_stock', 'made', 'testing', 'passed', 'released')
                THEN
                    {refuse("input_may_be_used", "lot % may not be used", "source.id")}
                END IF;
            ELSE
                -- Said afterwards: what is true goes in, with its reason, but no circle.
                IF NEW.reason = '' THEN
                    {refuse("late_entry_has_a_reason", "lot % was made", "made.id")}
                END IF;
                IF source.state IN ('recorded', 'turned_away') THEN
                    {refuse("input_may_be_used", "lot % may not be used", "source.id")}
                END IF;
                PERFORM pg_advisory_xact_lock(hashtext('workshops_lotinput said afterwards'));
                IF made.id IN (
                    WITH RECURSIVE above(id) AS (
                        SELECT source.id
                        UNION
                        SELECT part.source_id FROM workshops_lotinput part
                        JOIN above ON above.id = part.lot_id
                    ) SELECT id FROM above) THEN
                    {refuse("inputs_form_no_circle", "lot % is made of it", "source.id")}
                END IF;
            END IF;
            IF {best_before_of("source")} < made.made_on AND NEW.reason = '' THEN
                {refuse("input_not_expired", "lot % was expired then", "source.id")}
            END IF;
            UPDATE workshops_lot SET remaining = remaining - NEW.quantity WHERE id = source.id;
            RETURN NEW;
        """,
    ),
    # While the lot is being written down an input may be struck out; afterwards it stays.
    pgtrigger.Trigger(
        name="lot_input_kept",
        operation=pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("made", "record")],
        func=f"""
            SELECT * INTO made FROM workshops_lot WHERE id = OLD.lot_id FOR NO KEY UPDATE;
            IF made.keep_until >= {TODAY} AND (
                made.state <> 'recorded'
                OR (made.created_at AT TIME ZONE 'Asia/Shanghai')::date < {TODAY}) THEN
                {refuse("lot_input_kept", "the inputs of lot % stay", "made.id")}
            END IF;
            UPDATE workshops_lot SET remaining = remaining + OLD.quantity WHERE id = OLD.source_id;
            RETURN OLD;
        """,
    ),
    pgtrigger.Protect(name="lot_input_stays", operation=pgtrigger.Update),
]

SALE_GUARDS = [
    pgtrigger.Trigger(
        name="sale_of_a_released_lot",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        declare=[("sold", "record"), ("entry", "record")],
        func=f"""
            SELECT * INTO sold FROM workshops_lot WHERE id = NEW.lot_id FOR NO KEY UPDATE;
            {taken_back("workshops_sale", "lot")}
            IF NEW.corrects_id IS NULL THEN
                IF sold.state <> 'released' THEN
                    {refuse("lot_is_released", "lot % is not released", "sold.id")}
                END IF;
                IF {best_before_of("sold")} < NEW.sold_on THEN
                    {refuse("lot_not_expired", "lot % was expired then", "sold.id")}
                END IF;
                IF NEW.sold_on < sold.made_on THEN
                    {refuse("sold_after_it_was_made", "lot % was not there", "sold.id")}
                END IF;
            ELSIF EXISTS (SELECT FROM workshops_lot WHERE sale_id = NEW.corrects_id) THEN
                {refuse("sale_not_taken_in", "the buyer took sale % in", "NEW.corrects_id")}
            END IF;
            IF NEW.sold_on > (NEW.recorded_at AT TIME ZONE 'Asia/Shanghai')::date THEN
                {refuse("sold_by_today", "sale of lot % is of a day to come", "sold.id")}
            END IF;
            UPDATE workshops_lot SET remaining = remaining - NEW.quantity WHERE id = sold.id;
            NEW.keep_until := GREATEST(
                sold.keep_until,
                CASE WHEN sold.best_before IS NULL
                     THEN {kept_until("'ledger-without-shelf-life'", "NEW.sold_on")} END);
            RETURN NEW;
        """,
    ),
    pgtrigger.Protect(
        name="sale_stays",
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=["keep_until"]),
    ),
    # A shelf life that was corrected gives it more time, and nothing gives it less.
    pgtrigger.Protect(
        name="sale_kept_no_shorter",
        operation=pgtrigger.Update,
        condition=pgtrigger.Q(new__keep_until__lt=pgtrigger.F("old__keep_until")),
    ),
    kept("sale_kept"),
]

CORRECTION_GUARDS = [
    pgtrigger.Trigger(
        name="lot_correction_counts",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        condition=pgtrigger.Q(new__quantity_change__isnull=False),
        func="""
            UPDATE workshops_lot SET remaining = remaining + NEW.quantity_change
                WHERE id = NEW.lot_id;
            RETURN NEW;
        """,
    ),
    # 食品安全法 50, 51: six months past the shelf life as it really is. Who had written too long a
    # one keeps the record for that long: the law asks for no less, and nobody is to shorten it.
    pgtrigger.Trigger(
        name="lot_correction_of_its_shelf_life",
        operation=pgtrigger.Insert,
        when=pgtrigger.After,
        condition=pgtrigger.Q(
            new__field__in=["shelf_life_days", "best_before", "made_on", "produced_on"]
        ),
        declare=[("lot", "record")],
        func=f"""
            SELECT * INTO lot FROM workshops_lot WHERE id = NEW.lot_id FOR NO KEY UPDATE;
            lot.best_before := GREATEST(lot.best_before, {best_before_of("lot")});
            lot.made_on := COALESCE(
                (SELECT instead::date FROM workshops_lotcorrection
                 WHERE lot_id = NEW.lot_id AND field = 'made_on' ORDER BY id DESC LIMIT 1),
                lot.made_on);
            UPDATE workshops_lot SET keep_until = {as_the_law_asks("lot")} WHERE id = lot.id;
            RETURN NULL;
        """,
    ),
    *part_guards("lot_correction"),
]
