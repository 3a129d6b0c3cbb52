package ebb.gdbstub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** gdb's side of the packet layer. */
final class Client implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  static byte[] frame(String data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write('$');
    int sum = 0;
    for (char c : data.toCharArray()) {
      if (c == '}' || c == '#' || c == '$') {
        frame.write('}');
        sum += '}';
        c ^= 0x20;
      }
      frame.write(c);
      sum += c;
    }
    frame.writeBytes(String.format("#%02x", sum & 0xff).getBytes());
    return frame.toByteArray();
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void send(String data) throws IOException {
    raw(frame(data));
  }

  /** The next packet, its checksum verified; acknowledgements before it are skipped. */
  String receive() throws IOException {
    int c;
    do {
      c = in.read();
      if (c < 0) {
        throw new IOException("closed");
      }
    } while (c != '$');
    StringBuilder data = new StringBuilder();
    int sum = 0;
    while ((c = in.read()) != '#') {
      sum += c;
      if (c == '}') {
        c = in.read();
        sum += c;
        c ^= 0x20;
      }
      data.append((char) c);
    }
    String checksum = "" + (char) in.read() + (char) in.read();
    if (Integer.parseInt(checksum, 16) != (sum & 0xff)) {
      throw new IOException("bad checksum");
    }
    return data.toString();
  }

  String ask(String data) throws IOException {
    send(data);
    return receive();
  }

  /** Goes without a word, by a reset of the connection. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** One byte, or -1. */
  int read() throws IOException {
    return in.read();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
