package ebb.cli;

import ebb.machine.board.VirtBoard;

/** The buttons and lines of a board; what concerns the run itself is left to who runs it. */
abstract class BoardControls implements UserControls {
  private final VirtBoard board;

  BoardControls(VirtBoard board) {
    this.board = board;
  }

  @Override
  public final void powerDown() {
    board.pressPower();
  }

  @Override
  public final void reset() {
    board.pressReset();
  }

  @Override
  public final void serialBreak() {
    board.serialBreak();
  }
}
