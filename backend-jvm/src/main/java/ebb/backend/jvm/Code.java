package ebb.backend.jvm;

import java.util.BitSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The bytecode of a region's method while it is written. Every label gets one frame, and all frames
 * are the same: the operand stack is empty at labels and all locals keep their types.
 */
final class Code {
  /**
   * The JDK's own, as Agrona uses it, without Agrona's call between: each of HotSpot's tiers pays.
   */
  static final String UNSAFE = "jdk/internal/misc/Unsafe";

  /** The region's field with the one instance. */
  static final String MEMORY = "memory";

  private final MethodVisitor mv;
  private final Object[] locals;
  private final BitSet floats = new BitSet();

  /** On top of the stack is a float, or a double if wide, whose bits are meant. */
  private boolean asBits;

  private boolean asWide;

  private boolean framed;
  private boolean reachable = true;

  /**
   * @param locals verification types of the method's locals, as {@link MethodVisitor#visitFrame}
   *     takes them
   */
  Code(MethodVisitor mv, Object[] locals) {
    this.mv = mv;
    this.locals = locals;
    int index = 0;
    for (Object type : locals) {
      floats.set(index, type == Opcodes.DOUBLE || type == Opcodes.FLOAT);
      index += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
    }
  }

  /**
   * False after a jump or return until the next label; what would be written there has to be left
   * out.
   */
  boolean reachable() {
    return reachable;
  }

  void place(Label label) {
    out().visitLabel(label);
    if (!framed) {
      out().visitFrame(Opcodes.F_NEW, locals.length, locals, 0, null);
      framed = true;
    }
    reachable = true;
  }

  void op(int opcode) {
    out().visitInsn(opcode);
    framed = false;
    if (opcode == Opcodes.IRETURN || opcode == Opcodes.RETURN) {
      reachable = false;
    }
  }

  void ops(int... opcodes) {
    for (int opcode : opcodes) {
      op(opcode);
    }
  }

  /**
   * Loads or stores a local. One that is a float or a double is as well an int or long, its bits.
   */
  void local(int opcode, int index) {
    if (!floats.get(index)) {
      out().visitVarInsn(opcode, index);
    } else {
      switch (opcode) {
        case Opcodes.ILOAD -> {
          out().visitVarInsn(Opcodes.FLOAD, index);
          toBits(false);
        }
        case Opcodes.LLOAD -> {
          out().visitVarInsn(Opcodes.DLOAD, index);
          toBits(true);
        }
        case Opcodes.ISTORE -> {
          fromBits(false);
          out().visitVarInsn(Opcodes.FSTORE, index);
        }
        case Opcodes.LSTORE -> {
          fromBits(true);
          out().visitVarInsn(Opcodes.DSTORE, index);
        }
        default -> out().visitVarInsn(opcode, index);
      }
    }
    framed = false;
  }

  /** Makes a double of a long on the stack, or a float of an int. */
  void fromBits(boolean wide) {
    if (asBits) {
      asBits = false;
    } else if (wide) {
      call("java/lang/Double", "longBitsToDouble", "(J)D");
    } else {
      call("java/lang/Float", "intBitsToFloat", "(I)F");
    }
  }

  /** Makes a long of a double on the stack, or an int of a float, unless they are wanted back. */
  void toBits(boolean wide) {
    out();
    asBits = true;
    asWide = wide;
  }

  /** Where to write what comes next. */
  private MethodVisitor out() {
    if (asBits) {
      asBits = false;
      if (asWide) {
        call("java/lang/Double", "doubleToRawLongBits", "(D)J");
      } else {
        call("java/lang/Float", "floatToRawIntBits", "(F)I");
      }
    }
    return mv;
  }

  void increment(int index, int amount) {
    if (amount == (short) amount) {
      out().visitIincInsn(index, amount);
    } else {
      local(Opcodes.ILOAD, index);
      constant(amount);
      op(Opcodes.IADD);
      local(Opcodes.ISTORE, index);
    }
    framed = false;
  }

  void jump(int opcode, Label target) {
    out().visitJumpInsn(opcode, target);
    framed = false;
    if (opcode == Opcodes.GOTO) {
      reachable = false;
    }
  }

  void constant(int value) {
    if (value >= -1 && value <= 5) {
      out().visitInsn(Opcodes.ICONST_0 + value);
    } else if (value == (byte) value) {
      out().visitIntInsn(Opcodes.BIPUSH, value);
    } else if (value == (short) value) {
      out().visitIntInsn(Opcodes.SIPUSH, value);
    } else {
      out().visitLdcInsn(value);
    }
    framed = false;
  }

  void constant(long value) {
    if (value == 0 || value == 1) {
      out().visitInsn(value == 0 ? Opcodes.LCONST_0 : Opcodes.LCONST_1);
    } else if (value >= -1 && value <= 5) {
      constant((int) value);
      out().visitInsn(Opcodes.I2L);
    } else {
      out().visitLdcInsn(value);
    }
    framed = false;
  }

  void constant(float value) {
    out().visitLdcInsn(value);
    framed = false;
  }

  void constant(double value) {
    out().visitLdcInsn(value);
    framed = false;
  }

  void call(String owner, String name, String descriptor) {
    out().visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, descriptor, false);
    framed = false;
  }

  /** Pushes what goes below a raw address. The accessors of an address alone take one call more. */
  void rawBase() {
    field(Opcodes.GETSTATIC, RegionWriter.CLASS, MEMORY, "L" + UNSAFE + ";");
    op(Opcodes.ACONST_NULL);
  }

  /**
   * Accesses raw memory.
   *
   * @param descriptor without the {@link #rawBase}
   */
  void unsafe(String name, String descriptor) {
    callVirtual(UNSAFE, name, "(Ljava/lang/Object;" + descriptor.substring(1));
  }

  void callVirtual(String owner, String name, String descriptor) {
    out().visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner, name, descriptor, false);
    framed = false;
  }

  void callInterface(String owner, String name, String descriptor) {
    out().visitMethodInsn(Opcodes.INVOKEINTERFACE, owner, name, descriptor, true);
    framed = false;
  }

  void field(int opcode, String owner, String name, String descriptor) {
    out().visitFieldInsn(opcode, owner, name, descriptor);
    framed = false;
  }
}
