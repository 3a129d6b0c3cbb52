# Breakpoints on instructions that follow each other stop one after the other, both ways.
reach("steps: call")
first = pc()
addresses = [first, first + 4, first + 8]
for address in addresses[1:]:
    run("break *0x%x" % address)
for address in addresses[1:]:
    run("continue")
    check(pc() == address, "the next")
run("break *0x%x" % first)
for address in reversed(addresses[:2]):
    run("reverse-continue")
    check(pc() == address, "the one before")

# Steps onto and off them say what they say without.
run("stepi")
check(pc() == addresses[1], "a step onto a breakpoint")
said = run("reverse-stepi")
check(pc() == first, "a step back onto a breakpoint")
run("delete")

# A breakpoint where the motion begins is no hit.
run("break *0x%x" % first)
here = icount()
run("continue")
check(icount() == END, "once only, forwards")
run("reverse-continue")
check(icount() == here, "back")
run("reverse-continue")
check(icount() == 0, "once only, backwards")
print("passed")
run("kill")
