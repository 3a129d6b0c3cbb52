@ Runs test cases at the system level: sets all of a CPU's state from a record, enters it, and writes down
@ all state at the exception that ends it.
@
@ The word at COUNT says how many 1 KB records there are at CASES; results of 1 KB each go to RESULTS.
@ Words of a record:                          Words of a result:
@   0 CPSR, 1 pc                                0 vector (8 more: entered in T32), 1 CPSR at entry
@   2 r0 to r7, 10 r8_usr to lr_usr             as in the record
@   17 r8_fiq to lr_fiq, SPSR_fiq               as in the record
@   25 sp, lr, SPSR of irq, svc, abt, und       as in the record
@   37 SCTLR, TTBCR, TTBR0, DACR, CPACR,        37 DFSR, DFAR, IFSR, IFAR, PAR (2 words), FPEXC, FPSCR,
@      FPEXC, VBAR, FPSCR, TTBR1, MAIR0,           SCTLR, CPACR, TTBCR
@      47 SGIR (0: none)
@   48 code
@   64 the 256 bytes of DATA                    64 the 256 bytes of DATA
@   128 address and value of words to store, up to 8, address 0 ends
@   144 d0 to d31                               144 d0 to d31
@ The 256 bytes behind DATA are code that ends a case.
@ sp_usr must be in memory that may be written: the two words below it are used to enter the case.
        .syntax unified
        .arm
        .fpu neon-vfpv4
        .arch_extension virt
        .equ    COUNT, 0x40100000
        .equ    DATA, 0x40000000
        .equ    CASES, 0x41000000
        .equ    RESULTS, 0x43000000
        .equ    GICD, 0x08000000
        .equ    GICC, 0x08010000

        .section .text.start, "ax"
        .global _start
_start:
        mrc     p15, 0, r0, c1, c0, 0
        ldr     r1, =base_sctlr
        str     r0, [r1]
        ldr     r0, =DATA                       @ the device tree is there
        mov     r1, #0
