package ebb.backend.jvm;

import ebb.backend.jvm.BlockPlan.Home;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads or stores of one guest instruction at constant distances from each other (LDM, STM, LDRD):
 * one probe of the soft TLB does for all of them.
 *
 * @param accesses in order; all with the same op and MemOp
 * @param offsets of each, in bytes from the lowest address
 * @param base temp that the addresses are relative to
 * @param lowest distance of the lowest address from the base
 * @param last index of the last access in the block's code
 */
record AccessRun(List<Inst> accesses, int[] offsets, int base, int lowest, int last) {
  private static final int MAX_BYTES = 128;

  /** Temp and constant that an address is the sum of. */
  private record Address(int base, int offset) {}

  int memop() {
    return (int) accesses.getFirst().imm();
  }

  /** Bytes from the lowest address to the end of the highest access. */
  int bytes() {
    int highest = 0;
    for (int offset : offsets) {
      highest = Math.max(highest, offset);
    }
    return highest + MemOp.bytes(memop());
  }

  /** The run that starts at this index, or null if there are not at least two accesses. */
  static AccessRun at(BlockPlan plan, int index) {
    List<Inst> code = plan.block.code();
    Inst first = code.get(index);
    if (!suits(plan, first)) {
      return null;
    }
    Address start = address(plan, first.a());
    List<Inst> accesses = new ArrayList<>(List.of(first));
    List<Integer> distances = new ArrayList<>(List.of(start.offset));
    int last = index;
    for (int i = index + 1; i < code.size(); i++) {
      Inst inst = code.get(i);
      if (inst.op() == Op.INSN || inst.op() == Op.LABEL) {
        break;
      }
      if (!plan.stands(i)) {
        continue;
      }
      if (inst.op() != first.op() || inst.imm() != first.imm() || !suits(plan, inst)) {
        break;
      }
      Address next = address(plan, inst.a());
      int distance = next.offset - start.offset;
      if (!sameBase(plan, start.base, next.base)
          || Math.abs(distance) > MAX_BYTES
          || distance % MemOp.alignment((int) inst.imm()) != 0) {
        break;
      }
      accesses.add(inst);
      distances.add(next.offset);
      last = i;
    }
    if (accesses.size() < 2) {
      return null;
    }
    int lowest = distances.stream().mapToInt(d -> d - start.offset).min().getAsInt() + start.offset;
    int[] offsets = distances.stream().mapToInt(d -> d - lowest).toArray();
    return new AccessRun(List.copyOf(accesses), offsets, start.base, lowest, last);
  }

  /** Scalars at i32 addresses. */
  private static boolean suits(BlockPlan plan, Inst inst) {
    return plan.type(inst.a()) == Type.I32
        && switch (inst.op()) {
          case LOAD32, LOAD64, STORE32, STORE64 -> true;
          default -> false;
        };
  }

  private static Address address(BlockPlan plan, int temp) {
    int base = temp;
    int offset = 0;
    while (plan.home(base) == Home.EXPRESSION) {
      Inst sum = plan.definition(base);
      if (sum.op() != Op.ADD32 && sum.op() != Op.SUB32 || plan.home(sum.b()) != Home.CONSTANT) {
        break;
      }
      int constant = (int) plan.definition(sum.b()).imm();
      offset += sum.op() == Op.ADD32 ? constant : -constant;
      base = sum.a();
    }
    return new Address(base, offset);
  }

  /** Nothing is put between the accesses of a run, so two gets of one slot are the same. */
  private static boolean sameBase(BlockPlan plan, int a, int b) {
    return a == b
        || plan.home(a) == Home.CELL
            && plan.home(b) == Home.CELL
            && plan.definition(a).op() == plan.definition(b).op()
            && plan.definition(a).imm() == plan.definition(b).imm();
  }
}
