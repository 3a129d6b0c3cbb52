package ebb.cli;

import ebb.ir.guest.Guest;
import ebb.runtime.RegionTranslator;

/** The compiling tier as the {@code ebb} command plugs it in, for machines built elsewhere. */
public final class Regions {
  private Regions() {}

  /** One that forms regions after few entries of a block. */
  public static RegionTranslator early(Guest guest) {
    return new JvmRegions(guest.layout(), JvmRegions.EARLY, null);
  }
}
