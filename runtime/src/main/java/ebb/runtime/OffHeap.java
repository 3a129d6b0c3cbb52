package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.bytes.BytesStore;
import org.agrona.UnsafeApi;

/** Page-aligned, lazily zeroed host memory. */
final class OffHeap {
  /** Up to this size memory is zeroed by hand. */
  private static final long SMALL = 4 << 20;

  /**
   * Everything else takes at least this much address space. Below it malloc may hand out memory
   * that was used before: glibc keeps up to 64 MiB at the top of its heap, and maps afresh what
   * does not fit there.
   */
  private static final long FRESH = 256 << 20;

  private static final Map<Long, BytesStore<?, Void>> STORES = new HashMap<>();

  private OffHeap() {}

  /** Raw address of {@code bytes} zeroed bytes at a page boundary. */
  static synchronized long reserve(long bytes) {
    BytesStore<?, Void> store =
        BytesStore.lazyNativeBytesStoreWithFixedCapacity(
            (bytes <= SMALL ? bytes : Math.max(bytes, FRESH)) + GuestMemory.PAGE_SIZE);
    long address = store.addressForRead(0) + GuestMemory.PAGE_SIZE - 1 & -GuestMemory.PAGE_SIZE;
    if (bytes <= SMALL) {
      UnsafeApi.setMemory(address, bytes, (byte) 0);
    }
    STORES.put(address, store);
    return address;
  }

  static synchronized void release(long address) {
    BytesStore<?, Void> store = STORES.remove(address);
    if (store != null) {
      store.releaseLast();
    }
  }
}
