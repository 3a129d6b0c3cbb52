package ebb.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** A terminal that can put the host's time before each line, for the user's eyes only. */
final class StampedOutput extends FilterOutputStream {
  private volatile boolean stamping;
  private boolean lineStart = true;

  StampedOutput(OutputStream out) {
    super(out);
  }

  void toggle() {
    stamping = !stamping;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] data, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (lineStart && stamping) {
        String now = String.format("[%-12s] ", LocalTime.now().truncatedTo(ChronoUnit.MILLIS));
        out.write(now.getBytes(StandardCharsets.US_ASCII));
      }
      out.write(data[i]);
      lineStart = data[i] == '\n';
    }
    out.flush();
    if (out instanceof PrintStream print && print.checkError()) {
      throw new IOException("the terminal or pipe is gone");
    }
  }
}
