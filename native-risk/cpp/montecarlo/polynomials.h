#pragma once

#include <cstdint>

/// Coefficients, lowest power first, of the elementary functions that every instruction set
/// computes by the same operations. Minimax for the stated relative error (Remez), worked out to 60
/// digits and rounded; what rounding adds in the evaluation is measured by the tests.
namespace conclave::polynomials {

/// -2 ln m = s (-4 + z R(z)), s = (m - 1) / (m + 1), z = s^2, m in [sqrt(1/2), sqrt 2): 1.3e-18.
inline constexpr double kMinusTwoLog[7] = {
    -0x1.5555555555592p+0, -0x1.999999997fdbap-1, -0x1.24924941f108ap-1, -0x1.c71c52096bd1dp-2,
    -0x1.74663ee69c12fp-2, -0x1.39a1bacfc63c8p-2, -0x1.2f056339dfc76p-2};
inline constexpr double kMinusTwoLn2 = -0x1.62e42fefa39efp+0;

/// The bits of sqrt(1/2), rounded: where mantissas begin.
inline constexpr std::uint64_t kRootHalfBits = 0x3fe6a09e667f3bcd;

/// sin(pi/2 y) / sqrt 2 = y S(y^2), |y| <= 1/2: 3.4e-18.
inline constexpr double kSineOverRoot2[7] = {
    0x1.1c5831add62e4p+0,  -0x1.d3ba5c1c5f464p-2,  0x1.cda106381db59p-5, -0x1.b1e9f347f07a6p-9,
    0x1.dbd6f6a23aef3p-14, -0x1.55889d4b981a6p-19, 0x1.56313806eeeb1p-25};

/// cos(pi/2 y) / sqrt 2 = C(y^2), |y| <= 1/2: 3.6e-20.
inline constexpr double kCosineOverRoot2[8] = {
    0x1.6a09e667f3bcdp-1,  -0x1.bea5b6072b262p-1,  0x1.6f5a49b297df9p-3,  -0x1.e36ab0c134407p-7,
    0x1.54cb8f4c2b3bep-11, -0x1.2afa98fe1e9bap-16, 0x1.65a713221d083p-22, -0x1.3320e9c2e1eeep-28};

/// exp(r) - 1 = r + r^2 E(r), |r| <= ln 2 / 2: 1.9e-17.
inline constexpr double kExpMinusOne[10] = {
    0x1.0000000000005p-1,  0x1.555555555553ap-3,  0x1.55555555522f3p-5,  0x1.1111111118ed6p-7,
    0x1.6c16c17ecf703p-10, 0x1.a01a0175531f4p-13, 0x1.a019a78e5bd0ap-16, 0x1.71de878e17a47p-19,
    0x1.28a1c4f189b8ap-22, 0x1.ae6c4e291f533p-26};
inline constexpr double kOneOverLn2 = 0x1.71547652b82fep+0;
inline constexpr double kLn2High = 0x1.62e42fefa0000p-1;
inline constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-40;

/// Added to a number below 2^51 it leaves the nearest integer in the low bits.
inline constexpr double kRounder = 0x1.8p+52;

}  // namespace conclave::polynomials
