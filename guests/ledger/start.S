@ Vectors, stacks and exception entry for a bare-metal program on the virt board.
        .syntax unified
        .arm
        .section .text.start, "ax"
        .global _start
_start:
        ldr     r0, =vectors
        mcr     p15, 0, r0, c12, c0, 0          @ VBAR
        cps     #0x12                           @ IRQ
        ldr     sp, =irq_stack_end
        cps     #0x17                           @ abort
        ldr     sp, =fault_stack_end
        cps     #0x1b                           @ undefined
        ldr     sp, =fault_stack_end
        cps     #0x13                           @ supervisor
        ldr     sp, =stack_end
        ldr     r0, =bss_start
        ldr     r1, =bss_end
        mov     r2, #0
0:      cmp     r0, r1
        strlo   r2, [r0], #4
        blo     0b
        bl      main
1:      wfi
        b       1b

        .align  5
vectors:
        b       _start
        b       undefined_entry
        b       .                               @ SVC: not used
        b       prefetch_entry
        b       data_entry
        b       .
        b       irq_entry
        b       .

undefined_entry:
        sub     r1, lr, #4
        mov     r0, #0
        b       fault
prefetch_entry:
        sub     r1, lr, #4
        mov     r0, #1
        b       fault
data_entry:
        sub     r1, lr, #8
        mov     r0, #2
        b       fault

irq_entry:
        sub     lr, lr, #4
        push    {r0-r3, r12, lr}
        bl      interrupt
        ldm     sp!, {r0-r3, r12, pc}^

        .global power_off
power_off:
        ldr     r0, =0x84000008                 @ PSCI SYSTEM_OFF
        .arch_extension virt
        hvc     #0
        b       .

        .bss
        .align  3
        .space  4096
stack_end:
        .space  2048
irq_stack_end:
        .space  2048
fault_stack_end:
