#include "strategy/account.h"

#include <algorithm>
#include <cmath>

namespace conclave {

Account::Account(const Broker& broker) noexcept
    : broker_(broker),
      slip_((broker.slippage_bps + broker.half_spread_bps) / 10000.0),
      fee_(broker.fee_bps / 10000.0),
      borrow_a_bar_(broker.borrow_bps / 10000.0 / broker.bars_per_year),
      cash_(broker.cash) {}

Account::Execution Account::Trade(double delta, double price) noexcept {
  if (delta == 0) {
    return {0, 0};
  }
  const bool buying = delta > 0;
  const double units = std::fabs(delta);
  const double notional = units * Worse(price, buying);
  const double fee = Fee(units, notional, buying);
  cash_ += (buying ? -notional : notional) - fee;
  units_ = delta == -units_ ? 0 : units_ + delta;
  return {notional, fee};
}

Account::Execution Account::MoveTo(double part, double price) noexcept {
  if (part == 0) {
    return Trade(-units_, price);
  }
  const double amount = part * EquityAt(price) - units_ * price;
  return Trade(amount > 0 ? UnitsFor(amount, price) : amount / price, price);
}

double Account::LotsTo(double part, double price) const noexcept {
  if (part == 0) {
    return -units_;
  }
  const double equity = EquityAt(price);
  const double kept = equity * (broker_.buffer_bps / 10000.0);
  const auto lots_within = [part, price](double money) {
    return std::copysign(std::floor(std::fabs(part) * std::max(money, 0.0) / price), part);
  };
  double lots = lots_within(equity - kept);
  if (broker_.sizing == Sizing::kWholeLotsPlain) {
    return lots - units_;
  }
  // The second round fits when less is bought; when less is kept, more is sold and the fee grows,
  // ever more slowly.
  for (int round = 0; round < 64 && lots != 0; ++round) {
    const double delta = lots - units_;
    const double fee = Fee(std::fabs(delta), std::fabs(delta) * price, delta > 0);
    const double money = equity - fee - kept;
    if (std::fabs(lots) * price <= std::fabs(part) * money) {
      break;
    }
    const double fewer = lots_within(money);
    lots = std::fabs(fewer) < std::fabs(lots) ? fewer : lots - std::copysign(1.0, lots);
  }
  return lots - units_;
}

double Account::ChargeBorrow(double price) noexcept {
  if (units_ >= 0) {
    return 0;
  }
  const double cost = -units_ * price * borrow_a_bar_;
  cash_ -= cost;
  return cost;
}

void Account::Ruin(double rest) noexcept {
  cash_ = rest;
  units_ = 0;
}

double Account::Fee(double units, double notional, bool buying) const noexcept {
  // Of what is handed over: a buyer hands over the notional and the fee, a seller the units.
  const double fee = notional * (buying ? fee_ / (1 - fee_) : fee_) + units * broker_.fee_per_unit;
  if (fee < broker_.minimum_fee) {
    return broker_.minimum_fee;
  }
  const double most = notional * (broker_.maximum_fee_bps / 10000.0);
  return broker_.maximum_fee_bps > 0 && fee > most ? most : fee;
}

double Account::UnitsFor(double amount, double price) const noexcept {
  const double paid = Worse(price, true);
  double units = amount * (1 - fee_) / paid;
  if (broker_.fee_per_unit == 0 && broker_.minimum_fee == 0 && broker_.maximum_fee_bps == 0) {
    return units;
  }
  // Fees that are not a share of the notional: the units whose price and fee together are the
  // amount. Each round divides the error by paid / fee_per_unit or better; where a fee eats
  // everything, nothing is bought.
  for (int round = 0; round < 16; ++round) {
    units = std::max(0.0, (amount - Fee(units, units * paid, true)) / paid);
  }
  return units;
}

}  // namespace conclave
