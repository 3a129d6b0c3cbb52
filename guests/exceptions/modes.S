        .syntax unified
        .arm
        .text
@ raise_in(mode, kind): takes an exception in a mode, whose link register it keeps
        .global raise_in
raise_in:
        push    {r4-r8, lr}
        mrs     r4, cpsr
        mov     r8, #0
        msr     cpsr_c, r0
        mov     r5, lr
        cmp     r1, #1
        blo     0f
        beq     1f
        cmp     r1, #3
        blo     2f
        mov     r7, #0x40000001
        ldm     r7, {r6, r7}                    @ alignment fault
        b       9f
0:      udf     #1
        b       9f
1:      svc     #7
        b       9f
2:      bkpt    #3
9:      mov     lr, r5
        msr     cpsr_c, r4
        pop     {r4-r8, pc}

@ banked(u32 out[24]): gives every banked register a value of its own, then reads all
        .global banked
banked:
        push    {r4-r11, lr}
        mrs     r1, cpsr
        mov     r2, #0x100
        .irp    mode, 0x11, 0x12, 0x17, 0x1b, 0x1f
        cps     #\mode
        add     r2, r2, #\mode
        mov     lr, r2
        .if     \mode != 0x1f
        orr     r3, r1, #(\mode << 24)
        msr     spsr_cxsf, r3
        .endif
        .endr
        cps     #0x11
        mov     r8, #8
        mov     r9, #9
        mov     r10, #10
        mov     r11, #11
        mov     r12, #12
        cps     #0x13
        mov     r8, #0x80
        mov     r9, #0x90
        .irp    mode, 0x11, 0x12, 0x17, 0x1b, 0x1f
        cps     #\mode
        str     lr, [r0], #4
        .if     \mode != 0x1f
        mrs     r3, spsr
        bic     r3, r3, #0x00ff0000             @ the flags of r1 do not matter
        lsr     r3, r3, #24
        str     r3, [r0], #4
        .endif
        .endr
        cps     #0x11
        stm     r0!, {r8-r12}
        cps     #0x13
        stm     r0!, {r8, r9}
        ldr     r3, =0xabcd
        stm     r0, {sp, lr}^                   @ the user's
        nop
        ldr     r4, [r0, #4]
        str     r4, [r0], #4
        str     r3, [r0], #4
        msr     cpsr_c, r1
        pop     {r4-r11, pc}

@ srs_rfe(): a return state through memory
        .global srs_rfe
srs_rfe:
        push    {r4, lr}
        mrs     r4, cpsr
        orr     r1, r4, #0x20
        bic     r1, r1, #0xf0000000
        orr     r1, r1, #0x50000000             @ Z and V
        msr     spsr_cxsf, r1
        adr     lr, 0f
        srsdb   sp!, #0x13
        mov     r0, #0
        rfeia   sp!
        .align  2
        .thumb
0:      ite     eq
        moveq   r0, #1
        movne   r0, #2
        it      vs
        addvs   r0, #16
        bx      pc
        nop
        .arm
        msr     cpsr_cf, r4
        pop     {r4, pc}

@ undefined_in_thumb(): the sum of what was reached
        .global undefined_in_thumb
undefined_in_thumb:
        push    {r4, lr}
        adr     r3, 1f + 1
        bx      r3
        .thumb
        .align  2
1:      movs    r2, #0
        udf     #1
        adds    r2, #1
        cmp     r2, r2
        itee    eq
        addeq   r2, #2
        udfne   #2
        addne   r2, #4
        svc     #1
        adds    r2, #8
        .align  2
        bx      pc
        nop
        .arm
        mov     r0, r2
        pop     {r4, pc}
