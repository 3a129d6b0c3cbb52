package ebb.gdbstub;

/** Numbers and bytes as the protocol writes them. Text holds one byte a character. */
final class Hex {
  private static final String DIGITS = "0123456789abcdef";

  private Hex() {}

  /** A packet does not follow the protocol; answered with an error. */
  static final class Malformed extends RuntimeException {
    Malformed(String packet) {
      super(packet, null, false, false);
    }
  }

  static String bytes(byte[] data, int length) {
    StringBuilder text = new StringBuilder(length * 2);
    for (int i = 0; i < length; i++) {
      text.append(DIGITS.charAt(data[i] >> 4 & 15)).append(DIGITS.charAt(data[i] & 15));
    }
    return text.toString();
  }

  static String text(String latin1) {
    byte[] bytes = binary(latin1);
    return bytes(bytes, bytes.length);
  }

  /** The low bytes of a value, least significant first. */
  static String littleEndian(long value, int bytes) {
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (i < 8 ? value >> 8 * i : 0);
    }
    return bytes(data, bytes);
  }

  static byte[] parseBytes(String hex) {
    if (hex.length() % 2 != 0) {
      throw new Malformed(hex);
    }
    byte[] data = new byte[hex.length() / 2];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (digit(hex, 2 * i) << 4 | digit(hex, 2 * i + 1));
    }
    return data;
  }

  /** A number of 1 to 16 digits. */
  static long parse(String hex) {
    if (hex.isEmpty() || hex.length() > 16) {
      throw new Malformed(hex);
    }
    long value = 0;
    for (int i = 0; i < hex.length(); i++) {
      value = value << 4 | digit(hex, i);
    }
    return value;
  }

  /** A number that has to fit a non-negative int. */
  static int parseInt(String hex) {
    long value = parse(hex);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new Malformed(hex);
    }
    return (int) value;
  }

  static byte[] binary(String latin1) {
    byte[] data = new byte[latin1.length()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) latin1.charAt(i);
    }
    return data;
  }

  private static int digit(String hex, int at) {
    int digit = Character.digit(hex.charAt(at), 16);
    if (digit < 0 || hex.charAt(at) > 'f') {
      throw new Malformed(hex);
    }
    return digit;
  }
}
