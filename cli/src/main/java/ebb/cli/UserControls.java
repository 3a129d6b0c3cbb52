package ebb.cli;

/** What a user can do to a running machine besides typing into it. Called on any thread. */
interface UserControls {
  /** Ends the run. */
  void quit();

  /** Presses the power button. */
  void powerDown();

  /** Presses the reset button. */
  void reset();

  /** Sends a break on the serial line. */
  void serialBreak();

  /** Stops the guest's execution until {@link #resume}. */
  void pause();

  void resume();

  /** Writes what the guest wrote to its disks back to their images, soon. */
  void commit();

  /** Puts host time stamps before the lines of the guest's output, or no longer. */
  void toggleTimestamps();

  /** One line: whether the guest runs. */
  String status();
}
