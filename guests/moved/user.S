@ What moved.c runs in User mode at several addresses: five pages, the last by itself. A routine repeats itself r6 times.
@ It gathers two sums of what it sees: r7 of distances from where the first page lies, r9, and r8 of the addresses themselves.
@ It multiplies them by r12 before it adds. r10 is a page of data, whose end is the stack. SVC 0 returns, SVC 1 and all other exceptions add to the sums, and SVC 2 makes
@ written code visible; where a fetch is aborted it goes on at r5.
        .syntax unified
        .arch_extension idiv
        .fpu    neon-vfpv4

        .equ    NOWHERE, 0x7ff00000             @ nothing is mapped there
        .equ    WRITABLE, 0x70010000            @ the third page for writing

        .macro  address reg
        sub     r11, \reg, r9
        mla     r7, r7, r12, r11
        mla     r8, r8, r12, \reg
        .endm

        .macro  value reg
        mla     r7, r7, r12, \reg
        mla     r8, r8, r12, \reg
        .endm

        .macro  absolute reg
        mla     r8, r8, r12, \reg
        .endm

        .macro  flags                           @ of a sum of addresses
        mrs     r0, cpsr
        and     r0, r0, #0xf0000000
        absolute r0
        .endm

        .macro  again to
        subs    r6, r6, #1
        bne     \to
        svc     #0
        .endm

        .macro  number reg, value
        ldr     \reg, 98f
        b       99f
        .balign 4
98:     .word   \value
99:
        .endm

        .macro  far reg, label                  @ the label's address
        number  \reg, \label-user_code
        add     \reg, \reg, r9
        .endm

        .macro  routine label, often, text
        .pushsection .rodata.routines, "a"
        .word   \label - user_code, \often, 1f
        .popsection
        .pushsection .rodata.str
1:      .asciz  "\text"
        .popsection
        .endm

        .pushsection .rodata.routines, "a"
        .global routines
        .balign 4
routines:
        .popsection

        .section .text.user, "ax"
        .balign 4096
        .global user_code
user_code:

@ ---- the first page: A32 ---------------------------------------------------------------------
        .arm
behind: .word   0x80c1d2e3
        routine a_literals, 1, "A32 literals"
