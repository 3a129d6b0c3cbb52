package ebb.backend.jvm;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Where the temps of a block live in the bytecode: as constants, in the cell they were got from as
 * long as nobody puts it, as expressions that are evaluated at their only use, or in locals.
 */
final class BlockPlan {
  /** How a temp is had. */
  enum Home {
    /** Nobody uses it, and making it has no effect. */
    NOWHERE,
    /** One, or an address that only moves with the region. */
    CONSTANT,
    /** The local of the cell that a get names. */
    CELL,
    /** Evaluated where it is used. */
    EXPRESSION,
    LOCAL
  }

  /** What the branches inside a block do. */
  private enum Branches {
    FORWARD,
    BACKWARD,
    /** Some skip the start of an instruction, so that its ticks are not constant. */
    OVER_INSTRUCTIONS;

    static Branches of(Block block) {
      if (block.labels() == 0) {
        return FORWARD;
      }
      List<Inst> code = block.code();
      int[] labelAt = new int[block.labels()];
      int[] started = new int[code.size() + 1];
      for (int i = 0; i < code.size(); i++) {
        Inst inst = code.get(i);
        started[i + 1] = started[i] + (inst.op() == Op.INSN ? 1 : 0);
        if (inst.op() == Op.LABEL) {
          labelAt[(int) inst.imm()] = i;
        }
      }
      Branches result = FORWARD;
      for (int i = 0; i < code.size(); i++) {
        Inst inst = code.get(i);
        if (inst.op() == Op.BR || inst.op() == Op.BRZ || inst.op() == Op.BRNZ) {
          int target = labelAt[(int) inst.imm()];
          if (started[target] != started[i]) {
            return OVER_INSTRUCTIONS;
          }
          if (target < i) {
            result = BACKWARD;
          }
        }
      }
      return result;
    }
  }

  /** Nested expressions; bounds the operand stack. */
  private static final int MAX_DEPTH = 8;

  final Block block;
  final BitSet deadPuts;
  private final Cells cells;
  private final List<Inst> code;
  private final Inst[] definitions;
  private final Home[] homes;
  private final int[] locals;

  // Of each instruction of the code (the terminal has the last index): where it is evaluated, and
  // how deep.
  private final int[] evaluated;
  private final int[] depth;

  private final int[] uses;
  private final int[] user;
  private final int[] lastUse;

  /** Temps that floating-point ops or their cells take. */
  private final BitSet floatUses = new BitSet();

  private final boolean loops;
  private final AccessGroup[] groups;

  /** By index of a group's first access: the local of its host address. */
  private final int[] groupLocals;

  /**
   * @param assumptions what may be taken for granted of accesses
   */
  BlockPlan(
      Block block, Cells cells, BitSet deadPuts, LocalPool pool, Set<Assumption> assumptions) {
    this.block = block;
    this.cells = cells;
    this.deadPuts = deadPuts;
    code = block.code();
    int temps = block.tempTypes().size();
    definitions = new Inst[temps];
    homes = new Home[temps];
    locals = new int[temps];
    uses = new int[temps];
    user = new int[temps];
    lastUse = new int[temps];
    evaluated = new int[code.size() + 1];
    depth = new int[code.size() + 1];
    Arrays.fill(homes, Home.NOWHERE);
    Arrays.fill(lastUse, -1);
    loops = Branches.of(block) == Branches.BACKWARD;
    groups = AccessGroup.of(block, loops ? Set.of() : assumptions);
    groupLocals = new int[code.size()];
    findUses();
    findHomes();
    allocate(pool);
  }

  /** False if compiled code cannot do this block. */
  static boolean possible(Block block) {
    return Branches.of(block) != Branches.OVER_INSTRUCTIONS;
  }

  Home home(int temp) {
    return homes[temp];
  }

  Inst definition(int temp) {
    return definitions[temp];
  }

  Type type(int temp) {
    return block.tempTypes().get(temp);
  }

  /** The JVM local of a temp at home in one. A v128's high half is two further. */
  int local(int temp) {
    return locals[temp];
  }

  /** True if the instruction at this index is written where it stands. */
  boolean stands(int index) {
    Inst inst = code.get(index);
    return inst.dst() < 0
        ? !deadPuts.get(index)
        : homes[inst.dst()] == Home.LOCAL || !removable(inst);
  }

