package ebb.ir;

/**
 * One piece of guest CPU state: a register, a flag, a system register. Slots never overlap.
 *
 * @param name the field's name for it, unique in its layout
 * @param type I32, I64 or V128
 * @param offset in bytes from the start of the CPU state, aligned to the type's size (V128: 8)
 * @param gdbNumber its number in the target description, or -1
 */
public record Slot(String name, Type type, int offset, int gdbNumber) {}
