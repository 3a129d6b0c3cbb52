# The state of the machine goes back with it: locals, statics, registers, globals.
names = ["local", "kept", "in_register", "plain"]
markers = ["state: local", "state: static", "state: register", "state: global", "state: sum"]


def state():
    return [value(name) for name in names]


reach("state: local")
seen = []
for marker in markers:
    at(marker)
    seen.append((marker, state(), icount()))
    run("next")
at("state: end")
check(value("plain") == 6, "the sum")
for i, (before, after) in enumerate(zip(seen, seen[1:])):
    changed = [name for name, a, b in zip(names, before[1], after[1]) if a != b]
    check(changed == [names[i]], "one variable a line")
for marker, values, where in reversed(seen):
    back("reverse-next", marker)
    while icount() > where:
        run("reverse-next")
    check(state() == values and icount() == where, "as it was")

# By single instructions too.
trail = []
while gdb.selected_frame().find_sal().line != line_of("state: end"):
    trail.append((pc(), state(), value("$r6"), value("$sp"), value("$cpsr")))
    run("stepi")
for here in reversed(trail):
    run("reverse-stepi")
    check((pc(), state(), value("$r6"), value("$sp"), value("$cpsr")) == here, "as it was")
print("passed")
run("kill")
