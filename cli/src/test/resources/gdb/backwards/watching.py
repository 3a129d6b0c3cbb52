# Watchpoints of all kinds in both directions, also several at once, conditional, on members and on what is not changed.
def change(command, expression, new):
    run(command)
    check(value(expression) == new, "%s is %d" % (expression, new))
    check(functions()[0] == "changes", "where it is changed")


reach("changes: head")
start = icount()
run("watch watched")
for i in range(1, 6):
    change("continue", "watched", i)
last = icount()
for i in range(5, 0, -1):
    change("reverse-continue", "watched", i - 1)
check(start < icount() < last, "where it was set is before the first change")

# Forward again, from the middle.
change("continue", "watched", 1)
run("delete")

# A condition.
run("watch watched if watched == 4")
change("continue", "watched", 4)
run("delete")

# Two at once, and a member of a struct.
go(start)
run("watch watched")
run("watch pair.second")
order = []
for i in range(6):
    run("continue")
    order.append((value("watched"), value("pair.second")))
check(order == [(1, 0), (1, 10), (2, 10), (2, 20), (3, 20), (3, 30)], "in turn")
for expected in reversed([(0, 0)] + order[:-1]):
    run("reverse-continue")
    check((value("watched"), value("pair.second")) == expected, "in turn backwards")
run("delete")

# What is written without being changed stops nobody but a watch on accesses.
reach("main: changes again")
check(value("same") == 7, "it has its value")
run("watch same")
run("tbreak backwards.c:%d" % line_of("main: done"))
run("continue")
at("main: done")
run("delete")
run("awatch same")
run("reverse-continue")
check(functions()[0] == "changes", "the last write")
run("delete")

# Reads.
reach("state: sum")
go(END)
run("rwatch table[7]")
run("reverse-continue")
at("loops: after")
run("delete")

# A local variable: its life begins and ends within the function.
reach("add: body")
run("watch sum")
run("continue")
check(value("sum") == 5, "assigned")
run("reverse-continue")
check(functions()[0] == "add", "in the function still")
run("delete")

# While single-stepping.
reach("changes: write")
run("watch watched")
change("next", "watched", 1)
change("reverse-next", "watched", 0)
print("passed")
run("kill")
