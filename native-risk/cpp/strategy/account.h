#pragma once

#include <cstddef>

#include "strategy/simulator.h"

namespace conclave {

/// Cash and units at one broker: what an order of a given size costs, and how large it may be.
class Account {
 public:
  explicit Account(const Broker& broker) noexcept;

  /// What one fill came to.
  struct Execution {
    double notional;  ///< units times the price paid, quote currency, >= 0
    double fee;
  };

  [[nodiscard]] double EquityAt(double price) const noexcept { return cash_ + units_ * price; }
  [[nodiscard]] double units() const noexcept { return units_; }

  /// Trades `delta` units (negative: sells) around `price`. A delta of -units() closes exactly.
  Execution Trade(double delta, double price) noexcept;

  /// Moves the position to `part` of the equity at `price`, in parts of a unit. What is bought
  /// includes its costs: all of the equity leaves no cash and no debt.
  Execution MoveTo(double part, double price) noexcept;

  /// The whole units to trade so that the position becomes `part` of the equity at `price`, rounded
  /// towards none and, where the broker's sizing says so, small enough to leave the order's own
  /// fee.
  [[nodiscard]] double LotsTo(double part, double price) const noexcept;

  /// What a bar of a short position costs at its close.
  double ChargeBorrow(double price) noexcept;

  /// Nothing is left: no position, `rest` in cash.
  void Ruin(double rest) noexcept;

 private:
  [[nodiscard]] double Worse(double price, bool buying) const noexcept {
    return price * (buying ? 1 + slip_ : 1 - slip_);
  }
  [[nodiscard]] double Fee(double units, double notional, bool buying) const noexcept;
  [[nodiscard]] double UnitsFor(double amount, double price) const noexcept;

  const Broker& broker_;
  double slip_;
  double fee_;
  double borrow_a_bar_;
  double cash_;
  double units_ = 0;
};

}  // namespace conclave
