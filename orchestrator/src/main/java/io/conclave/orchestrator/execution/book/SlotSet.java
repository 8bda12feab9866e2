package io.conclave.orchestrator.execution.book;

/**
 * A set of small integers that finds the next lower one in three steps: one bit a number, one bit for each word of those,
 * and again.
 */
final class SlotSet {
    static final int FEWEST = 1 << 12;
    static final int MOST = 1 << 18;

    private final long[] bits;
    private final long[] words;
    private long top;

    /** For numbers from 0 to below {@code size}, a power of two from {@link #FEWEST} to {@link #MOST}. */
    SlotSet(int size) {
        bits = new long[size >>> 6];
        words = new long[size >>> 12];
    }

    void add(int slot) {
        bits[slot >>> 6] |= 1L << slot;
        words[slot >>> 12] |= 1L << (slot >>> 6);
        top |= 1L << (slot >>> 12);
    }

    void remove(int slot) {
        if ((bits[slot >>> 6] &= ~(1L << slot)) == 0 && (words[slot >>> 12] &= ~(1L << (slot >>> 6))) == 0) {
            top &= ~(1L << (slot >>> 12));
        }
    }

    boolean isEmpty() {
        return top == 0;
    }

    /** The highest number; -1 if there is none. */
    int highest() {
        return top == 0 ? -1 : lastOfWords(highestBit(top));
    }

    /** The highest number below this one; -1 if there is none. */
    int below(int slot) {
        int word = slot >>> 6;
        long here = bits[word] & lowerThan(slot);
        if (here != 0) {
            return (word << 6) | highestBit(here);
        }
        int group = slot >>> 12;
        long near = words[group] & lowerThan(word);
        if (near != 0) {
            return lastOf((group << 6) | highestBit(near));
        }
        long far = top & lowerThan(group);
        return far == 0 ? -1 : lastOfWords(highestBit(far));
    }

    private int lastOfWords(int group) {
        return lastOf((group << 6) | highestBit(words[group]));
    }

    private int lastOf(int word) {
        return (word << 6) | highestBit(bits[word]);
    }

    /** All bits below that of a number modulo 64. */
    private static long lowerThan(int number) {
        return (1L << number) - 1;
    }

    private static int highestBit(long word) {
        return 63 - Long.numberOfLeadingZeros(word);
    }
}
