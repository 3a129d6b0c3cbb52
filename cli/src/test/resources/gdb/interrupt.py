# Ctrl-C in a long search backwards, with steps afterwards.
import os
import signal
import threading

go(END)
# Executed all the time, so nothing of the history can be passed over.
run("break schedule if $sp == 0")
threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
run("reverse-continue")
here = icount()
check(0 < here <= END, "in the history")
run("delete")
run("reverse-stepi")
check(icount() == here - 1, "a step back")
run("stepi")
check(icount() == here, "and forward")
run("backtrace 3")
run("monitor info jumps 4")
print("passed")
run("kill")
