#pragma once

#include <cstddef>

#include "strategy/moving_averages.h"

namespace conclave {

/// Moving average convergence divergence (Appel): the fast EMA less the slow one, and an EMA of
/// that, the signal, which is fed from the first bar on at which the slow average is ready.
class Macd {
 public:
  Macd(std::size_t fast, std::size_t slow, std::size_t signal, EmaSeed seed) noexcept
      : fast_(fast, seed), slow_(slow, seed), signal_(signal, seed) {}

  void Move(double x) noexcept {
    fast_.Move(x);
    slow_.Move(x);
    if (slow_.ready()) {
      signal_.Move(line());
    }
  }

  [[nodiscard]] bool line_ready() const noexcept { return slow_.ready(); }
  [[nodiscard]] bool ready() const noexcept { return signal_.ready(); }
  [[nodiscard]] double line() const noexcept { return fast_.value() - slow_.value(); }
  [[nodiscard]] double signal() const noexcept { return signal_.value(); }
  [[nodiscard]] double histogram() const noexcept { return line() - signal(); }
  [[nodiscard]] double fast() const noexcept { return fast_.value(); }

 private:
  Ema fast_;
  Ema slow_;
  Ema signal_;
};

}  // namespace conclave
