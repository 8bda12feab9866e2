package io.conclave.nativerisk;

import io.conclave.nativerisk.frames.MeasureOverfittingEncoder;
import io.conclave.nativerisk.frames.MeasurePortfolioEncoder;
import io.conclave.nativerisk.frames.MeasureReturnsEncoder;
import io.conclave.nativerisk.frames.MessageHeaderEncoder;
import io.conclave.nativerisk.frames.RiskCovariance;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A measure over numbers in the slice, the report at its start: what lies where, how it is asked for and read.
 *
 * @param <R> the report
 */
sealed interface Measure<R> {
    /** Of the whole request: the report, and what it is made of behind it. */
    long bytes();

    /** Of what the child writes. */
    long reportBytes();

    void putInto(MemorySegment slice);

    /** Writes the request; {@code buffer} is long enough for any of them. */
    int say(UnsafeBuffer buffer, long requestId, String sliceName, long sliceBytes);

    /** Empty when it cannot be true. */
    Optional<R> read(MemorySegment slice, int kernelVersion);

    record OfReturns(TrackRecordRequest request) implements Measure<TrackRecord> {
        @Override
        public long reportBytes() {
            return Reports.TRACK_RECORD_BYTES;
        }

        @Override
        public long bytes() {
            return reportBytes() + request.returns().bytes();
        }

        @Override
        public void putInto(MemorySegment slice) {
            request.returns().copyTo(slice, reportBytes());
        }

        @Override
        public int say(UnsafeBuffer buffer, long requestId, String sliceName, long sliceBytes) {
            return new MeasureReturnsEncoder()
                    .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .requestId(requestId)
                    .sliceBytes(sliceBytes)
                    .returnsStart(reportBytes())
                    .reportStart(0)
                    .periodsPerYear(request.periodsPerYear())
                    .benchmark(request.benchmark())
                    .confidence(request.confidence())
                    .trialVariance(request.trialVariance())
                    .trials(request.trials())
                    .observations(request.returns().observations())
                    .sliceName(sliceName)
                    .encodedLength();
        }

        @Override
        public Optional<TrackRecord> read(MemorySegment slice, int kernelVersion) {
            return Reports.trackRecord(slice, kernelVersion, request.returns().observations());
        }
    }

    record OfTrials(OverfittingRequest request) implements Measure<Overfitting> {
        @Override
        public long reportBytes() {
            return Reports.OVERFITTING_BYTES;
        }

        @Override
        public long bytes() {
            return reportBytes() + request.returns().bytes();
        }

        @Override
        public void putInto(MemorySegment slice) {
            request.returns().copyTo(slice, reportBytes());
        }

        @Override
        public int say(UnsafeBuffer buffer, long requestId, String sliceName, long sliceBytes) {
            return new MeasureOverfittingEncoder()
                    .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .requestId(requestId)
                    .sliceBytes(sliceBytes)
                    .returnsStart(reportBytes())
                    .reportStart(0)
                    .meanBlock(request.meanBlock())
                    .seed(request.seed())
                    .observations(request.returns().observations())
                    .trials(request.returns().columns())
                    .parts(request.parts())
                    .draws(request.draws())
                    .sliceName(sliceName)
                    .encodedLength();
        }

        @Override
        public Optional<Overfitting> read(MemorySegment slice, int kernelVersion) {
            return Reports.overfitting(slice, kernelVersion, request);
        }
    }

    record OfPortfolio(PortfolioRequest request) implements Measure<PortfolioRisk> {
        private int names() {
            return request.positions().size();
        }

        private long positionsStart() {
            return reportBytes();
        }

        private long returnsStart() {
            return positionsStart() + (long) Double.BYTES * names();
        }

        @Override
        public long reportBytes() {
            return Reports.PORTFOLIO_BYTES + (long) Reports.CONTRIBUTION_BYTES * names();
        }

        @Override
        public long bytes() {
            return returnsStart() + request.scenarios().bytes();
        }

        @Override
        public void putInto(MemorySegment slice) {
            for (int i = 0; i < names(); i++) {
                slice.set(
                        ValueLayout.JAVA_DOUBLE,
                        positionsStart() + (long) Double.BYTES * i,
                        request.positions().get(i));
            }
            request.scenarios().copyTo(slice, returnsStart());
        }

        @Override
        public int say(UnsafeBuffer buffer, long requestId, String sliceName, long sliceBytes) {
            var limits = request.limits();
            var paths = request.monteCarlo();
            return new MeasurePortfolioEncoder()
                    .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                    .requestId(requestId)
                    .sliceBytes(sliceBytes)
                    .positionsStart(positionsStart())
                    .returnsStart(returnsStart())
                    .contributionsStart(Reports.PORTFOLIO_BYTES)
                    .reportStart(0)
                    .grossLimit(limits.gross())
                    .netLimit(limits.net())
                    .nameLimit(limits.name())
                    .concentrationLimit(limits.concentration())
                    .cvarLimit(limits.cvar())
                    .decay(request.decay())
                    .degrees(request.degreesOfFreedom())
                    .seed(paths.seed())
                    .names(names())
                    .scenarios(request.scenarios().observations())
                    .paths(paths.paths())
                    .levelBps(request.levelBps())
                    .threads(paths.threads())
                    .covariance(
                            switch (paths.covariance()) {
                                case SAMPLE -> RiskCovariance.SAMPLE;
                                case SHRUNK -> RiskCovariance.SHRUNK;
                                case EWMA -> RiskCovariance.EWMA;
                            })
                    .sliceName(sliceName)
                    .encodedLength();
        }

        @Override
        public Optional<PortfolioRisk> read(MemorySegment slice, int kernelVersion) {
            return Reports.portfolio(slice, kernelVersion, names());
        }
    }
}
