package ebb.frontend.arm.system;

import java.util.Map;

/**
 * The gdb target description of an ARM CPU: core registers, CPSR, and VFP with 32 double registers.
 */
public final class GdbDescription {
  private GdbDescription() {}

  /** XML by annex name. */
  public static Map<String, String> annexes() {
    return Map.of("target.xml", target(), "arm-core.xml", core(), "arm-vfp3.xml", vfp());
  }

  private static String target() {
    return """
        <?xml version="1.0"?>
        <!DOCTYPE target SYSTEM "gdb-target.dtd">
        <target version="1.0">
          <architecture>arm</architecture>
          <xi:include href="arm-core.xml"/>
          <xi:include href="arm-vfp3.xml"/>
        </target>
        """;
  }

  private static String core() {
    StringBuilder xml = feature("org.gnu.gdb.arm.core");
    for (int i = 0; i < 13; i++) {
      register(xml, "r" + i, 32, i, "uint32");
    }
    register(xml, "sp", 32, 13, "data_ptr");
    register(xml, "lr", 32, 14, "int");
    register(xml, "pc", 32, 15, "code_ptr");
    register(xml, "cpsr", 32, ArmVcpu.GDB_CPSR, "int");
    return xml.append("</feature>\n").toString();
  }

  private static String vfp() {
    StringBuilder xml = feature("org.gnu.gdb.arm.vfp");
    for (int i = 0; i < 32; i++) {
      register(xml, "d" + i, 64, ArmVcpu.GDB_D0 + i, "ieee_double");
    }
    register(xml, "fpscr", 32, ArmVcpu.GDB_FPSCR, "int");
    return xml.append("</feature>\n").toString();
  }

  private static StringBuilder feature(String name) {
    return new StringBuilder("<?xml version=\"1.0\"?>\n")
        .append("<!DOCTYPE feature SYSTEM \"gdb-target.dtd\">\n<feature name=\"")
        .append(name)
        .append("\">\n");
  }

  private static void register(StringBuilder xml, String name, int bits, int number, String type) {
    xml.append(
        String.format(
            "  <reg name=\"%s\" bitsize=\"%d\" regnum=\"%d\" type=\"%s\"/>%n",
            name, bits, number, type));
  }
}
