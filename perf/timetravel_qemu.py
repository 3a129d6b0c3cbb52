"""Measures going back and forth in QEMU's replay, over gdb's remote protocol. Called by perf/timetravel-qemu."""
import atexit, os, random, re, signal, subprocess, sys, time

import remote
from remote import row


class Late(Exception):
    """QEMU has not answered in time."""


class Qemu(remote.Stub):
    """A process of its own. Places are its monitor's, and arriving there is a stop that comes when it comes."""

    last = None  # icount, once all has been replayed

    def __init__(self):
        path = f"{scratch}/gdb"
        if os.path.exists(path):
            os.remove(path)
        self.rows = {}
        self.process = subprocess.Popen([*command, "-gdb", f"unix:{path},server=on,wait=off"], stderr=subprocess.PIPE)
        atexit.register(self.process.kill)
        while True:
            try:
                super().__init__(path)
                break
            except (FileNotFoundError, ConnectionRefusedError):
                if self.process.poll() is not None:
                    raise SystemExit(self.process.stderr.read().decode())
                time.sleep(0.01)
        # It has no packets for single registers for those who do not know their description.
        self.ask("qXfer:features:read:target.xml:0,ffb")

    def end(self):
        """The last that it has said."""
        self.process.kill()
        said = self.process.communicate()[1].decode().strip()
        return said.splitlines()[-1] if said else ""

    def timed(self, name, action, *arguments):
        """Does something whose time goes into a row of that name."""
        took = remote.timed(self.process.pid, action, *arguments)
        self.rows.setdefault(name, []).append(took)

    def answer(self, deadline=None):
        packet = super().answer(deadline or time.monotonic() + patience)
        if packet is None and deadline is None:
            raise Late
        return packet

    def say(self, text):
        """What the monitor says; nothing if all is well."""
        return self.monitor(text).strip()

    def icount(self):
        return int(re.search(r"instruction count = (\d+)", self.say("info replay")).group(1))

    def seek(self, icount):
        if icount != self.icount():
            said = self.say(f"replay_seek {icount}")
            if said:
                raise SystemExit(f"replay_seek {icount}: {said}")
            self.answer()

    def memory(self, address, length, step=1024):
        return super().memory(address, length, step)


def say(name, text):
    print(f"{name:48} {text}", flush=True)


def measure(name, part, *arguments):
    """A part of the measurements, in a process of its own: its rows, then its remarks or what prevented them."""
    qemu, remarks = Qemu(), []
    try:
        remarks = part(qemu, *arguments)
    except Late:
        remarks = [(name, f"no answer within {patience} s to what came next")]
    except SystemExit as failure:
        remarks = [(name, str(failure))]
    last = qemu.end()
    for title, times in qemu.rows.items():
        row(title, times, f"{len(times)} times")
    for title, text in remarks:
        say(title, text)
    if last:
        say("QEMU says", last)


def opening():
    times = []
    for _ in range(3):
        begun = time.monotonic()
        qemu = Qemu()
        times.append((time.monotonic() - begun, remote.processor(qemu.process.pid)))
        qemu.end()
    row("opening, from the start of the process", times)


