@ Keeps random code running in User mode: whatever exception it takes, it goes on with the next record of a ring,
@ under a page table that changes, and with timer interrupts after the delays of another ring. It never ends.
@
@ What SoakProgram puts into memory before the start:
@   TABLE    the 256 second-level entries of the megabyte at USER
@   DELAYS   1024 times until the next interrupt, in ticks of 16 ns; bit 31: the interrupt ends the record too
@   RECORDS  64 records of 32 words:
@     0 r0 to r14, 15 pc, 16 CPSR, 17 FPSCR, 18 offset in TABLE and 19 the word to store there, 20 its address in USER,
@     or -1 to forget all addresses, 21 a physical address and 22 the word of code to store there; d0 to d15 are the record itself, d16 to d31 the one behind it.
        .syntax unified
        .arm
        .fpu neon-vfpv4
        .equ    SECTIONS, 0x40020000
        .equ    TABLE, 0x40024000
        .equ    DELAYS, 0x40025000
        .equ    RECORDS, 0x40028000
        .equ    USER, 0x41000000
        .equ    GICD, 0x08000000
        .equ    GICC, 0x08010000
        .equ    TIMER, 27                       @ the virtual timer's interrupt

        .section .text.start, "ax"
        .global _start
_start:
        ldr     r0, =SECTIONS
        ldr     r1, =0x402                      @ for the privileged
        mov     r2, #4096
0:      str     r1, [r0], #4
        add     r1, r1, #1 << 20
        subs    r2, r2, #1
        bne     0b
        ldr     r0, =SECTIONS + (USER >> 18)
        ldr     r1, =TABLE + 1
        str     r1, [r0]
        ldr     r0, =SECTIONS
        mcr     p15, 0, r0, c2, c0, 0           @ TTBR0
        mov     r0, #1
        mcr     p15, 0, r0, c3, c0, 0           @ DACR
        ldr     r0, =vectors
        mcr     p15, 0, r0, c12, c0, 0          @ VBAR
        mov     r0, #0xf << 20
        mcr     p15, 0, r0, c1, c0, 2           @ CPACR
        isb
        mov     r0, #1 << 30
        vmsr    fpexc, r0
        mrc     p15, 0, r0, c1, c0, 0
        orr     r0, r0, #1                      @ SCTLR.M
        mcr     p15, 0, r0, c1, c0, 0
        isb

        @ User code reads the clock and counts cycles.
        mov     r0, #3
        mcr     p15, 0, r0, c14, c1, 0          @ CNTKCTL
        mov     r0, #1
        mcr     p15, 0, r0, c9, c14, 0          @ PMUSERENR
        mcr     p15, 0, r0, c9, c12, 0          @ PMCR
        mov     r0, #1 << 31
        mcr     p15, 0, r0, c9, c12, 1          @ PMCNTENSET

        ldr     r0, =GICD
        mov     r1, #1
        str     r1, [r0]
        mov     r1, #1 << TIMER
        str     r1, [r0, #0x100]
        ldr     r0, =GICC
        mov     r1, #0xff
        str     r1, [r0, #4]
        mov     r1, #1
        str     r1, [r0]
        mov     r0, #100
        mcr     p15, 0, r0, c14, c3, 0          @ CNTV_TVAL
        mov     r0, #1
        mcr     p15, 0, r0, c14, c3, 1          @ CNTV_CTL

next_record:
        cpsid   if, #0x13
        clrex
        ldr     r8, =position
        ldr     r7, [r8]
        add     r0, r7, #128
        bic     r0, r0, #64 * 128
        str     r0, [r8]
        ldr     r8, =RECORDS
        add     r7, r7, r8
        ldrd    r2, r3, [r7, #4*21]
        str     r3, [r2]
        ldr     r1, =TABLE
        ldrd    r2, r3, [r7, #4*18]
        str     r3, [r1, r2]
        dsb
        ldr     r2, [r7, #4*20]
        cmn     r2, #1
        mcreq   p15, 0, r2, c8, c7, 0           @ TLBIALL
        mcrne   p15, 0, r2, c8, c7, 1           @ TLBIMVA
        mcr     p15, 0, r0, c7, c5, 6           @ BPIALL
        dsb
        isb
        vldmia  r7, {d0-d15}
        add     r0, r7, #128
        vldmia  r0, {d16-d31}
        ldr     r0, [r7, #4*17]
        vmsr    fpscr, r0
        ldr     r0, [r7, #4*16]
        msr     spsr_fsxc, r0
        ldr     lr, [r7, #4*15]
        ldm     r7, {r0-r14}^
        movs    pc, lr

interrupt:
        sub     lr, lr, #4
        ldr     sp, =irq_stack
        push    {r0-r3}
        ldr     r0, =GICC
        ldr     r1, [r0, #12]                   @ IAR
        ldr     r2, =delay
        ldr     r3, [r2]
        add     r3, r3, #4
        bic     r3, r3, #4096
        str     r3, [r2]
        ldr     r2, =DELAYS
        ldr     r2, [r2, r3]
        bic     r3, r2, #1 << 31
        mcr     p15, 0, r3, c14, c3, 0          @ CNTV_TVAL
        str     r1, [r0, #16]                   @ EOIR
        tst     r2, #1 << 31
        bne     next_record
        pop     {r0-r3}
        movs    pc, lr
        .ltorg

        .align  5
vectors:
        .rept   6
        b       next_record
        .endr
        b       interrupt
        b       next_record

        .data
position:
        .word   0
delay:
        .word   0
        .space  16
irq_stack:
