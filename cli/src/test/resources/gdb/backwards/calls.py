# Functions of the guest called in its past: what they do is undone, and nobody hears what they print.
reach("state: sum")
here = icount()
before = (value("watched"), value("calls"), pc(), value("$sp"), value("$cpsr"))


def untouched():
    check(icount() == here, "the time")
    check((value("watched"), value("calls"), pc(), value("$sp"), value("$cpsr")) == before, "the state")
    check("in a diversion" not in run("monitor when"), "the history")


check(value("loud(41)") == 42, "the result")
untouched()
check(value("sum(1, 2, 3, 4, 5, 6)") == 654321, "arguments on the stack")
untouched()
run("print swap(pair)")
check(value("swap(pair).first") == value("pair.second"), "structs")
untouched()
check(value("factorial(10)") == 3628800, "a recursion")
untouched()
run("next")
go(here)
untouched()

# A breakpoint in the function stops it; the history waits.
run("break loud")
try:
    run("print loud(7)")
    check(False, "the call was not interrupted")
except gdb.error as e:
    check("while in a function called from GDB" in str(e), "gdb says so")
check(value("x") == 7 and icount() == here, "in the function")
check("in a diversion from icount" in run("monitor when"), "beside the history")
run("next 2")
check(value("watched") == 7, "what it has done")
run("finish")
untouched()

# Leaving it by going back.
try:
    run("print loud(8)")
except gdb.error:
    pass
run("reverse-continue")
untouched()
run("delete")

# A change of memory tries something out.
run("set var plain = 1000")
check(value("plain") == 1000, "changed")
check("in a diversion" in run("monitor when"), "beside the history")
run("next")
check(value("plain") == 6, "and executed on")
run("monitor seek %d" % here)
run("maintenance flush register-cache")
untouched()
run("set var local = 100")
run("next")
check(value("plain") == 104, "another sum")
go(here - 1)
run("stepi")
untouched()
run("next")
check(value("plain") == 6, "as recorded")

# Questions to the history end it too.
go(here)
run("set var watched = 1000")
check("-> " in run("monitor values %d" % value("(unsigned) &watched")), "the values in history")
untouched()

# Just before the guest's end, and at its beginning.
go(END - 1)
check(value("loud(1)") == 2, "at the end")
check(icount() == END - 1, "still there")
run("stepi")
check(icount() == END, "it is the recorded end")
go(0)
here = 0
before = (value("watched"), value("calls"), pc(), value("$sp"), value("$cpsr"))
run("set $sp = (unsigned) &free_memory + 4096")
check(value("factorial(5)") == 120, "at the beginning")
run("reverse-stepi")
untouched()
print("passed")
run("kill")
