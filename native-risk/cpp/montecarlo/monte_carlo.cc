#include "montecarlo/monte_carlo.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <system_error>
#include <thread>

#include "montecarlo/paths.h"

namespace conclave {
namespace {

/// Draws that a thread takes at a time: few enough to share fairly, many enough not to quarrel.
constexpr std::uint64_t kDrawsATurn = 8192;
static_assert(kDrawsATurn % kDrawsTogether == 0);

/// Draws between two looks at whether to leave: a tenth of a second for the largest book.
constexpr std::uint64_t kDrawsALook = 256;
static_assert(kDrawsATurn % kDrawsALook == 0 && kDrawsALook % kDrawsTogether == 0);

/// Sums over paths are kept in so many strands and then added up: an order of its own, always the
/// same, in which no addition waits for the one before.
constexpr std::size_t kStrands = 8;

constexpr double kLargestLoss = 1e150;  // its square is still a number

constexpr std::align_val_t kCacheLine{64};

struct Release {
  void operator()(double* held) const noexcept { ::operator delete[](held, kCacheLine); }
};
using Doubles = std::unique_ptr<double[], Release>;

Doubles Reserve(std::size_t count) noexcept {
  return Doubles(
      static_cast<double*>(::operator new[](count * sizeof(double), kCacheLine, std::nothrow)));
}

bool AllFinite(std::span<const double> numbers) noexcept {
  return std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

/// How many paths lose at least VaR: ceil((1 - c) paths), in whole numbers.
std::uint64_t TailOf(const MonteCarlo& book) noexcept {
  return ((10000 - static_cast<std::uint64_t>(book.level_bps)) * book.paths + 9999) / 10000;
}

/// What no path can exceed, so that nothing overflows later and no path need be looked at for it.
MonteCarloStatus CheckReach(const MonteCarlo& book) noexcept {
  const std::size_t n = book.exposures.size();
  double most = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double* const row = book.cholesky.data() + i * n;
    double reach = book.means.empty() ? 0 : std::fabs(book.means[i]);
    for (std::size_t j = 0; j <= i; ++j) {
      if (!std::isfinite(row[j])) {
        return MonteCarloStatus::kBadNumbers;
      }
      reach += kFarthestNormal * std::fabs(row[j]);
    }
    if (row[i] < 0) {
      return MonteCarloStatus::kBadNumbers;
    }
    const bool log_normal = book.revaluation == Revaluation::kLogNormal;
    if (log_normal && reach > kMaxLogReturn) {
      return MonteCarloStatus::kTooWild;
    }
    most += std::fabs(book.exposures[i]) * (log_normal ? std::exp(reach) : reach);
  }
  return most <= kLargestLoss ? MonteCarloStatus::kOk : MonteCarloStatus::kBadNumbers;
}

MonteCarloStatus Check(const MonteCarlo& book, std::span<double> losses) noexcept {
  const std::size_t n = book.exposures.size();
  if (n == 0 || n > kMaxSimulatedAssets || book.cholesky.size() != n * n ||
      (!book.means.empty() && book.means.size() != n) ||
      (!losses.empty() && losses.size() != book.paths) ||
      book.revaluation > Revaluation::kLogNormal) {
    return MonteCarloStatus::kBadShapes;
  }
  if (book.paths == 0 || book.paths > kMaxPaths || (book.antithetic && book.paths % 2 != 0)) {
    return MonteCarloStatus::kBadPaths;
  }
  if (book.level_bps < 5000 || book.level_bps > 9999) {
    return MonteCarloStatus::kBadLevel;
  }
  if (book.threads == 0 || book.threads > kMaxThreads || !Supports(book.isa)) {
    return MonteCarloStatus::kBadEngine;
  }
  if (!AllFinite(book.exposures) || !AllFinite(book.means)) {
    return MonteCarloStatus::kBadNumbers;
  }
  return CheckReach(book);
}

SimulatePaths* SimulatorFor(Isa isa) noexcept {
  switch (isa == Isa::kBest ? BestIsa() : isa) {
    case Isa::kAvx512:
      return SimulatePathsAvx512;
    case Isa::kAvx2:
      return SimulatePathsAvx2;
    case Isa::kBest:
    case Isa::kScalar:
      break;
  }
  return SimulatePathsScalar;
}

/// L' exposures: what one unit of each normal gains a linear book.
void Collapse(const MonteCarlo& book, double* weights) noexcept {
  const std::size_t n = book.exposures.size();
  for (std::size_t j = 0; j < n; ++j) {
    weights[j] = 0;
    for (std::size_t i = j; i < n; ++i) {
      weights[j] += book.exposures[i] * book.cholesky[i * n + j];
    }
  }
}

/// The threads of one run: each takes the next turn of draws until there is none left.
class Simulation {
 public:
  Simulation(const PathModel& model, SimulatePaths* simulate, std::uint64_t draws, double* losses,
             double* mirrored, const std::atomic<bool>* cancelled) noexcept
      : model_(model),
        simulate_(simulate),
        draws_(draws),
        losses_(losses),
        mirrored_(mirrored),
        cancelled_(cancelled) {}

