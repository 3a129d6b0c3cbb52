"""Measures going back and forth in a recording, over gdb's remote protocol. Called by perf/timetravel."""
import functools, random, statistics, sys, time

import remote
from remote import Stub, row


# r0 == 0xbad00d, as an agent expression
NEVER = "260000" "2400bad00d" "13" "27"


def seeks(stub, first, last, places):
    to, step, again, hundred, wrong = [], [], [], [], 0
    for _ in range(places):
        place = random.randrange(first + 200, last)
        to.append(timed(stub.seek, place))
        here = stub.pc()
        step.append(timed(stub.ask, "bs"))
        again.append(timed(stub.ask, "bs"))
        stub.ask("s")
        stub.ask("s")
        wrong += stub.pc() != here
        hundred.append(timed(lambda: [stub.ask("bs") for _ in range(100)]))
    row("seek to a random icount", to)
    row("reverse-stepi there, the first", step)
    row("reverse-stepi there, the second", again)
    row("seek and reverse-stepi", [(a[0] + b[0], a[1] + b[1]) for a, b in zip(to, step)])
    rate = 100 / statistics.median(t[0] for t in hundred)
    row("a hundred reverse-stepi in a row", hundred, f"{rate:,.0f} a second")
    print(f"places where two steps back and two forward do not meet: {wrong}", flush=True)
    return wrong