0:      str     r1, [r0], #4
        tst     r0, #0x10000
        beq     0b
        ldr     r0, =GICD
        mov     r1, #1
        str     r1, [r0]
        ldr     r0, =GICC
        mov     r1, #0xff
        str     r1, [r0, #4]
        mov     r1, #1
        str     r1, [r0]
next_case:
        ldr     r0, =COUNT
        ldr     r0, [r0]
        ldr     r1, =current
        ldr     r2, [r1]
        cmp     r2, r0
        beq     power_off
        ldr     r12, =CASES
        add     r12, r12, r2, lsl #10

        ldr     r0, =DATA
        add     r1, r12, #4*64
        mov     r2, #64
0:      ldr     r3, [r1], #4
        str     r3, [r0], #4
        subs    r2, r2, #1
        bne     0b
        ldr     r3, =0xefffdfff                 @ SVC in both instruction sets
        mov     r2, #64
0:      str     r3, [r0], #4
        subs    r2, r2, #1
        bne     0b
        mov     r2, #8
0:      ldr     r3, [r1], #4
        ldr     r4, [r1], #4
        cmp     r3, #0
        strne   r4, [r3]
        subs    r2, r2, #1
        bne     0b

        mov     r0, #0xf << 20
        mcr     p15, 0, r0, c1, c0, 2           @ CPACR
        isb
        mov     r0, #1 << 30
        vmsr    fpexc, r0
        add     r1, r12, #4*144
        vldmia  r1!, {d0-d15}
        vldmia  r1, {d16-d31}
        ldr     r0, [r12, #4*44]
        vmsr    fpscr, r0
        ldr     r0, [r12, #4*42]
        vmsr    fpexc, r0
        ldr     r0, [r12, #4*41]
        mcr     p15, 0, r0, c1, c0, 2

        mov     r0, #0
        mcr     p15, 0, r0, c5, c0, 0           @ DFSR
        mcr     p15, 0, r0, c5, c0, 1           @ IFSR
        mcr     p15, 0, r0, c6, c0, 0           @ DFAR
        mcr     p15, 0, r0, c6, c0, 2           @ IFAR
        mcrr    p15, 0, r0, r0, c7              @ PAR
        ldr     r0, [r12, #4*43]
        mcr     p15, 0, r0, c12, c0, 0          @ VBAR
        ldr     r0, [r12, #4*38]
        mcr     p15, 0, r0, c2, c0, 2           @ TTBCR
        mov     r1, #0
        ldr     r0, [r12, #4*39]
        mcrr    p15, 0, r0, r1, c2              @ TTBR0
        ldr     r0, [r12, #4*45]
        mcrr    p15, 1, r0, r1, c2              @ TTBR1
        ldr     r0, [r12, #4*40]
        mcr     p15, 0, r0, c3, c0, 0           @ DACR
        ldr     r0, [r12, #4*46]
        mcr     p15, 0, r0, c10, c2, 0          @ MAIR0
        mcr     p15, 0, r0, c8, c7, 0           @ TLBIALL
        clrex
        ldr     r0, [r12, #4*47]
        cmp     r0, #0
        ldrne   r1, =GICD
        strne   r0, [r1, #0xf00]
        dsb

        mov     r7, r12
        cps     #0x11
        add     r0, r7, #4*17
        ldm     r0!, {r8-r14}
        ldr     r1, [r0], #4
        msr     spsr_fsxc, r1
        .irp    mode, 0x12, 0x13, 0x17, 0x1b
        cps     #\mode
        ldm     r0!, {r1, lr}
        mov     sp, r1
        ldr     r1, [r0], #4
        msr     spsr_fsxc, r1
        .endr
        cps     #0x1f
        ldr     sp, [r7, #4*15]
        ldr     r0, [r7, #4]
        ldr     r1, [r7]
        stmdb   sp!, {r0, r1}
        ldr     r0, [r7, #4*37]
        mcr     p15, 0, r0, c1, c0, 0           @ SCTLR
        isb
        add     lr, r7, #4*2
        ldm     lr, {r0-r12}
        ldr     lr, [lr, #4*14]
        rfeia   sp!

        .macro  entry number
        mcr     p15, 0, r0, c13, c0, 4
        mrs     r0, cpsr
        setend  le
        mcr     p15, 0, r0, c13, c0, 3
        mov     r0, #\number
        b       finish
        .endm
        .irp    number, 0, 1, 2, 3, 4, 5, 6, 7
arm\number:
        entry   \number
        .endr
        .irp    number, 8, 9, 10, 11, 12, 13, 14, 15
arm\number:
        entry   \number
        .endr

@ In: r0 vector; its own value in TPIDRPRW, the CPSR in TPIDRURO.
finish:
        mcr     p15, 0, r1, c13, c0, 2
        ldr     r1, =current
        ldr     r1, [r1]
        lsl     r1, r1, #10
        add     r1, r1, #RESULTS
        str     r0, [r1]
        mrc     p15, 0, r0, c1, c0, 0
        str     r0, [r1, #4*45]
        ldr     r0, =base_sctlr
        ldr     r0, [r0]
        mcr     p15, 0, r0, c1, c0, 0
        isb
        mrc     p15, 0, r0, c13, c0, 3
        str     r0, [r1, #4*1]
        mrc     p15, 0, r0, c13, c0, 4
        str     r0, [r1, #4*2]
        mrc     p15, 0, r0, c13, c0, 2
        str     r0, [r1, #4*3]
        add     r0, r1, #4*4
        stm     r0, {r2-r7}
        cpsid   aif, #0x1f
        mov     r7, r1
        add     r0, r7, #4*10
        stm     r0!, {r8-r12}
        str     sp, [r0], #4
        str     lr, [r0], #4
        cps     #0x11
        stm     r0!, {r8-r12}
        .irp    mode, 0x11, 0x12, 0x13, 0x17, 0x1b
        cps     #\mode
        str     sp, [r0], #4
        str     lr, [r0], #4
        mrs     r1, spsr
        str     r1, [r0], #4
        .endr
        cps     #0x13
        mrc     p15, 0, r1, c5, c0, 0           @ DFSR
        mrc     p15, 0, r2, c6, c0, 0           @ DFAR
        mrc     p15, 0, r3, c5, c0, 1           @ IFSR
        mrc     p15, 0, r4, c6, c0, 2           @ IFAR
        mrrc    p15, 0, r5, r6, c7              @ PAR
        stm     r0!, {r1-r6}
        mrc     p15, 0, r1, c1, c0, 2           @ CPACR
        str     r1, [r7, #4*46]
        mrc     p15, 0, r1, c2, c0, 2           @ TTBCR
        str     r1, [r7, #4*47]
        mov     r1, #0xf << 20
        mcr     p15, 0, r1, c1, c0, 2
        isb
        vmrs    r1, fpexc
        str     r1, [r7, #4*43]
        mov     r1, #1 << 30
        vmsr    fpexc, r1
        vmrs    r1, fpscr
        str     r1, [r7, #4*44]
        add     r0, r7, #4*144
        vstmia  r0!, {d0-d15}
        vstmia  r0, {d16-d31}
        ldr     r0, =DATA
        add     r1, r7, #4*64
        mov     r2, #64
0:      ldr     r3, [r0], #4
        str     r3, [r1], #4
        subs    r2, r2, #1
        bne     0b
        ldr     r0, =GICC
        ldr     r1, [r0, #12]                   @ IAR
        ubfx    r2, r1, #0, #10
        cmp     r2, #1020
        strlo   r1, [r0, #16]                   @ EOIR
        ldr     r0, =current
        ldr     r1, [r0]
        add     r1, r1, #1
        str     r1, [r0]
        b       next_case

power_off:
        ldr     r0, =0x84000008                 @ PSCI SYSTEM_OFF
        hvc     #0
        b       .
        .ltorg

        .align  12
vectors_a32:
        .irp    number, 0, 1, 2, 3, 4, 5, 6, 7
        b       arm\number
        .endr
        .thumb
vectors_t32:
        .irp    number, 8, 9, 10, 11, 12, 13, 14, 15
        b.w     thumb\number
        .endr
        .irp    number, 8, 9, 10, 11, 12, 13, 14, 15
        .align  2
thumb\number:
        bx      pc
        nop
        .arm
        b       arm\number
        .thumb
        .endr

        .data
base_sctlr:
        .word   0
current:
        .word   0
