"""Timing and printing, the same for every benchmark."""

import os
import platform
import statistics
import time
from datetime import date


def seconds(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def in_turn(runs, repeats):
    """The median milliseconds of each, taken in turn so that a busy moment falls on all of them.

    The first round warms caches and plans and is not counted.
    """
    times = {name: [] for name in runs}
    for repeat in range(repeats + 1):
        for name, run in runs.items():
            took = seconds(run)
            if repeat:
                times[name].append(took * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def heading(words):
    load = os.getloadavg()[0]
    cores = len(os.sched_getaffinity(0))
    print(f"\n{words}\n{date.today()}, {cores} cores, {platform.machine()}, load {load:.1f}\n")


def table(header, rows):
    """The first column to the left, the others to the right; ratios carry their goal beside."""
    lines = [[str(cell) for cell in line] for line in [header, *rows]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        print(first.ljust(widths[0]), *cells, sep="  ")
