"""What perf/warmup, perf/memory and perf/allocation share: Ebb as a process that never outlives them, and its notes."""

import contextlib
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from bisect import bisect_left

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
EBB = os.environ.get("EBB", "./ebb").split()


def begin():
    """Goes to the checkout and builds Ebb; a signal to end ends the guest, too."""
    os.chdir(HOME)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    signal.signal(signal.SIGINT, lambda number, frame: sys.exit(130))
    subprocess.run([*EBB, "--version"], stdout=subprocess.DEVNULL, check=True)


def load():
    return "load " + " ".join(open("/proc/loadavg").read().split()[:3])


@contextlib.contextmanager
def started(arguments, java="", **options):
    """Ebb as a process, killed if it has not ended."""
    environment = dict(os.environ, EBB_JAVA_OPTS=os.environ.get("EBB_JAVA_OPTS", "") + " " + java)
    with subprocess.Popen([*EBB, *arguments], env=environment, **options) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def workloads(chosen):
    """(group, name, rounds of a full run) of those of guests/bench with such names or groups."""
    with open("guests/bench/workloads.h") as table:
        rows = re.findall(r"^([A-Z]+)\((\w+), (\d+),", table.read(), re.MULTILINE)
    return [(group.lower(), name, int(full)) for group, name, full in rows if {group.lower(), name} & set(chosen)]


def bench(name, rounds):
    """The machine that runs a workload."""
    return [
        *"-M virt -cpu cortex-a15 -m 128 -nographic -icount shift=0 -kernel guests/bench/bench.elf".split(),
        *("-semihosting-config", f"enable=on,arg={name},arg={rounds}"),
    ]


def noted(file, machine, java="", prompt=None, typed=b""):
    """Runs a machine to its end: what it said, when it had said how many bytes, and the notes of ebb speed as rows of numbers.

    prompt is what it says when something may be typed.
    """
    said, heard = b"", []
    arguments = ["speed", "-o", file, *machine]
    with started(arguments, java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        while some := os.read(process.stdout.fileno(), 1 << 16):
            said += some
            heard.append((time.time_ns() // 1000, len(said)))
            if prompt and prompt in said:
                process.stdin.write(typed)
                process.stdin.flush()
                prompt = None
        code = process.wait()
    said = said.decode("latin-1")
    if code:
        sys.exit(f"{os.path.basename(sys.argv[0])}: ebb ended with {code}: {said[-1000:]}")
    with open(file) as notes:
        return said, heard, [tuple(map(int, line.split())) for line in notes]


def between(xs, ys, x):
    """What belongs to x, on the line through the points."""
    i = min(max(bisect_left(xs, x), 1), len(xs) - 1)
    width = xs[i] - xs[i - 1]
    return ys[i] if not width else ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / width


def spread(values, form="7.2f"):
    """Minimum, median, maximum."""
    return " ".join(format(value, form) for value in (min(values), statistics.median(values), max(values)))
