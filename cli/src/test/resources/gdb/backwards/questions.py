# What monitor answers with the help of the symbols.
reach("steps: recursion")
here = icount()
check("factorial  never" in run("monitor coverage factorial"), "it has not run")
check("steps  but " in run("monitor coverage steps"), "it has not run to its end")
check(icount() == here, "the place")
run("next")
said = run("monitor coverage factorial")
check("factorial" in said and "never" not in said and "100.0 %" in said, "all of it has run")
check("no symbol 'nothing_like_it'" in run("monitor coverage nothing_like_it"), "a refusal")

# The first moment of a condition on memory, and one on a register besides.
go(here)
said = run("monitor first *watched == 3 && *plain == 49")
check(icount() == here, "the place")
first = int(re.search(r"monitor seek (\d+)", said).group(1))
go(first - 1)
check(value("watched") == 2 and functions()[0] == "changes", "not yet")
run("stepi")
check(value("watched") == 3, "then")
reach("add: body")
said = run("monitor first r0 == 5 && pc == steps+%d" % (value("(unsigned) $lr") - value("(unsigned) &steps")))
go(int(re.search(r"monitor seek (\d+)", said).group(1)))
check(functions()[0] == "steps" and value("$r0") == 5, "the return of the first call")
check("this is so always or never" in run("monitor first 3 == 3"), "no condition")

# Symbols are as good as addresses.
go(END)
check(run("monitor values watched") == run("monitor values %d" % value("(unsigned) &watched")), "a symbol")
check(run("monitor last-write pair+4") == run("monitor last-write %d" % value("(unsigned) &pair.second")), "a member")
check(run("monitor calls factorial").count("icount") == 4, "a function")
check("no symbol 'nothing_like_it'; usage: last-exec" in run("monitor last-exec nothing_like_it"), "a refusal")

# The stack, also of a diversion.
reach("add: body")
said = run("monitor stack")
for name in ["add+0x", "steps+0x", "main+0x", "./backwards.c:%d" % line_of("add: body")]:
    check(name in said, "the stack has " + name)
run("break loud")
try:
    run("print loud(3)")
except gdb.error:
    pass
check("#0 " in run("monitor stack") and "loud+0x" in run("monitor stack"), "the function called")
check("in a diversion" in run("monitor when"), "still in it")
print("passed")
run("kill")
