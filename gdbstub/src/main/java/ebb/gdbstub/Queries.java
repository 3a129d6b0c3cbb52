package ebb.gdbstub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The {@code q} and {@code Q} packets. */
final class Queries {
  private static final String UNKNOWN = "";
  private static final String ERROR = "E01";

  /** Longest memory range searched or summed, in bytes. */
  private static final long MOST_SCANNED = 1L << 32;

  private final GdbSession session;
  private final DebugTarget target;

  Queries(GdbSession session, DebugTarget target) {
    this.session = session;
    this.target = target;
  }

  String answer(String packet) throws InterruptedException {
    int end = 1;
    while (end < packet.length() && ":,;".indexOf(packet.charAt(end)) < 0) {
      end++;
    }
    String name = packet.substring(0, end);
    String rest = packet.substring(Math.min(end + 1, packet.length()));
    return switch (name) {
      case "qSupported" -> supported(rest);
      case "QStartNoAckMode" -> {
        session.stopAcknowledging();
        yield "OK";
      }
      case "qAttached" -> "1";
      case "qC" -> "QC" + Integer.toHexString(session.registerCpu() + 1);
      case "qfThreadInfo" -> threads();
      case "qsThreadInfo" -> "l";
      case "qThreadExtraInfo" -> Hex.text(describe(session.cpu(rest)));
      case "qXfer" -> transfer(rest);
      case "qRcmd" -> monitor(rest);
      case "qSearch" -> search(rest);
      case "qCRC" -> crc(rest);
      case "qSymbol" -> "OK";
      case "qOffsets" -> "Text=0;Data=0;Bss=0";
      case "qqemu.PhyMemMode" -> session.physical() ? "1" : "0";
      case "Qqemu.PhyMemMode" -> {
        if (!rest.equals("0") && !rest.equals("1")) {
          yield ERROR;
        }
        session.setPhysical(rest.equals("1"));
        yield "OK";
      }
      default -> UNKNOWN;
    };
  }

  private String supported(String theirs) {
    for (String feature : theirs.split(";")) {
      if (feature.equals("swbreak+") || feature.equals("hwbreak+")) {
        session.useBreakpointReasons();
      }
    }
    String ours =
        "PacketSize="
            + Integer.toHexString(GdbSession.PACKET_BYTES)
            + ";QStartNoAckMode+;ReverseStep+;ReverseContinue+;vContSupported+;swbreak+;hwbreak+"
            + ";ConditionalBreakpoints+;qXfer:threads:read+";
    return target.description().isEmpty() ? ours : ours + ";qXfer:features:read+";
  }

  private String threads() {
    StringBuilder text = new StringBuilder("m");
    for (int i = 1; i <= target.cpus(); i++) {
      text.append(i == 1 ? "" : ",").append(Integer.toHexString(i));
    }
    return text.toString();
  }

  private String describe(int cpu) {
    return "CPU" + cpu + " [" + target.cpuState(cpu) + "]";
  }

  private String transfer(String rest) {
    // object:read:annex:offset,length
    String[] parts = rest.split(":", -1);
    if (parts.length != 4 || !parts[1].equals("read")) {
      return UNKNOWN;
    }
    String document;
    switch (parts[0]) {
      case "features" -> document = target.description().get(parts[2]);
      case "threads" -> document = threadsDocument();
      default -> {
        return UNKNOWN;
      }
    }
    String[] range = parts[3].split(",", -1);
    if (document == null || range.length != 2) {
      return "E00";
    }
    int offset = Hex.parseInt(range[0]);
    int length = Math.min(Hex.parseInt(range[1]), GdbSession.PACKET_BYTES / 2 - 16);
    if (offset >= document.length()) {
      return "l";
    }
    int end = (int) Math.min(document.length(), (long) offset + length);
    return (end == document.length() ? "l" : "m") + document.substring(offset, end);
  }

  private String threadsDocument() {
    StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
    for (int i = 0; i < target.cpus(); i++) {
      text.append(
          String.format(
              "<thread id=\"%x\" core=\"%d\" name=\"CPU%d\">%s</thread>\n",
              i + 1, i, i, target.cpuState(i)));
    }
    return text.append("</threads>\n").toString();
  }

  private String monitor(String hex) throws InterruptedException {
    String command = new String(Hex.parseBytes(hex), StandardCharsets.UTF_8);
    byte[] answer = session.monitor(command.strip()).getBytes(StandardCharsets.UTF_8);
    if (answer.length == 0) {
      // An empty packet would say that there is no such command.
      return "OK";
    }
    // All but the end of a long one goes ahead as console output.
    int most = GdbSession.PACKET_BYTES / 2 - 16;
    int at = 0;
    for (; answer.length - at > most; at += most) {
      session.print(Hex.bytes(Arrays.copyOfRange(answer, at, at + most), most));
    }
    return Hex.bytes(Arrays.copyOfRange(answer, at, answer.length), answer.length - at);
  }

  /** memory:address;length;pattern */
  private String search(String rest) {
    String[] parts = rest.split("[:;]", 4);
    if (parts.length != 4 || !parts[0].equals("memory") || parts[3].isEmpty()) {
      return UNKNOWN;
    }
    long address = Hex.parse(parts[1]);
    long length = Hex.parse(parts[2]);
    byte[] pattern = Hex.binary(parts[3]);
    if (length < 0 || length > MOST_SCANNED) {
      return ERROR;
    }
    // Blocks overlap by a pattern less one byte, so that none is missed between two.
    byte[] block = new byte[Math.max(1 << 16, pattern.length * 2)];
    long done = 0;
    while (length - done >= pattern.length) {
      int part = (int) Math.min(block.length, length - done);
      if (session.readMemory(address + done, block, part) < part) {
        return ERROR;
      }
      for (int i = 0; i + pattern.length <= part; i++) {
        if (Arrays.equals(block, i, i + pattern.length, pattern, 0, pattern.length)) {
          return "1," + Long.toHexString(address + done + i);
        }
      }
      done += part - pattern.length + 1;
    }
    return "0";
  }

  /**
   * address,length: CRC-32 with polynomial 0x04c11db7, most significant bit first, no final
   * inversion.
   */
  private String crc(String rest) {
    String[] parts = rest.split(",", -1);
    if (parts.length != 2) {
      return ERROR;
    }
    long address = Hex.parse(parts[0]);
    long length = Hex.parse(parts[1]);
    if (length < 0 || length > MOST_SCANNED) {
      return ERROR;
    }
    byte[] block = new byte[1 << 16];
    int crc = -1;
    for (long done = 0; done < length; done += block.length) {
      int part = (int) Math.min(block.length, length - done);
      if (session.readMemory(address + done, block, part) < part) {
        return ERROR;
      }
      for (int i = 0; i < part; i++) {
        crc ^= block[i] << 24;
        for (int bit = 0; bit < 8; bit++) {
          crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
        }
      }
    }
    return "C" + Integer.toHexString(crc);
  }
}
