package ebb.machine.board;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The physical address space of a stopped QEMU, through its gdb server. */
final class QemuBus implements AutoCloseable {
  private final Process process;
  private final Socket socket;

  private QemuBus(Process process, Socket socket) {
    this.process = process;
    this.socket = socket;
  }

  /** Starts it; null if there is none. */
  static QemuBus start(Path log) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "qemu-system-arm",
                  "-M",
                  "virt,gic-version=2",
                  "-cpu",
                  "cortex-a15",
                  "-m",
                  "64",
                  "-S",
                  "-display",
                  "none",
                  "-serial",
                  "null",
                  "-monitor",
                  "none",
                  "-rtc",
                  "base=2020-01-01T00:00:00,clock=vm",
                  "-gdb",
                  "tcp:127.0.0.1:" + port)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      return null;
    }
    while (process.isAlive()) {
      try {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        QemuBus bus = new QemuBus(process, socket);
        bus.ask("Qqemu.PhyMemMode:1");
        return bus;
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    throw new IOException("qemu-system-arm ended with " + process.exitValue());
  }

  long read(long address, int bytes) throws IOException {
    String hex = ask("m" + Long.toHexString(address) + "," + bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= Long.parseLong(hex.substring(2 * i, 2 * i + 2), 16) << 8 * i;
    }
    return value;
  }

  void write(long address, int bytes, long value) throws IOException {
    StringBuilder hex = new StringBuilder("M" + Long.toHexString(address) + "," + bytes + ":");
    for (int i = 0; i < bytes; i++) {
      hex.append(String.format("%02x", value >>> 8 * i & 0xff));
    }
    ask(hex.toString());
  }

  private String ask(String command) throws IOException {
    int sum = command.chars().sum() & 0xff;
    String packet = "$" + command + "#" + String.format("%02x", sum);
    socket.getOutputStream().write(packet.getBytes(StandardCharsets.US_ASCII));
    InputStream in = socket.getInputStream();
    StringBuilder answer = new StringBuilder();
    boolean inside = false;
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("connection closed");
      } else if (c == '#') {
        in.read();
        in.read();
        socket.getOutputStream().write('+');
        return answer.toString();
      } else if (c == '$') {
        inside = true;
      } else if (inside) {
        answer.append((char) c);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    process.destroyForcibly();
  }
}
