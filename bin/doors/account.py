"""The account PostgreSQL runs as: the caller's, or an unprivileged one when root calls."""

import os
import pwd
import subprocess
from dataclasses import dataclass

from doors.messages import Refusal


@dataclass(frozen=True)
class Account:
    """An account to drop to, and what it can reach."""

    uid: int
    gid: int

    def can(self, *test):
        """Answer a question of `test(1)`, such as `-x PATH`, with this account's eyes."""
        asked = subprocess.run(
            ["/bin/sh", "-c", 'test "$@"', "test", *map(str, test)],
            user=self.uid,
            group=self.gid,
            extra_groups=[],
            cwd="/",
        )
        return asked.returncode == 0

    def own(self, path):
        os.chown(path, self.uid, self.gid)


def unprivileged():
    """Whom to drop to: PostgreSQL refuses to run as root. Nobody special otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise Refusal(
            "PostgreSQL does not run as root and there is no account `nobody` to run it as. "
            "Start the door as an ordinary user, or set DATABASE_URL."
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)
