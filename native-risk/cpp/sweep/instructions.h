#pragma once

#include "sweep/crossover_sweep.h"
#include "sweep/tile.h"
#include "sweep/wide_prices.h"

namespace conclave {

/// The kernels of one instruction set.
struct Instructions {
  LogRatios log_ratios;
  FillSimple fill_simple;
  FillExponential fill_exponential;
  FillLine fill_line;
  BookTile book;  ///< null of the plain ones, whose reference is plain_loops.h
  MeasureLine measure_line;
  MeasureBlock measure_block;
  DecideTile decide;
  BookHeld book_held;
  FillWide fill_wide;
  FillWideLine fill_wide_line;
  FindDoubts find_doubts;
};

/// Of kAvx2 or kAvx512, which must be supported; the plain ones of anything else.
[[nodiscard]] const Instructions& InstructionsOf(Method method) noexcept;

}  // namespace conclave
