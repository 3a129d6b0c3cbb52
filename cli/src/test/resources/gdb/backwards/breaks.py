# Several breakpoints, one of them conditional, one of them disabled, both ways, and what there is at either end.
def forward(marker):
    run("continue")
    at(marker)
    return icount()


def backward(marker, where):
    run("reverse-continue")
    at(marker)
    check(icount() == where, "the same place as forwards")


go(0)
break_at("steps: first")
break_at("add: body", "if a == b")
break_at("loops: body", "if i == 5")
break_at("nothing")
run("disable $bpnum")
break_at("main: done")
places = ["steps: first", "add: body", "loops: body", "main: done"]
hits = [(place, forward(place)) for place in places]
run("continue")
check(icount() == END, "the end")
for place, where in reversed(hits):
    backward(place, where)
run("reverse-continue")
check(icount() == 0, "the beginning")

# A bookmark is a place as well.
run("monitor bookmark sixth %d" % hits[2][1])
run("monitor seek @sixth")
run("maintenance flush register-cache")
at("loops: body")
check(value("i") == 5, "the variable")
run("monitor delete bookmark sixth")

# The hits of a breakpoint are counted both ways, ignored ones too.
run("delete")
go(END)
break_at("loops: body")
run("ignore $bpnum 3")
run("reverse-continue")
check(value("i") == 4, "the fourth from the end")
run("delete")
run("tbreak add")
run("reverse-continue")
check(functions()[:2] == ["add", "twice"], "temporary")
check("No breakpoints" in run("info breakpoints"), "it is gone")
print("passed")
run("kill")
