# What the scripts for gdb share. A script that comes to its end prints "passed".
import re


def run(command):
    print("(gdb) " + command, flush=True)
    said = gdb.execute(command, to_string=True)
    print(said, flush=True)
    return said


def value(expression):
    return int(gdb.parse_and_eval(expression))


def pc():
    return value("(unsigned) $pc")


def icount():
    return value("$icount")


def go(position):
    run("set $icount = %d" % position)
    check(icount() == position, "the seek")


def functions():
    names = []
    frame = gdb.newest_frame()
    while frame is not None and len(names) < 8:
        names.append(frame.name())
        frame = frame.older()
    return names


def check(condition, what):
    if not condition:
        raise gdb.GdbError("FAILED: %s, at pc %x, icount %d" % (what, pc(), icount()))


history = re.search(r"history: icount 0 to ([\d,.]+)", run("monitor info replay"))
END = int(re.sub(r"\D", "", history.group(1)))