  /** Backwards, so that only what is used itself counts as a user. */
  private void findUses() {
    int end = code.size();
    evaluated[end] = end;
    if (block.terminal() instanceof Terminal.Branch branch) {
      use(branch.condition(), end);
    }
    for (int i = end - 1; i >= 0; i--) {
      Inst inst = code.get(i);
      int dst = inst.dst();
      evaluated[i] = i;
      if (dst >= 0) {
        definitions[dst] = inst;
        if (uses[dst] == 0 && removable(inst) || constant(inst)) {
          continue;
        }
        if (uses[dst] == 1 && inlinable(inst) && depth[user[dst]] < MAX_DEPTH && !loops) {
          homes[dst] = Home.EXPRESSION;
          evaluated[i] = evaluated[user[dst]];
          depth[i] = depth[user[dst]] + 1;
        }
      } else if (deadPuts.get(i)) {
        continue;
      }
      boolean floating = FloatWriter.takesFloats(inst.op()) || putsFloat(inst);
      AccessGroup group = groups[i];
      boolean follows = group != null && !group.table() && group.first() != i;
      if (group != null && group.table() && group.first() == i) {
        use(group.base(), i);
      }
      for (int k = follows ? 1 : 0; k < inst.argCount(); k++) {
        use(inst.arg(k), i);
        floatUses.set(inst.arg(k), floating || floatUses.get(inst.arg(k)));
      }
    }
  }

  private boolean putsFloat(Inst inst) {
    if (inst.op() != Op.PUT32 && inst.op() != Op.PUT64) {
      return false;
    }
    int cell = cells.at((int) inst.imm());
    return cell >= 0 && cells.floating(cell);
  }

  private void use(int temp, int index) {
    uses[temp]++;
    user[temp] = index;
    lastUse[temp] = Math.max(lastUse[temp], evaluated[index]);
  }

  private static boolean constant(Inst inst) {
    return inst.op() == Op.CONST32 || inst.op() == Op.CONST64 || inst.op() == Op.PC32;
  }

  private static boolean removable(Inst inst) {
    return inst.op().kind == Op.Kind.PURE
        || inst.op().kind == Op.Kind.READ
        || inst.helper() != null && inst.helper().effect() == Helper.Effect.PURE;
  }

  /**
   * Selections are statements: they branch, and the operand stack has to be empty at their labels.
   */
  private static boolean inlinable(Inst inst) {
    return inst.op().kind == Op.Kind.PURE
        && inst.op().result != Type.V128
        && inst.op() != Op.SELECT32
        && inst.op() != Op.SELECT64;
  }

  private void findHomes() {
    for (int i = 0; i < code.size(); i++) {
      Inst inst = code.get(i);
      int dst = inst.dst();
      if (dst < 0 || homes[dst] == Home.EXPRESSION) {
        continue;
      }
      if (constant(inst)) {
        homes[dst] = Home.CONSTANT;
      } else if (uses[dst] > 0) {
        homes[dst] = inst.op().kind == Op.Kind.READ && keeps(inst, i) ? Home.CELL : Home.LOCAL;
      }
    }
  }

  /** True if the cell of the get at this index holds the value up to the last use. */
  private boolean keeps(Inst get, int index) {
    int first = cells.first(get);
    if (first < 0 || loops) {
      return false;
    }
    int last = cells.last(get);
    for (int i = index + 1; i < lastUse[get.dst()]; i++) {
      Inst inst = code.get(i);
      if (inst.helper() != null && inst.helper().effect() == Helper.Effect.WRITES_STATE) {
        return false;
      }
      if (inst.op().kind == Op.Kind.WRITE
          && cells.first(inst) <= last
          && cells.last(inst) >= first
          && !deadPuts.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a float or a double is the better local for it. */
  private boolean floating(int temp) {
    Op made = definitions[temp].op();
    return FloatWriter.makesFloat(made) || made.kind == Op.Kind.LOAD && floatUses.get(temp);
  }

  /** The group that the access at this index belongs to, or null. */
  AccessGroup group(int index) {
    return groups[index];
  }

  /** The local that holds the host address of a group's first access. */
  int local(AccessGroup group) {
    return groupLocals[group.first()];
  }

  private void allocate(LocalPool pool) {
    LocalPool.Lease lease = pool.lease();
    for (int i = 0; i < code.size(); i++) {
      if (groups[i] != null && groups[i].first() == i) {
        groupLocals[i] = lease.take(Type.I64, false, groups[i].last(), i);
      }
      int dst = code.get(i).dst();
      if (dst >= 0 && homes[dst] == Home.LOCAL) {
        int until = loops ? Integer.MAX_VALUE : lastUse[dst];
        locals[dst] = lease.take(type(dst), floating(dst), until, i);
      }
    }
  }
}
