package ebb.gdbstub;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads from a gdb target description (GDB manual, appendix G) which registers there are. */
public final class TargetDescription {
  private static final String ROOT = "target.xml";

  private final Map<String, String> annexes;
  private final List<Register> registers = new ArrayList<>();
  private int next;

  private TargetDescription(Map<String, String> annexes) {
    this.annexes = annexes;
  }

  /**
   * @param annexes documents by name; "target.xml" includes the others
   * @return all registers by ascending number
   * @throws IllegalArgumentException if the description is not well-formed, or includes what is
   *     missing
   */
  public static List<Register> registers(Map<String, String> annexes) {
    TargetDescription description = new TargetDescription(annexes);
    description.read(ROOT);
    description.registers.sort(Comparator.comparingInt(Register::number));
    return List.copyOf(description.registers);
  }

  /**
   * A description with one more register of 64 bits, which follows the others and which gdb neither
   * saves nor restores around calls.
   *
   * @param feature annex, and feature, that holds the register
   */
  static Map<String, String> withRegister(
      Map<String, String> annexes, String name, String feature) {
    int number = registers(annexes).getLast().number() + 1;
    String annex = "ebb-" + feature + ".xml";
    Map<String, String> more = new HashMap<>(annexes);
    more.put(
        annex,
        "<?xml version=\"1.0\"?>\n<!DOCTYPE feature SYSTEM \"gdb-target.dtd\">\n<feature name=\"ebb."
            + feature
            + "\">\n  <reg name=\""
            + name
            + "\" bitsize=\"64\" regnum=\""
            + number
            + "\" type=\"uint64\" save-restore=\"no\"/>\n</feature>\n");
    more.put(
        ROOT,
        annexes.get(ROOT).replace("</target>", "<xi:include href=\"" + annex + "\"/>\n</target>"));
    return more;
  }

  private void read(String annex) {
    String text = annexes.get(annex);
    if (text == null) {
      throw new IllegalArgumentException("target description lacks " + annex);
    }
    XMLInputFactory factory = XMLInputFactory.newInstance();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          element(xml);
        }
      }
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("target description " + annex + ": " + e.getMessage(), e);
    }
  }

  private void element(XMLStreamReader xml) {
    switch (xml.getLocalName()) {
      case "xi:include" -> read(xml.getAttributeValue(null, "href"));
      case "reg" -> {
        // A register without a number follows the one before it.
        String number = xml.getAttributeValue(null, "regnum");
        next = number == null ? next : Integer.parseInt(number);
        int bits = Integer.parseInt(xml.getAttributeValue(null, "bitsize"));
        String name = xml.getAttributeValue(null, "name");
        boolean saved = !"no".equals(xml.getAttributeValue(null, "save-restore"));
        registers.add(new Register(name, next++, bits, saved));
      }
      default -> {}
    }
  }
}
