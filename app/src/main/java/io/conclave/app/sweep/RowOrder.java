package io.conclave.app.sweep;

import io.conclave.nativerisk.TradingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a sweep in the order in which the worker computes them, and how they are cut into pieces. The grid alone
 * decides it: never how many nodes there are, or how fast.
 *
 * <p>A piece is a block of the slowest axis with all of the faster ones, so a kernel gets a grid of the shape it is made
 * for; where one value of that axis is too much already, its rows are cut by the next axis, and so on.
 */
public final class RowOrder {
    /** Rows of a piece, at most: less is done sooner than handed over. With sums of parts they take 2.3 MB. */
    static final int MOST_IN_A_PIECE = 1 << 13;

    /** Rows of a sweep that is cut, at most: a larger one, whose pieces would fill the database, stays whole. */
    static final int MOST_CUT = 1 << 20;

    private final List<String> names;
    private final List<Integer> counts;
    private final int cut;
    private final int inner;
    private final int blocks;

    private RowOrder(List<String> names, List<Integer> counts) {
        this.names = names;
        this.counts = counts;
        int axis = 0;
        if (isCut()) {
            while (product(axis + 1, counts.size()) > MOST_IN_A_PIECE) {
                axis++;
            }
        }
        this.cut = axis;
        this.inner = product(axis + 1, counts.size());
        int most = Math.max(1, MOST_IN_A_PIECE / inner);
        this.blocks = isCut() ? Math.ceilDiv(counts.get(axis), most) : 1;
    }

    /**
     * A block of values of one axis.
     *
     * @param from its first, counted from 0
     */
    record Span(int from, int count) {}

    /**
     * Rows one behind the other.
     *
     * @param spans of each axis, the slowest first
     */
    record Slab(int firstRow, List<Span> spans) {
        Slab {
            spans = List.copyOf(spans);
        }

        int rows() {
            return spans.stream().mapToInt(Span::count).reduce(1, Math::multiplyExact);
        }
    }

    /** @param grid checked to be of the strategy */
    public static RowOrder of(StrategyName strategy, TradingPlan.Sides sides, Grid grid) {
        var names = isOfCrossovers(strategy, sides, grid)
                ? List.of("slow", "fast")
                : List.copyOf(grid.axes().keySet());
        return new RowOrder(
                names, names.stream().map(name -> Grid.axis(grid, name).count()).toList());
    }

    /** Whether a kernel of its own sweeps it. */
    static boolean isOfCrossovers(StrategyName strategy, TradingPlan.Sides sides, Grid grid) {
        return strategy.isCrossover()
                && sides == TradingPlan.Sides.LONG_ONLY
                && grid.axes().size() == 2;
    }

    /** Axes by their names, the slowest first. */
    List<String> names() {
        return names;
    }

    public int rows() {
        return product(0, counts.size());
    }

    private boolean isCut() {
        return rows() > MOST_IN_A_PIECE && rows() <= MOST_CUT;
    }

    /** 1 for what stays whole. */
    public int pieces() {
        return isCut() ? product(0, cut) * blocks : 1;
    }

    Slab whole() {
        return new Slab(0, counts.stream().map(count -> new Span(0, count)).toList());
    }

    /** @param index from 0, in the order of their rows */
    Slab piece(int index) {
        if (index < 0 || index >= pieces()) {
            throw new IllegalArgumentException("There is no piece " + index + " among " + pieces());
        }
        if (!isCut()) {
            return whole();
        }
        int line = index / blocks;
        int block = index % blocks;
        long count = counts.get(cut);
        int from = (int) (count * block / blocks);
        int end = (int) (count * (block + 1) / blocks);
        var spans = new ArrayList<Span>();
        for (int axis = 0; axis < cut; axis++) {
            spans.add(new Span(line / product(axis + 1, cut) % counts.get(axis), 1));
        }
        spans.add(new Span(from, end - from));
        counts.subList(cut + 1, counts.size()).forEach(all -> spans.add(new Span(0, all)));
        return new Slab((line * counts.get(cut) + from) * inner, spans);
    }

    /** Which value each axis has in a row, counted from 0; the slowest axis first. */
    List<Integer> at(int row) {
        var at = new ArrayList<Integer>();
        for (int axis = 0; axis < counts.size(); axis++) {
            at.add(row / product(axis + 1, counts.size()) % counts.get(axis));
        }
        return at;
    }

    private int product(int from, int end) {
        return counts.subList(from, end).stream().reduce(1, Math::multiplyExact);
    }
}
