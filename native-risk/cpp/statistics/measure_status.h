#pragma once

#include <cstdint>

namespace conclave {

/// Changes when the same input would give other numbers.
inline constexpr std::uint16_t kStatisticsVersion = 1;

/// Why a measure of statistics or risk has no value. Nothing is written on anything but kOk.
enum class MeasureStatus : std::uint8_t {
  kOk = 0,
  kBadShape = 1,      ///< sizes that contradict each other, or an output of another size
  kTooFew = 2,        ///< fewer observations or trials than the measure needs
  kNotFinite = 3,     ///< NaN or infinity among the numbers, or a result beyond a double
  kNoSpread = 4,      ///< no deviation, so that a ratio to it has no meaning
  kBadParameter = 5,  ///< a level, count or option outside its stated range
  kUnreachable = 6,   ///< no finite record would do: the Sharpe is not above what it must beat
  kNotPositive = 7,   ///< a matrix that is no covariance: not positive semidefinite
  kNoMemory = 8,      ///< too little memory for the intermediate sums
  kCancelled = 9      ///< whoever waits asked to leave
};

}  // namespace conclave
