package ebb.runtime;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * What happens to translated code, for Java Flight Recorder. Addresses are guest-virtual, pages
 * numbered as in {@link GuestRam}.
 */
final class CodeEvents {
  private CodeEvents() {}

  @Name("ebb.BlockTranslated")
  @Label("Block Translated")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class BlockTranslated extends Event {
    @Label("PC")
    long pc;

    @Label("Instructions")
    int instructions;
  }

  @Name("ebb.RegionFormed")
  @Label("Region Formed")
  @Description("A block was entered so often that it and what it leads to are to be compiled")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class RegionFormed extends Event {
    @Label("PC")
    long pc;

    @Label("Blocks")
    @Description("None if it is not worth it")
    int blocks;
  }

  @Name("ebb.RegionCompiled")
  @Label("Region Compiled")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class RegionCompiled extends Event {
    @Label("PC")
    long pc;

    @Label("Blocks")
    int blocks;

    @Label("Possible")
    boolean possible;
  }

  @Name("ebb.RegionInstalled")
  @Label("Region Installed")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class RegionInstalled extends Event {
    @Label("PC")
    long pc;

    @Label("Blocks")
    int blocks;
  }

  @Name("ebb.CodeInvalidated")
  @Label("Code Invalidated")
  @Description("Bytes that blocks were made of were written")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class CodeInvalidated extends Event {
    @Label("Page")
    int page;

    @Label("Offset")
    int offset;

    @Label("Length")
    @DataAmount
    int length;

    @Label("Blocks Dropped")
    int dropped;
  }

  @Name("ebb.CodeAged")
  @Label("Code Aged")
  @Description("What has not been executed for long goes, if there is not much room left")
  @Category({"Ebb", "Code"})
  @StackTrace(false)
  static final class CodeAged extends Event {
    @Label("Blocks")
    int blocks;

    @Label("Blocks Left")
    int blocksLeft;

    @Label("Regions")
    int regions;

    @Label("Regions Left")
    int regionsLeft;
  }
}
