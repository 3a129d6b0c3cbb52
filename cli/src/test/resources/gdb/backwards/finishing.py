# finish, reverse-finish, and up and down between frames.
reach("add: body")
check(functions()[:2] == ["add", "steps"], "in the first call")
run("finish")
check(value("$") == 5, "the value")
check(functions()[0] == "steps", "the caller")
run("reverse-step")
run("reverse-finish")
at("steps: call")
check("bl\t" in run("x/i $pc"), "at the call itself")

# From within a call within a call: to the call of either.
run("tbreak add if a == b")
run("continue")
check(functions()[:3] == ["add", "twice", "steps"], "in the inner call")
run("reverse-finish")
at("twice: call")
run("reverse-finish")
at("steps: nested")

# Out of a recursion, level by level.
run("tbreak backwards.c:%d" % line_of("factorial: bottom"))
run("continue")
while value("n") > 1:
    run("tbreak factorial")
    run("continue")
check(functions()[:5] == ["factorial"] * 4 + ["steps"], "four deep")
for n in [2, 3, 4]:
    run("reverse-finish")
    check(value("n") == n, "one level up")
run("reverse-finish")
at("steps: recursion")

# A breakpoint on the way stops it.
run("tbreak add if a == b")
run("reverse-continue")
run("finish")
check(functions()[0] == "twice", "out")
run("reverse-step")
break_at("add: body")
run("reverse-finish")
at("add: body")
print("passed")
run("kill")
