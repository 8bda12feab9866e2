#include "bench/vector_issue.h"

namespace conclave {

// Twelve chains: four cycles of latency on two ports need eight. Zero times zero plus zero is as
// fast as any other product and never denormal.
#define CONCLAVE_ZERO(r) "vpxorq %%zmm" #r ", %%zmm" #r ", %%zmm" #r "\n\t"
#define CONCLAVE_FMA(r) "vfmadd231pd %%zmm12, %%zmm13, %%zmm" #r "\n\t"
#define CONCLAVE_TWELVE(each) \
  each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9) each(10) each(11)

std::uint64_t IssueWideOperations(std::uint64_t rounds) {
  std::uint64_t left = rounds;
  asm volatile(CONCLAVE_TWELVE(CONCLAVE_ZERO) CONCLAVE_ZERO(12) CONCLAVE_ZERO(13)
               "1:\n\t" CONCLAVE_TWELVE(CONCLAVE_FMA)
               "dec %0\n\t"
               "jnz 1b\n\t"
               "vzeroupper\n\t"
               : "+r"(left)
               :
               : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                 "xmm9", "xmm10", "xmm11", "xmm12", "xmm13");
  return rounds * 12;
}

}  // namespace conclave