def length(qemu):
    """Replays all, and goes back from there."""
    qemu.timed("replaying all", qemu.ask, "c")
    last = qemu.icount()
    size = os.stat(f"{scratch}/log").st_size
    say("log", f"{size:,} bytes, {1000 * size / last:.4f} per 1000 instructions")
    Qemu.last = last
    qemu.timed("seek back from the end", qemu.seek, last // 2)
    return []


def seeks(qemu, last):
    wrong = []
    for _ in range(places):
        place = random.randrange(200, last)
        qemu.timed("seek to a random icount", qemu.seek, place)
        here = qemu.icount(), qemu.pc()
        qemu.timed("reverse-stepi there, the first", qemu.ask, "bs")
        qemu.timed("reverse-stepi there, the second", qemu.ask, "bs")
        qemu.ask("s")
        qemu.ask("s")
        if here[0] != place or (qemu.icount(), qemu.pc()) != here:
            wrong.append(place)
    for _ in range(places):
        qemu.timed("reverse-stepi in a row", qemu.ask, "bs")
    return [("two steps back and two forward do not meet", f"at {len(wrong)} places of {places}")]


def breakpoints(qemu, last):
    """Back to an instruction that was executed within the last 10^8."""
    back, missed = [], 0
    for _ in range(max(1, places // 2)):
        here = random.randrange(min(last, 10**8), last)
        qemu.seek(max(1, here - 95_000_000))
        pc = qemu.pc()
        qemu.seek(here)
        qemu.ask(f"Z0,{pc:x},4")
        qemu.timed("reverse-continue to a breakpoint within 10^8", qemu.ask, "bc")
        qemu.ask(f"z0,{pc:x},4")
        back.append(here - qemu.icount())
        missed += qemu.pc() != pc
    return [("these went", f"up to {max(back):,} back; {missed} of {len(back)} to another place")]


def writes(qemu, last):
    """Back to the last write of a word of kernel data that was written within the last 10^9."""
    reasons, missed, tried, base, size = set(), 0, 0, 0xC1400000, 0x40000
    for _ in range(4 * places):
        if tried == max(1, places // 8):
            break
        here = random.randrange(last // 2, last)
        images = []
        for place in (max(1, here - 10**9), here - 10**8, here):
            qemu.seek(place)
            images.append(qemu.memory(base, size))
        before, later, now = images
        old = [at for at in range(0, size, 4) if before[at : at + 4] != later[at : at + 4] == now[at : at + 4]]
        if not old:
            continue
        tried += 1
        at = random.choice(old)
        stop = []
        qemu.ask(f"Z2,{base + at:x},4")
        qemu.timed("reverse-continue to a watchpoint within 10^9", lambda: stop.append(qemu.ask("bc")))
        qemu.ask(f"z2,{base + at:x},4")
        reasons.add("with its reason" if "watch" in stop[0] else "without a reason")
        for _ in range(3):
            qemu.ask("s")
        missed += qemu.memory(base + at, 4, 4) != now[at : at + 4] or qemu.icount() <= 3
    if not tried:
        return [("reverse-continue to a watchpoint", "no word of kernel data was written at the right time")]
    return [("these stopped", f"{' or '.join(sorted(reasons))}; {missed} of {tried} not at the last write")]


def checkpoints(qemu, last):
    """There are none but those that the user makes."""
    remarks = []
    for number in range(max(2, places // 4)):
        qemu.seek(random.randrange(200, last))
        said = []
        qemu.timed("checkpoint (savevm)", lambda: said.append(qemu.say(f"savevm s{number}")))
        if said[0]:
            remarks.append(("savevm", said[0]))
        for _ in range(50):
            qemu.ask("s")
        for _ in range(10):
            qemu.timed("reverse-stepi within 50 of one", qemu.ask, "bs")
        qemu.say(f"delvm s{number}")
    return remarks


def interrupts(qemu, last):
    """Ctrl-C in a reverse-continue that finds nothing."""
    finished = 0
    for _ in range(max(4, places // 4)):
        qemu.seek(random.randrange(last // 2, last))
        qemu.ask("Z0,40000000,4")
        qemu.send("bc")
        if qemu.final(time.monotonic() + random.uniform(0, 4))[1] is None:
            qemu.timed("Ctrl-C in reverse-continue to a breakpoint", qemu.interrupt)
        else:
            finished += 1
        qemu.ask("z0,40000000,4")
    return [("a reverse-continue that finds nothing", f"over within 4 s, {finished} times")] if finished else []


def others(qemu):
    remarks = [(f"monitor {name}", qemu.say(name).splitlines()[0]) for name in ("last-write 0xc1400000", "events", "live")]
    if "ConditionalBreakpoints+" not in qemu.ask("qSupported"):
        remarks.append(("conditions of breakpoints", "not evaluated by QEMU: a stop for gdb at each hit"))
    return remarks


def main():
    random.seed(seed)
    print(f"seed {seed}, {places} places", flush=True)
    opening()
    measure("seek back from the end", length)
    last = Qemu.last
    if last is None:
        sys.exit(1)
    measure("seek and reverse-stepi", seeks, last)
    measure("reverse-continue to a breakpoint", breakpoints, last)
    measure("reverse-continue to a watchpoint", writes, last)
    measure("checkpoint", checkpoints, last)
    measure("Ctrl-C in reverse-continue", interrupts, last)
    measure("others", others)


scratch, places, seed, patience = sys.argv[1], *(int(word) for word in sys.argv[2:5])
command = sys.argv[5:]
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
main()
