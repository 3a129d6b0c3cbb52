package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.HashMap;
import java.util.Map;
import net.openhft.chronicle.bytes.BytesStore;

/** Page-aligned, lazily zeroed host memory. */
final class OffHeap {
  private static final Map<Long, BytesStore<?, Void>> STORES = new HashMap<>();

  private OffHeap() {}

  /** Raw address of {@code bytes} zeroed bytes at a page boundary. */
  static synchronized long reserve(long bytes) {
    BytesStore<?, Void> store =
        BytesStore.lazyNativeBytesStoreWithFixedCapacity(bytes + GuestMemory.PAGE_SIZE);
    long address = store.addressForRead(0) + GuestMemory.PAGE_SIZE - 1 & -GuestMemory.PAGE_SIZE;
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
