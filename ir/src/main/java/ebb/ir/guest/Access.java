package ebb.ir.guest;

/** What an access wants to do. The ordinals number the soft-TLB tables. */
public enum Access {
  READ,
  WRITE,
  EXECUTE
}
