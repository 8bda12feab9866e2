#pragma once

namespace conclave {

/// Vector operations that BookTileAvx512 spends on eight combinations and one bar: sub (slow line
/// less fast), shld (the decision into the history), permute (the return by positions), sub (the
/// fall), max (not below zero), max (the deepest), add (the sum), fma (the squares). What is shared
/// by all lanes (two broadcasts a bar) or by many bars (counting fills) is left out. The bench
/// takes the issue limit of the kernel from it: 512-bit operations a second x 8 / this.
inline constexpr int kBookTileAvx512Operations = 8;

}  // namespace conclave
