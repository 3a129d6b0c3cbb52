# Who wrote a kernel variable? Backwards from the end of the session.


def previous_writer():
    run("reverse-continue")
    return value("*(int *) &system_state"), functions()


go(END)
run("watch *(int *) &system_state")
state, names = previous_writer()
check(state == value("(int) SYSTEM_RUNNING") and "kernel_power_off" in names, "power off")
running = icount()
state, names = previous_writer()
check(state == value("(int) SYSTEM_FREEING_INITMEM") and names[0] == "kernel_init", "user space starts")
writer = icount()
state, names = previous_writer()
check(state == value("(int) SYSTEM_SCHEDULING") and names[0] == "kernel_init", "initmem is freed")
run("delete")

# The query says the same without a watchpoint.
go(running)
answer = run("monitor last-write %d 4" % value("(unsigned) &system_state"))
check("icount %d," % writer in answer, "last-write")

# And forwards.
go(writer)
run("watch *(int *) &system_state")
run("continue")
check(value("*(int *) &system_state") == value("(int) SYSTEM_RUNNING"), "the new value")
check(writer < icount() <= writer + 2, "right behind the store")
print("passed")
run("kill")
