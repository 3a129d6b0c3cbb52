# step, next, stepi and their reverses, over and into calls.
reach("steps: first")
run("next")
at("steps: call")
run("next")
at("steps: after call")
check(value("plain") == 5, "the result")
back("reverse-next", "steps: call")
back("reverse-next", "steps: first")

# Into a function from before it, and out at its beginning.
run("next")
run("step")
at("add: body")
back("reverse-step", "steps: call")

# Into a function from behind it: at its end, and back through it.
run("next")
at("steps: after call")
back("reverse-step", "add: end")
check(value("sum") == 5, "in the function, after all of it")
back("reverse-step", "add: return")
back("reverse-next", "add: body")
back("reverse-step", "steps: call")

# Over a call within a call.
run("tbreak backwards.c:%d" % line_of("steps: empty function"))
run("continue")
back("reverse-next", "steps: nested")
run("next")
at("steps: empty function")
back("reverse-step", "twice: return")
back("reverse-next", "twice: call")
run("step")
at("add: body")
check(functions()[:3] == ["add", "twice", "steps"], "into the inner one")

# A breakpoint in what reverse-next passes over stops it.
run("tbreak backwards.c:%d" % line_of("steps: empty function"))
run("continue")
run("break add")
back("reverse-next", "add: body")
run("delete")

# An empty function, and one that is a jump.
run("tbreak backwards.c:%d" % line_of("steps: recursion"))
run("continue")
back("reverse-next", "steps: jump")
back("reverse-next", "steps: empty function")
run("step")
check(functions()[0] == "nothing", "forwards into it")
back("reverse-step", "steps: empty function")
run("next 2")
at("steps: recursion")

# Over a recursion.
run("next")
at("steps: last")
check(value("plain") == 24, "its result")
back("reverse-next", "steps: recursion")

# stepi counts, and so do all instructions of a line.
here, address = icount(), pc()
run("stepi 7")
check(icount() == here + 7, "seven")
run("reverse-stepi 7")
check(icount() == here and pc() == address, "and back")
run("nexti")
run("reverse-nexti")
check(pc() == address, "one")
print("passed")
run("kill")