  /// @param workspaces WorkspaceOf(assets) doubles a thread
  void Run(std::uint32_t threads, double* workspaces) noexcept {
    const std::size_t each = WorkspaceOf(model_.assets);
    const auto turns = static_cast<std::uint32_t>((draws_ + kDrawsATurn - 1) / kDrawsATurn);
    const std::uint32_t helpers = std::min(threads, turns) - 1;
    const std::unique_ptr<std::jthread[]> crew(
        helpers > 0 ? new (std::nothrow) std::jthread[helpers] : nullptr);
    if (crew != nullptr) {
      for (std::uint32_t i = 0; i < helpers; ++i) {
        try {
          crew[i] = std::jthread([this, own = workspaces + (i + 1) * each] { TakeTurns(own); });
        } catch (const std::system_error&) {
          break;  // the machine gives no more: those there are do the work
        } catch (const std::bad_alloc&) {
          break;
        }
      }
    }
    TakeTurns(workspaces);
  }

  /// After Run: whether draws are missing, because it was cancelled.
  [[nodiscard]] bool LeftEarly() const noexcept {
    return left_early_.load(std::memory_order_relaxed);
  }

 private:
  void TakeTurns(double* workspace) noexcept {
    for (std::uint64_t first = next_.fetch_add(kDrawsATurn); first < draws_;
         first = next_.fetch_add(kDrawsATurn)) {
      const std::uint64_t end = std::min(first + kDrawsATurn, draws_);
      for (std::uint64_t draw = first; draw < end; draw += kDrawsALook) {
        if (cancelled_ != nullptr && cancelled_->load(std::memory_order_relaxed)) {
          left_early_.store(true, std::memory_order_relaxed);
          return;
        }
        simulate_(model_, draw, std::min(kDrawsALook, end - draw), losses_ + draw,
                  mirrored_ == nullptr ? nullptr : mirrored_ + draw, workspace);
      }
    }
  }

  const PathModel& model_;
  SimulatePaths* simulate_;
  std::uint64_t draws_;
  double* losses_;
  double* mirrored_;
  const std::atomic<bool>* cancelled_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<bool> left_early_{false};
};

/// Sum of value(loss) over all paths.
template <class Value>
double SumOf(std::span<const double> losses, Value value) noexcept {
  double strands[kStrands] = {};
  std::size_t p = 0;
  for (; p + kStrands <= losses.size(); p += kStrands) {
    for (std::size_t s = 0; s < kStrands; ++s) {
      strands[s] += value(losses[p + s]);
    }
  }
  for (std::size_t s = 0; p < losses.size(); ++p, ++s) {
    strands[s] += value(losses[p]);
  }
  return ((strands[0] + strands[4]) + (strands[2] + strands[6])) +
         ((strands[1] + strands[5]) + (strands[3] + strands[7]));
}

/// A loss that at least `wanted` losses very likely reach and few others do; the least there can be
/// if nothing is to be won. From losses evenly spaced over the paths.
double Floor(std::span<const double> losses, std::uint64_t wanted) noexcept {
  constexpr std::size_t kSample = 4096;
  double sample[kSample];
  const double expected =
      static_cast<double>(wanted) / static_cast<double>(losses.size()) * kSample;
  const auto rank = static_cast<std::size_t>(expected + 5 * std::sqrt(expected) + 5);
  if (losses.size() < 16 * kSample || rank >= kSample / 2) {
    return -std::numeric_limits<double>::infinity();
  }
  for (std::size_t i = 0; i < kSample; ++i) {
    sample[i] = losses[i * (losses.size() / kSample)];
  }
  std::nth_element(sample, sample + rank, sample + kSample, std::greater<>());
  return sample[rank];
}

/// The largest losses by rank. Exact: what the sample says only spares most of the work.
class Ranking {
 public:
  /// @param ranks how many of the largest are asked for
  /// @return false if there is no memory
  [[nodiscard]] bool Fill(std::span<const double> losses, std::uint64_t ranks) noexcept {
    double floor = Floor(losses, ranks);
    auto reach = CountFrom(losses, floor);
    if (reach < ranks) {
      floor = -std::numeric_limits<double>::infinity();
      reach = losses.size();
    }
    held_ = Reserve(reach);
    if (held_ == nullptr) {
      return false;
    }
    std::copy_if(losses.begin(), losses.end(), held_.get(),
                 [floor](double loss) { return loss >= floor; });
    ranked_ = {held_.get(), reach};
    return true;
  }

