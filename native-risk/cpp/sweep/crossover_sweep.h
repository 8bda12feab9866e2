#pragma once

#include <cstdint>
#include <span>

#include "kernels/sma_crossover.h"
#include "sweep/sweep_row.h"

namespace conclave {

/// Which average of the closes a window stands for.
enum class Average : std::uint8_t {
  kSimple = 1,
  kExponential = 2  ///< mean of the first w closes at bar w - 1, then e += 2 / (w + 1) * (c - e)
};

/// How a sweep is computed.
enum class Method : std::uint8_t {
  kAuto = 0,      ///< the fastest of those that give the scalar one's bits: BestMethod()
  kScalar = 1,    ///< plain loops: the reference, everywhere
  kAvx2 = 2,      ///< the scalar one's bits
  kAvx512 = 3,    ///< the scalar one's bits; wants VBMI2 and VPOPCNTDQ as well (Ice
                  ///< Lake, Zen 4 and later)
  kRunLength = 4  ///< whole runs of one position at a time; same fills and positions everywhere,
                  ///< other figures within kRunLengthBound, the same bits on every processor
};

enum class SweepStatus : std::uint8_t {
  kOk = 0,
  kBadBars = 1,     ///< sizes differ, or a price <= 0
  kBadRange = 2,    ///< not first_bar < end_bar <= bars
  kBadWindows = 3,  ///< none, or one outside [1, kMaxWindowBars]
  kBadCosts = 4,    ///< a cost outside [0, kMaxCostBps]
  kBadParts = 5,    ///< none though asked for, or more than there are returns
  kBadOutput = 6,   ///< rows not fast x slow, or parts_out neither empty nor rows x parts
  kBadMethod = 7,   ///< not a method, not an average, or not supported by this processor
  kBadThreads = 8,  ///< outside [1, kMaxSweepThreads]
  kNoMemory = 9,
  kCancelled = 10
};

inline constexpr std::uint32_t kMaxSweepThreads = 256;

/// How far a log return, a fall or a part's sums of kRunLength may stand from the scalar ones for
/// up to 10^6 bars, as a share of the larger of 1 and the greatest of those sums on the way (the
/// test measures it); a Sharpe ratio R (1 + R^2) max(1, |R|) times as far, if |R| < 10^4.
inline constexpr double kRunLengthBound = 1e-11;

/// What is swept: every fast window against every slow one, on the same bars.
struct CrossoverSweep {
  std::span<const std::int64_t> opens_e8;   ///< n opening prices, oldest first, each > 0
  std::span<const std::int64_t> closes_e8;  ///< n closing prices of the same bars, each > 0
  Average average;
  std::span<const std::uint32_t> fast;  ///< bars, in any order, each in [1, kMaxWindowBars]
  std::span<const std::uint32_t> slow;  ///< bars, in any order, each in [1, kMaxWindowBars]
  std::uint32_t first_bar;  ///< decides first; bars before it fill the averages and earn nothing
  std::uint32_t end_bar;    ///< exclusive; later bars are not read
  Costs costs;
  Method method;
  std::uint32_t threads;
  std::uint32_t parts;  ///< of parts_out; not read if that is empty
};

/// Each is "long while the fast average stands above the slow one, else flat", a run of
/// RunSmaCrossover with one leg: docs/backtest-semantics.md. `rows[s * fast.size() + f]` is that of
/// slow[s] and fast[f], and has the same bits as RunSmaCrossover's answer but for the Sharpe ratio.
/// A combination with fast >= slow is no trial: NaN in its doubles (also those of its parts),
/// 0 fills, position 0.
///
/// The Sharpe ratio is m / sqrt((Q - S^2 / n) / (n - 1)) with S the sum of the n = end_bar -
/// first_bar - 1 returns, m = S / n and Q the sum of their squares (each fused into the sum); 0 if
/// n < 2 or Q - S^2 / n is not above n 2^-52 Q, which rounding may leave of equal returns. Where
/// |Sharpe| < 10^4 it differs from RunSmaCrossover's by at most 4 n 2^-53 (1 + Sharpe^2)
/// max(1, |Sharpe|): below 10^-9 for 10^6 returns of a ratio up to 1.
///
/// The returns (bars first_bar + 1 to end_bar - 1) are cut into `parts` equal lengths; the bars
/// left over come first and belong to none. `parts_out[row * parts + p]` is the difference of the
/// running sums at the ends of part p, so within 2 n 2^-53 times the sums of magnitudes of the
/// plain ones.
///
/// Results do not depend on `threads`. Simple averages are compared exactly at any price and
/// window: in doubles where ticks are coarse enough (exact_ticks.h), else in doubles with 128-bit
/// integers where they leave a doubt (wide_prices.h). Where not even a window's sum fits into 64
/// bits, the scalar method's 128-bit integers take over whichever method was asked for. `used`, if
/// given, is told on kOk what decided: kScalar then, and never kAuto. O(bars * (fast + slow) + bars
/// * fast * slow) time; memory: one double a bar, and a bounded tile and state for each thread.
/// Never throws. `watch` is told of the progress and asked whether to go on every few milliseconds;
/// its counters are set here, `cancelled` is not. On kCancelled and kNoMemory `rows` and
/// `parts_out` hold anything, on other failures they are untouched.
[[nodiscard]] SweepStatus SweepCrossovers(const CrossoverSweep& sweep, SweepWatch& watch,
                                          std::span<SweepRow> rows, std::span<PartSums> parts_out,
                                          Method* used = nullptr) noexcept;

/// The fastest of kScalar, kAvx2 and kAvx512 on this processor under this operating system.
[[nodiscard]] Method BestMethod() noexcept;

/// Whether this processor and operating system run it; kAuto, kScalar and kRunLength always do.
[[nodiscard]] bool Supported(Method method) noexcept;

}  // namespace conclave
