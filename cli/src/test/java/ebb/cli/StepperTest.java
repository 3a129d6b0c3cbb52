package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.guest.Vcpu;
import ebb.replay.Stepper;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps around the tick interrupt of the ledger, one per million instructions. */
class StepperTest {
  private static final int CPSR = 25;
  private static final int IRQ_MODE = 0x12;
  private static final int AROUND = 20;

  @TempDir Path directory;
  private RecordedGuest guest;
  private Timeline timeline;
  private Stepper stepper;
  private Vcpu cpu;

  @BeforeEach
  void open() throws Exception {
    guest = new RecordedGuest(directory, "ledger");
    timeline = guest.timeline();
    stepper = new Stepper(timeline);
    cpu = timeline.machine().vcpus().getFirst();
  }

  @AfterEach
  void close() throws Exception {
    guest.close();
  }

  /** The icount of the first entry of an interrupt from here on. */
  private long nextInterrupt() {
    long vector = cpu.debugView().vectors()[5];
    stepper.addBreakpoint(vector);
    try {
      assertThat(timeline.cont())
          .isEqualTo(new TimelineStop.Stopped(new Stop.Breakpoint(0, vector)));
      assertThat(cpu.debugView().atInterrupt()).isTrue();
      return timeline.now();
    } finally {
      stepper.removeBreakpoint(vector);
    }
  }

  private long mode() {
    return cpu.register(CPSR) & 0x1f;
  }

  @Test
  void overInterruptsItGoesBackTheWayItCame() {
    timeline.seek(30_000_000);
    for (int i = 0; i < 5; i++) {
      long entry = nextInterrupt();
      timeline.seek(entry - AROUND);
      stepper.setIntoInterrupts(true);
      for (int j = 0; j < AROUND; j++) {
        stepper.forward(0);
      }
      assertThat(timeline.now()).isEqualTo(entry);
      assertThat(mode()).isEqualTo(IRQ_MODE);
      stepper.setIntoInterrupts(false);
      timeline.seek(entry - AROUND);
      List<Long> way = new ArrayList<>();
      for (int j = 0; j < 2 * AROUND; j++) {
        way.add(cpu.pc());
        assertThat(mode()).isNotEqualTo(IRQ_MODE);
        assertThat(stepper.forward(0)).isEqualTo(new TimelineStop.Arrived());
      }
      assertThat(timeline.now()).isGreaterThan(entry + AROUND + 20);
      for (long there : way.reversed()) {
        assertThat(stepper.backward(0)).isEqualTo(new TimelineStop.Arrived());
        assertThat(cpu.pc()).isEqualTo(there);
        assertThat(mode()).isNotEqualTo(IRQ_MODE);
      }
      assertThat(timeline.now()).isEqualTo(entry - AROUND);
      timeline.seek(entry + 2000);
    }
  }

  @Test
  void breakpointsInHandlersStillStop() {
    timeline.seek(30_000_000);
    long entry = nextInterrupt();
    timeline.seek(entry + 4);
    long inside = cpu.pc();
    timeline.seek(entry - 1);
    stepper.setIntoInterrupts(false);
    stepper.addBreakpoint(inside);
    assertThat(stepper.forward(0))
        .isEqualTo(new TimelineStop.Stopped(new Stop.Breakpoint(0, inside)));
    assertThat(timeline.now()).isEqualTo(entry + 4);
    // Steps within the handler are steps.
    assertThat(stepper.backward(0)).isEqualTo(new TimelineStop.Arrived());
    assertThat(timeline.now()).isEqualTo(entry + 3);
  }
}
