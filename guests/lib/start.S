@ Vectors, stacks for eight CPUs in all modes, and exception entry for bare-metal programs on the virt board.
        .syntax unified
        .arm
        .arch_extension virt
        .arch_extension sec
        .fpu neon-vfpv4

        .equ    STACK, 2048                     @ bytes for each mode of each CPU

        .section .text.start, "ax"
        .global _start
_start:
        bl      prepare
        ldr     r0, =bss_start
        ldr     r1, =bss_end
        mov     r2, #0
0:      cmp     r0, r1
        strlo   r2, [r0], #4
        blo     0b
        bl      main
        b       power_off

        .global secondary
secondary:                                      @ where CPU_ON starts a CPU; r0 is its context
        mov     r4, r0
        bl      prepare
        mov     r0, r4
        bl      secondary_main
        b       cpu_off

prepare:                                        @ vectors, stacks, VFP; keeps r4
        mov     r12, lr
        ldr     r0, =vectors
        mcr     p15, 0, r0, c12, c0, 0          @ VBAR
        mrc     p15, 0, r0, c0, c0, 5           @ MPIDR
        and     r0, r0, #7
        ldr     r1, =stacks
        mov     r2, #(STACK * 6)
        mla     r1, r0, r2, r1
        add     r1, r1, #STACK
        cps     #0x11                           @ FIQ
        mov     sp, r1
        add     r1, r1, #STACK
        cps     #0x12                           @ IRQ
        mov     sp, r1
        add     r1, r1, #STACK
        cps     #0x17                           @ abort
        mov     sp, r1
        add     r1, r1, #STACK
        cps     #0x1b                           @ undefined
        mov     sp, r1
        add     r1, r1, #STACK
        cps     #0x1f                           @ system
        mov     sp, r1
        add     r1, r1, #STACK
        cps     #0x13                           @ supervisor
        mov     sp, r1
        mrc     p15, 0, r0, c1, c0, 2           @ CPACR
        orr     r0, r0, #0x00f00000
        mcr     p15, 0, r0, c1, c0, 2
        isb
        mov     r0, #0x40000000
        vmsr    fpexc, r0
        bx      r12

        .align  5
vectors:
        b       .
        b       undefined_entry
        b       supervisor_entry
        b       prefetch_entry
        b       data_entry
        b       .
        b       irq_entry
        b       fiq_entry

        .macro  entry kind, back                @ exception(kind, frame); the frame may be changed
        sub     lr, lr, #\back
        push    {r0-r12, lr}
        mrs     r0, spsr
        push    {r0, r1}
        mov     r0, #\kind
        mov     r1, sp
        bl      exception
        clrex
        pop     {r0, r1}
        msr     spsr_cxsf, r0
        ldm     sp!, {r0-r12, pc}^
        .endm

undefined_entry:
        entry   0, 4
supervisor_entry:
        entry   1, 0
prefetch_entry:
        entry   2, 4
data_entry:
        entry   3, 8
irq_entry:
        entry   4, 4
fiq_entry:
        entry   5, 4

        .global power_off
power_off:
        ldr     r0, =0x84000008                 @ PSCI SYSTEM_OFF
        hvc     #0
        b       .

        .global cpu_off
cpu_off:
        ldr     r0, =0x84000002
        hvc     #0
        b       .

        .global psci                            @ psci(function, three arguments)
psci:
        hvc     #0
        bx      lr

        .bss
        .align  3
stacks: .space  STACK * 6 * 8
