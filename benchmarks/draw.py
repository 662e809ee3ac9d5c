"""A draw of 2,000 among a million, against one INSERT … SELECT of the same pool (goal: seconds).

Freezing writes candidates and exclusions, sizes strata, checks that every town has its inspectors
and hashes the whole; drawing hashes it again, reveals the seed, picks and assigns, and issues the
certificate; the replay draws again in Python from the pool file.

    .venv/bin/python -m benchmarks.draw [--enterprises 1000000] [--drawn 2000]
"""

import argparse
import os
import threading
from pathlib import Path

from benchmarks.figures import heading, seconds, table
from benchmarks.scratch import database

CLASSES = (
    "CASE WHEN n % 100 = 0 THEN 'D' WHEN n % 25 = 0 THEN 'C' WHEN n % 10 = 0 THEN 'B' ELSE 'A' END"
)
TOWNS = ["440606101", "440606102", "440606103", "440606005"]


def main(enterprises, wanted):
    with database():
        from inspections.services import draws, replays

        fill(enterprises)
        chief = people()
        draw = draws.publish(draws.commit(draft(chief, wanted), by=chief), by=chief)
        took = {}
        with Watch() as watch:
            took["freeze the pool"] = seconds(lambda: draws.freeze(draw, by=chief))
            draw.refresh_from_db()
            took["draw"] = seconds(lambda: draws.draw(draw, by=chief))
        draw.refresh_from_db()
        found = []
        took["replay"] = seconds(lambda: found.append(replays.replay(draw)))
        assert found[0].same, found[0].differences[:1]
        plain = bare_pool(draw)

        heading(
            f"{draw.drawn_count:,} of {draw.pool_size:,} drawn, {draw.left_out_count:,} left out"
        )
        rows = [("plain INSERT … SELECT of the pool", f"{plain:.2f}", "1.0")]
        rows += [(name, f"{took[name]:.2f}", f"{took[name] / plain:.1f}") for name in took]
        table(("", "seconds", "ratio"), rows)
        print()
        for who, (before, most) in watch.held.items():
            print(f"memory of {who}: {before:.0f} MiB before, {most:.0f} at most")


def fill(rows):
    """Firms of Shunde in every class; one in fifty is deregistered."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE enterprises_enterprise DISABLE TRIGGER USER")
        cursor.execute("DROP INDEX enterprise_grams")
        cursor.execute(
            f"""
            INSERT INTO enterprises_enterprise
                (uscc, name, division_id, address, legal_representative, phone, scale, status,
                 risk_class, risk_reason, name_key, search_text, version, created_at, updated_at)
            SELECT '91440606MA' || lpad(n::text, 8, '0'), '测试第' || n || '厂',
                   (%s::text[])[1 + n %% 4] || '000', '', '', '', '',
                   CASE WHEN n %% 50 = 7 THEN 'cancelled' ELSE 'operating' END,
                   {CLASSES.replace("%", "%%")}, '测试', 'n' || n, 'n' || n, 1, now(), now()
            FROM generate_series(1, %s) AS n
            """,
            [TOWNS, rows],
        )
        cursor.execute("ALTER TABLE enterprises_enterprise ENABLE TRIGGER USER")
        cursor.execute("VACUUM ANALYZE enterprises_enterprise")


def people():
    import datetime as dt

    from django.utils import timezone

    from qualitysup.accounts.models import User
    from qualitysup.accounts.roles import Role
    from qualitysup.documents.models import Agency
    from qualitysup.regions.models import Division

    shunde = Division.objects.get(pk="440606000000")
    Agency.objects.create(division=shunde, name="佛山市顺德区市场监督管理局", short_name="顺市监")
    for n in range(200):
        inspector = User.objects.create(
            username=f"inspector{n}",
            full_name=f"测试{n}",
            roles=[Role.INSPECTOR],
            badge_number=f"粤测{n:05d}",
            badge_valid_to=timezone.localdate() + dt.timedelta(days=700),
        )
        inspector.divisions.set([f"{TOWNS[n % 4]}000" if n % 5 else shunde.pk])
    chief = User.objects.create(username="chief", roles=[Role.SECTION_HEAD], home=shunde)
    chief.divisions.set([shunde])
    return chief


def draft(chief, wanted):
    import datetime as dt

    from django.utils import timezone

    from inspections.models import Draw
    from inspections.services import draws

    today = timezone.localdate()
    quarter = wanted // 4
    return draws.draft(
        by=chief,
        division=chief.home,
        name="基准抽查",
        items="执行标准情况",
        mode=Draw.Mode.OPEN,
        starts_on=today,
        ends_on=today + dt.timedelta(days=60),
        strata=dict.fromkeys("DCBA", (0, quarter)),
    )


def bare_pool(draw):
    """The same rows into a table with the same indexes, without triggers, by one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE inspections_drawcandidate INCLUDING ALL)")
        return seconds(
            lambda: cursor.execute(
                """
                INSERT INTO bare (draw_id, public_id, enterprise_key, risk_class, division_code)
                SELECT %s, coalesce(uscc, 'E' || id), id, risk_class, division_id
                FROM enterprises_enterprise
                WHERE status = 'operating' AND merged_into_id IS NULL
                  AND division_id LIKE '440606%%'
                """,
                [draw.pk],
            )
        )


class Watch:
    """The most memory of their own that this process and its server's hold meanwhile, in MiB."""

    def __enter__(self):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (server,) = cursor.fetchone()
        self.whose = {"this process": os.getpid(), "the server's process": server}
        self.held = {who: (own(pid), 0) for who, pid in self.whose.items()}
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def look(self):
        while not self.over.wait(0.05):
            for who, pid in self.whose.items():
                before, most = self.held[who]
                self.held[who] = before, max(most, own(pid))

    def __exit__(self, *failure):
        self.over.set()
        self.thread.join()


def own(pid) -> float:
    """Without the server's common buffers, which grow with whatever is touched."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=1_000_000)
    parser.add_argument("--drawn", type=int, default=2_000)
    given = parser.parse_args()
    main(given.enterprises, given.drawn)