a_literals:
        ldr     r0, 1f
        value   r0
        ldr     r0, behind
        value   r0
        ldrd    r2, r3, 2f
        value   r2
        value   r3
        ldrb    r0, 1f + 1
        value   r0
        ldrsb   r0, 1f + 3
        value   r0
        ldrh    r0, 1f + 2
        value   r0
        ldrsh   r0, 1f + 2
        value   r0
        mov     r1, #8
        ldr     r0, [pc, r1]
        value   r0
        ldr     r0, [pc, -r1]
        value   r0
        ldr     r0, [pc, r1, lsr #1]
        value   r0
        ldrb    r0, [pc, r1]
        value   r0
        ldrh    r0, [pc, r1]
        value   r0
        ldrsh   r0, [pc, -r1]
        value   r0
        ldrsb   r0, [pc, r1]
        value   r0
        ldrd    r2, r3, [pc, r1]
        value   r2
        value   r3
        vldr    d0, 2f
        vmov    r2, r3, d0
        value   r2
        value   r3
        vldr    s5, behind
        vmov    r0, s5
        value   r0
        again   a_literals
        .balign 8
1:      .word   0x91a2b3c4
2:      .word   0x01234567, 0x89abcdef

        routine a_addresses, 1, "A32 addresses"
a_addresses:
        adr     r0, a_addresses
        address r0
        adr     r0, 1f
        address r0
        mov     r0, pc
        address r0
        mov     r1, #12
        add     r0, pc, r1
        address r0
        add     r0, r1, pc
        address r0
        sub     r0, pc, r1
        address r0
        add     r0, pc, r1, lsl #3
        address r0
        sub     r0, pc, r1, lsr #1
        address r0
        orr     r0, pc, #3
        address r0
        bic     r0, pc, #0xff
        address r0
        rsb     r0, pc, #0
        absolute r0
        rsb     r0, r0, #0
        address r0
        mvn     r0, pc
        absolute r0
        mov     r0, pc, ror #3
        absolute r0
        sub     r0, pc, r9
        value   r0
        adds    r0, pc, #64
        flags
        subs    r0, pc, r6, lsl #12
        flags
        cmp     pc, r6, lsl #11
        flags
        cmp     r9, pc
        flags
        cmn     pc, #1
        flags
        tst     pc, #4
        mrs     r0, cpsr
        and     r0, r0, #0x40000000
        value   r0
        teq     r9, pc
        flags
        str     pc, [sp, #-4]!
        ldr     r0, [sp], #4
        address r0
        push    {r1, pc}
        pop     {r0, r1}
        value   r0
        address r1
        tst     r6, #1
        movne   r0, pc
        subeq   r0, pc, #16
        address r0
1:      again   a_addresses

        routine a_branches, 1, "A32 branches"
a_branches:
        bl      f_bx
        bl      f_pop
        bl      f_load
        bl      f_mov
        bl      f_bx_if
        bl      f_pop_if
        bl      f_mov_if
        bl      f_load_if
        blx     g_bx
        blx     g_pop
        blx     h_bx
        far     r0, f_bx
        blx     r0
        far     r0, g_bx + 1
        blx     r0
        mov     lr, pc
        bx      r0
        far     r0, f_pop
        mov     lr, pc
        mov     pc, r0
        tst     r6, #1
        blne    f_bx
        tst     r6, #1
        bleq    f_pop
        far     r0, g_pop + 1
        tst     r6, #2
        blxne   r0
        and     r1, r6, #3
        add     pc, pc, r1, lsl #3
        nop
        mov     r0, #1
        b       1f
        mov     r0, #2
        b       1f
        mov     r0, #3
        b       1f
        mov     r0, #4
1:      value   r0
        mov     r1, #1
        tst     r6, #4
        addne   pc, pc, r1, lsl #2
        mov     r0, #5
        mov     r0, #6
        value   r0
        far     r0, 2f
        str     r0, [r10]
        far     r0, 3f
        str     r0, [r10, #4]
        and     r1, r6, #1
        ldr     pc, [r10, r1, lsl #2]
2:      adr     r0, .
        address r0
3:      tst     r6, #8
        bne     5f
4:      again   a_branches
5:      adr     r0, .
        address r0
        b       4b

f_bx:   address lr
        bx      lr
f_pop:  push    {r4, lr}
        address lr
        pop     {r4, pc}
f_load: str     lr, [sp, #-4]!
        ldr     pc, [sp], #4
f_mov:  address lr
        mov     pc, lr
f_bx_if:
        tst     r6, #1
        bxne    lr
        address lr
        bx      lr
f_pop_if:
        push    {r4, lr}
        tst     r6, #2
        popne   {r4, pc}
        address lr
        pop     {r4, pc}
f_mov_if:
        tst     r6, #4
        moveq   pc, lr
        address lr
        mov     pc, lr
f_load_if:
        push    {lr}
        tst     r6, #1
        ldreq   pc, [sp], #4
        address lr
        ldr     pc, [sp], #4

        routine a_traps, 0, "A32 exceptions"
a_traps:
        svc     #1
        tst     r6, #1
        svcne   #1
        mov     r3, #NOWHERE & 0xff000000
        orr     r3, r3, #NOWHERE & 0x00ff0000
        ldr     r4, [r3, r6, lsl #2]
        tst     r6, #2
        strne   r4, [r3]
        ldrdeq  r0, r1, [r3]
        udf     #7
        bkpt    #1
        adr     r5, 1f
        b       user_end
1:      address r5
        adr     r5, 2f
        tst     r6, #1
        bne     user_end + 0x20
2:      adr     r5, 3f
        far     r4, user_end + 8
        bx      r4
3:      adr     r5, 4f
        bl      user_end + 4
4:      address lr
        .inst   0xe50fe008                      @ str lr, [pc, #-8]: read only
        again   a_traps

@ Branches that would wrap at one place or another, and are not taken.
        routine a_never, 1, "A32 never"
a_never:
        adr     r0, .
        cmp     r6, #0
        beq     user_code - 0x2800
        address r0
        cmp     r6, #0
        bleq    user_code + 0x7000
        cmp     r6, #0
        beq     user_code + 0x103000
        adr     r0, .
        address r0
        again   a_never

@ ---- the second page: T32 --------------------------------------------------------------------
        .thumb
        routine t_border+1, 1, "across two pages, one of which is another"
        .org    0x0fe0
t_border:
        mov     r0, pc
        address r0
        .org    0x0ffc
        nop
        .hword  0xf240                          @ movw r0, #, with the other half on the next page
        .org    0x1000
        .hword  0x0055
        value   r0
        again   t_border
        .balign 4
t_behind:
        .word   0x90d1c2b3
        routine t_literals+1, 1, "T32 literals"
t_literals:
        ldr     r0, 1f
        value   r0
        ldr.w   r0, t_behind
        value   r0
        ldr.w   r0, 1f
        value   r0
        nop
        ldrd    r2, r3, 2f
        value   r2
        value   r3
        ldrb    r0, 1f + 1
        value   r0
        ldrsb   r0, 1f + 3
        value   r0
        ldrh    r0, 1f + 2
        value   r0
        ldrsh   r0, 1f + 2
        value   r0
        vldr    d0, 2f
        vmov    r2, r3, d0
        value   r2
        value   r3
        nop
        vldr    s5, t_behind
        vmov    r0, s5
        value   r0
        again   t_literals
        .balign 8
1:      .word   0x91a2b3c4
2:      .word   0x01234567, 0x89abcdef

        routine t_addresses+1, 1, "T32 addresses"
t_addresses:
        adr.w   r0, t_addresses
        address r0
        adr     r0, 1f
        address r0
        nop
        adr.w   r0, 1f
        address r0
        mov     r0, pc
        address r0
        nop
        mov     r0, pc
        address r0
        movs    r0, #6
        add     r0, pc
        address r0
        movs    r0, #8
        add     pc, r0
        .rept   6
        nop
        .endr
        tst     r6, #1
        ite     ne
        movne   r0, pc
        adreq.w r0, 1f
        address r0
        again   t_addresses
        .balign 4
1:      .word   0

        routine t_branches+1, 1, "T32 branches"
t_branches:
        bl      g_bx
        bl      g_pop
        bl      g_load
        bl      g_mov
        bl      g_bx_if
        bl      g_pop_if
        blx     f_bx
        nop
        blx     f_pop
        bl      h_bx
        far     r0, f_bx
        blx     r0
        far     r0, g_bx + 1
        blx     r0
        and     r0, r6, #3
        tbb     [pc, r0]
0:      .byte   (1f - 0b) / 2, (2f - 0b) / 2, (3f - 0b) / 2, (4f - 0b) / 2
1:      adr.w   r1, 0b
        address r1
2:      tbh     [pc, r0, lsl #1]
0:      .hword  (3f - 0b) / 2, (4f - 0b) / 2, (3f - 0b) / 2, (4f - 0b) / 2
3:      adr.w   r1, 0b
        address r1
4:      and     r0, r6, #1
        cbz     r0, 5f
        adr.w   r1, 0b
        address r1
5:      cbnz    r0, 6f
        adr.w   r1, 4b
        address r1
6:      tst     r6, #2
        bne     7f
        adr.w   r1, 6b
        address r1
7:      tst     r6, #4
        beq.w   9f
8:      again   t_branches
        .balign 4
9:      bx      pc
        nop
        .arm
        add     r0, pc, #1
        address r0
        far     r0, 8b + 1
        bx      r0
        .thumb

g_bx:   address lr
        bx      lr
g_pop:  push    {r4, lr}
        address lr
        pop     {r4, pc}
g_load: str     lr, [sp, #-4]!
        ldr     pc, [sp], #4
g_mov:  address lr
        mov     pc, lr
g_bx_if:
        tst     r6, #1
        it      ne
        bxne    lr
        address lr
        bx      lr
g_pop_if:
        push    {r4, lr}
        tst     r6, #2
        itt     ne
        addne   r8, #1
        popne   {r4, pc}
        address lr
        pop     {r4, pc}

        routine t_it+1, 1, "IT blocks"
t_it:
        adr.w   r4, 1f + 1
        tst     r6, #1
        itte    ne
        addne   r8, #3
        addne   r7, #5
        moveq   pc, r4
        adr.w   r0, 1f
        address r0
        .balign 4
1:      tst     r6, #2
        itt     eq
        addeq   r8, #1
        bleq    g_bx
        address lr
        tst     r6, #4
        it      ne
        bne.w   2f
        adr.w   r0, 1b
        address r0
        .balign 4
2:      push    {r4}
        adr.w   r4, 3f + 1
        str     r4, [sp]
        tst     r6, #1
        ite     eq
        popeq   {r4}
        ldrne   pc, [sp], #4
        address r4
        .balign 4
3:      and     r0, r6, #1
        cmp     r0, #2
        it      ne
        tbbne   [pc, r0]
4:      .byte   (5f - 4b) / 2, (6f - 4b) / 2
5:      adr.w   r1, 4b
        address r1
6:      far     r0, g_pop + 1
        tst     r6, #8
        itt     eq
        addeq   r7, #1
        blxeq   r0
        address lr
        tst     r6, #1
        itet    ne
        ldrne   r1, 7f
        ldreq.w r1, t_behind
        addne   r1, #1
        value   r1
        again   t_it
        .balign 4
7:      .word   0x13579bdf

        routine t_traps+1, 0, "T32 exceptions"
t_traps:
        svc     #1
        tst     r6, #1
        itet    ne
        svcne   #1
        svceq   #1
        svcne   #1
        movw    r3, #NOWHERE & 0xffff
        movt    r3, #NOWHERE >> 16
        ldr     r4, [r3]
        ldr.w   r4, [r3, r6, lsl #2]
        tst     r6, #2
        itett   ne
        strne   r4, [r3]
        strdeq  r0, r1, [r3, #8]
        addne   r7, #1
        ldrbne  r4, [r3, #3]
        udf     #7
        tst     r6, #4
        itt     eq
        addeq   r7, #1
        udfeq   #8
        bkpt    #1
        adr.w   r5, 1f
        b.w     user_end
        .balign 4
1:      address r5
        adr.w   r5, 2f
        tst     r6, #1
        bne.w   user_end + 0x22
        .balign 4
2:      adr.w   r5, 3f
        bl      user_end + 6
        .balign 4
3:      address lr
        again   t_traps

        routine t_never+1, 1, "T32 never"
t_never:
        cmp     r6, #0
        beq.w   user_code - 0x2800
        mov     r0, pc
        address r0
        cmp     r6, #0
        it      eq
        bleq    user_code + 0x7000
        cmp     r6, #0
        beq.w   user_code + 0xc0000
        mov     r0, pc
        address r0
        again   t_never

@ A page with another number here takes this one's place in one address space.
        .global which_page
which_page:
        movs    r0, #1
        bx      lr

        routine t_it_across+1, 1, "IT block across pages"
t_it_across:
        mov     r0, pc
        address r0
        b.w     1f
        .org    0x1ff8
1:      tst     r6, #1
        itete   ne
        movne   r1, #1

@ ---- the third page: written over, stopped in ---------------------------------------------------
        .org    0x2000
        moveq   r1, #2
        movne   r0, pc
        moveq   r0, pc
        value   r1
        address r0
        again   t_it_across

        .balign 4
        .arm
        routine a_patched, 0, "A32 patched"
a_patched:
        adr     r0, .
        address r0
        .global a_patch
a_patch:
        mov     r0, #0
        value   r0
        adr     r0, .
        address r0
        again   a_patched

        .org    0x2100
@ MovedCodeTest stops 16 bytes into it, and 16 bytes into what it calls at 0x2140.
        routine a_stopped, 1, "stopped at"
a_stopped:
        adr     r0, .
        address r0
        mov     r0, #2
        value   r0
        bl      1f
        address lr
        again   a_stopped
        .org    0x2140
1:      mov     r0, pc
        address r0
        add     r0, r0, #4
        address r0
        bx      lr

        routine a_writes, 0, "A32 writes"
a_writes:
        number  r0, WRITABLE+1f-user_code-0x2000
        and     r1, r6, #0x3f
        orr     r1, r1, #0xe3000000
        orr     r1, r1, #0x00a00000
        str     r1, [r0]
        svc     #2
1:      mov     r0, #0
        value   r0
        again   a_writes

        .thumb
        routine h_writes+1, 0, "T32 writes"
h_writes:
        number  r0, WRITABLE+1f-user_code-0x2000
        and     r1, r6, #0x3f
        orr     r1, r1, #0x2000
        strh    r1, [r0]
        svc     #2
1:      movs    r0, #0
        value   r0
        again   h_writes

        routine h_patched+1, 0, "T32 patched"
h_patched:
        mov     r0, pc
        address r0
        .balign 4
        .global h_patch
h_patch:
        movs    r0, #0
        value   r0
        again   h_patched

h_bx:   mov     r0, pc
        address r0
        address lr
        bx      lr

        .balign 4
        .arm
        routine a_which, 1, "second page"
a_which:
        blx     which_page
        value   r0
        address lr
        again   a_which

        .thumb
        routine h_which+1, 1, "second page, T32"
h_which:
        bl      which_page
        value   r0
        address lr
        again   h_which

@ Across the end of the page: an instruction of four bytes.
        .thumb
        routine h_across+1, 1, "across pages"
h_across:
        mov     r0, pc
        address r0
        b.w     1f
        .org    0x2ff4
1:      tst     r6, #1
        mov     r0, pc
        address r0
        b.w     2f

@ ---- the fourth page: its end -------------------------------------------------------------------
        .org    0x3100
2:      mov     r0, pc
        address r0
        again   h_across

        .org    0x3f40
        .arm
        routine a_end, 0, "end of the last page"
a_end:  adr     r5, 1f
        ldr     r4, user_end + 16
        ldrb    r4, user_end + 17
        ldrd    r0, r1, user_end + 24
        vldr    d0, user_end + 32
        tst     r6, #1
        ldrne   r4, user_end + 28
        b       2f
1:      again   a_end
        .org    0x3ff0
2:      mov     r0, pc
        address r0
        .global user_end
user_end:

@ ---- the fifth page: it lies at four addresses in a row ---------------------------------------------
        .thumb
        .hword  0x0055                          @ the second half of what its last two bytes begin
        value   r0
        b.w     over_end
        .balign 4
        .arm
        routine a_hop, 1, "from one to the next"
a_hop:  mov     r5, #4
1:      mov     r0, pc
        address r0
        subs    r5, r5, #1
        bne     1b + 0x1000
        subs    r6, r6, #1
        bne     a_hop - 0x3000
        svc     #0
        .thumb
        routine h_hop+1, 1, "from one to the next, T32"
h_hop:  movs    r5, #4
1:      mov     r0, pc
        address r0
        bl      2f + 0x1000
        subs    r5, #2
        bne.w   1b + 0x2000
        subs    r6, #1
        bne.w   h_hop - 0x2000
        svc     #0
2:      push    {r4, lr}
        address lr
        pop     {r4, pc}

        routine h_row+1, 0, "over the end, until nothing follows"
        .org    0x4fd0
h_row:  adr.w   r5, 1f
        b.w     over_end
        .balign 4
1:      again   h_row
        .org    0x4ff0
over_end:
        mov     r0, pc
        address r0
        .hword  0xf240

        .pushsection .rodata.routines, "a"
        .word   0, 0, 0
        .popsection

@ run_user(struct user *): r0 to r12, sp, lr, pc and cpsr; returns after back_from_user().
        .text
        .arm
        .global run_user, back_from_user
run_user:
        push    {r4-r11, lr}
        ldr     r1, =saved
        str     sp, [r1]
        ldr     r1, [r0, #64]
        msr     spsr_cxsf, r1
        add     r1, r0, #52
        ldm     r1, {sp, lr}^
        nop
        ldr     lr, [r0, #60]
        ldm     r0, {r0-r12}
        movs    pc, lr
back_from_user:
        ldr     r1, =saved
        ldr     sp, [r1]
        pop     {r4-r11, pc}
        .bss
saved:  .space  4
