package ebb.machine.disk;

import java.util.Arrays;

/**
 * What the guest wrote to a disk: a sparse, ordered map from cluster number to 4 KB of data, as a
 * radix tree with 64 children a node. Taking a mark is free: it only makes every node shared, and a
 * shared node or cluster is copied before its first change.
 *
 * <p>A node or cluster belongs to the epoch in which it was made; only those of the current epoch
 * are changed in place. No other tree has that epoch, so a mark can be restored in any that is as
 * large.
 */
final class Overlay {
  static final int CLUSTER_BYTES = 4096;

  private static final int BITS = 6;
  private static final int FAN_OUT = 1 << BITS;
  private static final byte[] ZEROES = new byte[CLUSTER_BYTES];

  /** Inner levels hold nodes, the lowest one clusters. */
  private static final class Node {
    final Object epoch;
    final Object[] children;

    Node(Object epoch, Object[] children) {
      this.epoch = epoch;
      this.children = children;
    }
  }

  private record Cluster(Object epoch, byte[] data) {}

  /** An immutable state of the tree. */
  record Mark(Object root, long count) {}

  /** Sees the clusters in ascending order; must not change the data. */
  interface Visitor<X extends Exception> {
    void cluster(long number, byte[] data) throws X;
  }

  private final int levels;
  private Object epoch;
  private Node root;
  private long count;

  /**
   * @param clusters numbers are below this
   */
  Overlay(long clusters) {
    int depth = 1;
    while (depth * BITS < 63 && clusters > 1L << depth * BITS) {
      depth++;
    }
    levels = depth;
    clear();
  }

  void clear() {
    epoch = new Object();
    root = new Node(epoch, new Object[FAN_OUT]);
    count = 0;
  }

  /** Clusters present. */
  long count() {
    return count;
  }

  /** The data of a cluster, not to be changed, or null. */
  byte[] get(long number) {
    Object at = root;
    for (int level = levels - 1; level >= 0 && at != null; level--) {
      at = ((Node) at).children[index(number, level)];
    }
    return at == null ? null : ((Cluster) at).data;
  }

  /** The data of a cluster to be changed in place, or null if it is absent. */
  byte[] writable(long number) {
    byte[] data = get(number);
    return data == null ? null : own(number, data);
  }

  /** Adds or replaces a cluster; the array belongs to the tree from now on. */
  void put(long number, byte[] data) {
    Node leaf = ownedLeaf(number);
    int index = index(number, 0);
    if (leaf.children[index] == null) {
      count++;
    }
    leaf.children[index] = new Cluster(epoch, data);
  }

  /** Makes a cluster all zero without memory of its own. */
  void putZeroes(long number) {
    put(number, ZEROES);
  }

  Mark mark() {
    epoch = new Object();
    return new Mark(root, count);
  }

  void restore(Mark mark) {
    epoch = new Object();
    root = (Node) mark.root;
    count = mark.count;
  }

  <X extends Exception> void forEach(Visitor<X> visitor) throws X {
    visit(root, levels - 1, 0, visitor);
  }

  private <X extends Exception> void visit(Node node, int level, long base, Visitor<X> visitor)
      throws X {
    for (int i = 0; i < FAN_OUT; i++) {
      Object child = node.children[i];
      long number = base | (long) i << level * BITS;
      if (child instanceof Node inner) {
        visit(inner, level - 1, number, visitor);
      } else if (child instanceof Cluster cluster) {
        visitor.cluster(number, cluster.data);
      }
    }
  }

  private byte[] own(long number, byte[] data) {
    Node leaf = ownedLeaf(number);
    int index = index(number, 0);
    Cluster cluster = (Cluster) leaf.children[index];
    if (cluster.epoch != epoch || data == ZEROES) {
      cluster = new Cluster(epoch, data.clone());
      leaf.children[index] = cluster;
    }
    return cluster.data;
  }

  private Node ownedLeaf(long number) {
    if (root.epoch != epoch) {
      root = copy(root);
    }
    Node node = root;
    for (int level = levels - 1; level > 0; level--) {
      int index = index(number, level);
      Node child = (Node) node.children[index];
      if (child == null) {
        child = new Node(epoch, new Object[FAN_OUT]);
        node.children[index] = child;
      } else if (child.epoch != epoch) {
        child = copy(child);
        node.children[index] = child;
      }
      node = child;
    }
    return node;
  }

  private Node copy(Node node) {
    return new Node(epoch, Arrays.copyOf(node.children, FAN_OUT));
  }

  private static int index(long number, int level) {
    return (int) (number >>> level * BITS) & FAN_OUT - 1;
  }
}