  /// The rank-th largest, 1-based. Ranks must be asked for from the last to the first.
  double At(std::uint64_t rank) noexcept {
    const auto at = ranked_.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(ranked_.begin(), at, ranked_.end(), std::greater<>());
    const double loss = *at;
    ranked_ = ranked_.first(rank);
    return loss;
  }

 private:
  static std::size_t CountFrom(std::span<const double> losses, double floor) noexcept {
    return static_cast<std::size_t>(std::count_if(losses.begin(), losses.end(),
                                                  [floor](double loss) { return loss >= floor; }));
  }

  Doubles held_;
  std::span<double> ranked_;
};

}  // namespace

MonteCarloStatus RunMonteCarlo(const MonteCarlo& book, std::span<double> losses,
                               MonteCarloResult& out) noexcept {
  const MonteCarloStatus status = Check(book, losses);
  if (status != MonteCarloStatus::kOk) {
    return status;
  }
  const std::size_t n = book.exposures.size();
  Doubles own_losses;
  if (losses.empty()) {
    own_losses = Reserve(book.paths);
    losses = {own_losses.get(), book.paths};
  }
  const Doubles workspaces = Reserve(WorkspaceOf(n) * book.threads);
  const Doubles model_numbers = Reserve(2 * n);
  if (losses.data() == nullptr || workspaces == nullptr || model_numbers == nullptr) {
    return MonteCarloStatus::kNoMemory;
  }

  double* const means = model_numbers.get();
  double* const collapsed = means + n;
  double drift = 0;
  for (std::size_t i = 0; i < n; ++i) {
    means[i] = book.means.empty() ? 0 : book.means[i];
    drift += book.exposures[i] * means[i];
  }
  Collapse(book, collapsed);
  const bool linear = book.revaluation == Revaluation::kLinear;
  const PathModel model{n,
                        book.exposures.data(),
                        means,
                        book.cholesky.data(),
                        linear ? collapsed : nullptr,
                        drift,
                        book.seed};
  const std::uint64_t draws = book.antithetic ? book.paths / 2 : book.paths;
  Simulation simulation(model, SimulatorFor(book.isa), draws, losses.data(),
                        book.antithetic ? losses.data() + draws : nullptr, book.cancelled);
  simulation.Run(book.threads, workspaces.get());
  if (simulation.LeftEarly()) {
    return MonteCarloStatus::kCancelled;
  }

  const auto paths = static_cast<double>(book.paths);
  const double beyond = (10000 - book.level_bps) / 10000.0;
  const std::uint64_t tail = TailOf(book);
  const auto step = static_cast<std::uint64_t>(std::ceil(std::sqrt(beyond * (1 - beyond) * paths)));
  const std::uint64_t below = std::min(tail + step, book.paths);
  const std::uint64_t above = tail > step ? tail - step : 1;
  Ranking ranking;
  if (!ranking.Fill(losses, below)) {
    return MonteCarloStatus::kNoMemory;
  }
  const double lower = ranking.At(below);
  const double var = ranking.At(tail);
  const double upper = ranking.At(above);
  const double worst = ranking.At(1);

  const double mean = SumOf(losses, [](double loss) { return loss; }) / paths;
  const double squares =
      SumOf(losses, [mean](double loss) { return (loss - mean) * (loss - mean); });
  const double excess = SumOf(losses, [var](double loss) { return std::max(0.0, loss - var); });
  const double mean_excess = excess / paths;
  const double excess_squares = SumOf(losses, [var, mean_excess](double loss) {
    const double off = std::max(0.0, loss - var) - mean_excess;
    return off * off;
  });
  out.var = var;
  out.cvar = var + mean_excess / beyond;
  out.mean = mean;
  out.deviation = book.paths > 1 ? std::sqrt(squares / (paths - 1)) : 0;
  out.var_standard_error = (upper - lower) / 2;
  out.cvar_standard_error =
      book.paths > 1 ? std::sqrt(excess_squares / (paths - 1) / paths) / beyond : 0;
  out.worst = worst;
  return MonteCarloStatus::kOk;
}

}  // namespace conclave
