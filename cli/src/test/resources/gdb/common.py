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


def line_of(marker, source="backwards/backwards.c"):
    """The number of the line of one of guests/ with a comment."""
    with open("../guests/" + source) as source:
        found = [n for n, text in enumerate(source, 1) if "/* %s */" % marker in text]
    if len(found) != 1:
        raise gdb.GdbError("FAILED: %d lines are '%s'" % (len(found), marker))
    return found[0]


def at(marker):
    where = gdb.selected_frame().find_sal().line
    check(where == line_of(marker), "at '%s', not in line %d" % (marker, where))


def back(command, marker):
    """Goes back to a line. This gdb stops twice in a line that the compiler described in two parts."""
    for _ in range(3):
        run(command)
        if gdb.selected_frame().find_sal().line == line_of(marker):
            return
    at(marker)


def break_at(marker, condition=""):
    run("break backwards.c:%d %s" % (line_of(marker), condition))


def reach(marker):
    """Forward from the start to the first time that a line is executed."""
    go(0)
    run("tbreak backwards.c:%d" % line_of(marker))
    run("continue")
    at(marker)


history = re.search(r"history: icount 0 to ([\d,.]+)", run("monitor info replay"))
END = int(re.sub(r"\D", "", history.group(1)))