def recent(stub, last, places):
    """Steps back within what has just been executed."""
    steps = []
    for _ in range(places):
        stub.seek(random.randrange(last // 2, last))
        for _ in range(50):
            stub.ask("s")
        steps += [timed(stub.ask, "bs") for _ in range(50)]
        stub.monitor("seek +3000000")
        steps += [timed(stub.ask, "bs") for _ in range(20)]
    row("reverse-stepi in recent history", steps)


def breakpoints(stub, first, last, places):
    """Back to an instruction that was executed within the last 10^8."""
    times, back = [], []
    for _ in range(places):
        here = random.randrange(min(last, first + 10**8), last + 1)
        stub.seek(max(first, here - 95_000_000))
        pc = stub.pc()
        stub.seek(here)
        stub.ask(f"Z0,{pc:x},4")
        times.append(timed(stub.ask, "bc"))
        stub.ask(f"z0,{pc:x},4")
        back.append(here - stub.icount())
    row("reverse-continue to a breakpoint within 10^8", times, f"hits up to {max(back):,} back")


def writes(stub, first, last, places):
    """The last write of a word of kernel data that was written long ago, but within the last 10^9."""
    times, base, size = [], 0xC1400000, 0x500000
    for _ in range(4 * places):
        if len(times) == places:
            break
        here = random.randrange(min(last, first + 10**9), last + 1)
        images = []
        for place in (here - 10**9, here - 8 * 10**8, here):
            stub.seek(max(first, place))
            images.append(stub.memory(base, size))
        old = [
            at
            for at in range(0, size, 4)
            if images[0][at : at + 4] != images[1][at : at + 4] == images[2][at : at + 4]
        ]
        if not old:
            continue
        address = base + random.choice(old)
        times.append(timed(stub.monitor, f"last-write 0x{address:x} 4"))
    if times:
        row("last write within 10^9", times, f"{len(times)} words")


def until_interrupted(stub, packet, wait):
    """Seconds from a Ctrl-C, so long after a packet, to the stop or the answer; None if that was there before."""
    stub.send(packet)
    if stub.final(time.monotonic() + wait)[1] is not None:
        return None
    return timed(stub.interrupt)


def interrupts(stub, first, last, places):
    """Ctrl-C at some moment of what takes long."""
    nowhere = 0x40000000  # nothing is executed or accessed there
    command = lambda words: "qRcmd," + words.encode().hex()
    watch = f"Z2,{nowhere:x},4", f"z2,{nowhere:x},4"
    early = lambda: random.randrange(first, first + (last - first) // 4)
    late = lambda: random.randrange(last - (last - first) // 4, last)
    kinds = {
        "reverse-continue to a breakpoint": (late, f"Z0,{nowhere:x},4", "bc", f"z0,{nowhere:x},4"),
        "reverse-continue to a watchpoint": (late, f"Z2,{nowhere:x},4", "bc", f"z2,{nowhere:x},4"),
        "continue": (early, None, "c", None),
        "monitor last-write": (late, None, command(f"last-write {nowhere:#x}"), None),
        "monitor last-exec": (late, None, command(f"last-exec {nowhere:#x}"), None),
        "monitor values": (late, None, command(f"values {nowhere:#x}"), None),
        "monitor events": (late, None, command(f"events {last}"), None),
        "monitor seek": (early, None, command(f"seek {last - 1}"), None),
    }
    for name, (place, before, packet, after) in kinds.items():
        times = []
        for _ in range(4 * places):
            if len(times) == places:
                break
            stub.seek(place())
            if before:
                stub.ask(before)
            took = until_interrupted(stub, packet, random.uniform(0, 0.3 if "seek" in name else 4))
            if took:
                times.append(took)
            if after:
                stub.ask(after)
        if times:
            row(f"Ctrl-C in {name}", times, f"{len(times)} times")


def conditions(stub, first, last):
    """Plain replay of a stretch, and with a condition in it that is false a million times."""
    best = None
    for _ in range(8):
        start = random.randrange(first, max(first + 1, last - 300_000_000))
        stub.seek(start)
        seen = {}
        for _ in range(600):
            stub.ask("s")
            pc = stub.pc()
            seen[pc] = seen.get(pc, 0) + 1
        hot, count = max(seen.items(), key=lambda item: item[1])
        length = min(int(1.2e6 * 600 / count), 250_000_000)
        stub.seek(min(last, start + length))
        goal = stub.pc()
        stub.seek(start)
        if goal == hot:
            continue
        stub.ask(f"Z0,{goal:x},4")
        stub.ask("c")
        reached = stub.icount()
        stub.ask(f"z0,{goal:x},4")
        if reached > start and (best is None or reached - start > best[1] - best[0]):
            best = (start, reached, goal, hot, (reached - start) * count // 600)
        if best and best[4] > 10**6:
            break
    if best is None:
        return
    start, reached, goal, hot, count = best
    plain, conditional = [], []
    for _ in range(3):
        for times, extra in ((plain, None), (conditional, f"Z0,{hot:x},4;X{len(NEVER) // 2:x},{NEVER}")):
            stub.seek(start)
            if extra:
                stub.ask(extra)
            stub.ask(f"Z0,{goal:x},4")
            times.append(timed(stub.ask, "c"))
            assert stub.icount() == reached, (stub.icount(), reached)
            stub.ask(f"z0,{goal:x},4")
            stub.ask(f"z0,{hot:x},4")
    row(f"plain replay of {reached - start:,} ticks", plain)
    # Seconds of processors come in steps of 10 ms.
    ratio = statistics.median(t[1] for t in conditional) / max(0.01, statistics.median(t[1] for t in plain))
    row(f"with a condition, false about {count:,} times", conditional, f"{ratio:.2f} times")


def main():
    random.seed(seed)
    print(f"seed {seed}, {places} places from {first:,} to {last:,}", flush=True)
    stub = Stub(port)
    wrong = seeks(stub, first, last, places)
    recent(stub, last, max(1, places // 4))
    breakpoints(stub, first, last, max(1, places // 2))
    writes(stub, first, last, max(1, places // 8))
    conditions(stub, first, last)
    interrupts(stub, first, last, max(4, places // 4))
    stub.socket.sendall(b"$k#6b")
    sys.exit(1 if wrong else 0)


ebb, port, first, last, places, seed = (int(word) for word in sys.argv[1:])
timed = functools.partial(remote.timed, ebb)
main()
