/*
 * The kernels as a shared library, for callers in their own process: plain C, sizes passed, nothing
 * kept between calls, safe from any thread. The child process (worker/) calls the same kernels;
 * both give the same bits.
 *
 * Every function that computes answers a status. CONCLAVE_OK: all outputs are written. Anything
 * else: none is, and nothing was printed, thrown or aborted. A null pointer where data is due, a
 * NaN, a size that does not fit are statuses. Lengths are counts of elements, `…_bytes` sizes in
 * bytes: a structure whose size is not that of this header is refused, so that old callers are not
 * misread. What the caller says of a buffer's length is believed.
 *
 * To change: add functions, or raise CONCLAVE_ABI_VERSION, which callers check when they load it.
 */
#ifndef CONCLAVE_RISK_H
#define CONCLAVE_RISK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define CONCLAVE_NOEXCEPT noexcept
#else
#define CONCLAVE_NOEXCEPT
#endif

#define CONCLAVE_API __attribute__((visibility("default")))

#define CONCLAVE_ABI_VERSION 1u

/* ---- statuses: what went wrong, and in hundreds, who says so */

typedef int32_t conclave_status;

enum {
  CONCLAVE_OK = 0,

  /* at the door */
  CONCLAVE_NULL = 1,         /* a null pointer where data is due */
  CONCLAVE_WRONG_BYTES = 2,  /* a structure of another size: caller and library differ */
  CONCLAVE_BAD_SWITCH = 3,   /* a switch that is neither 0 nor 1, or an unknown choice */
  CONCLAVE_TOO_LARGE = 4,    /* counts whose product no memory could hold */
  CONCLAVE_NOT_POSITIVE = 5, /* a matrix that is no covariance: not square, finite, semidefinite */

  /* crossover backtest: 100 + Status of kernels/sma_crossover.h */
  CONCLAVE_BAD_BARS = 101,
  CONCLAVE_BAD_LEGS = 102,
  CONCLAVE_BAD_COSTS = 103,
  CONCLAVE_BAD_POSITIONS = 104,

  /* Monte-Carlo: 200 + MonteCarloStatus of montecarlo/monte_carlo.h */
  CONCLAVE_BAD_SHAPES = 201,
  CONCLAVE_BAD_NUMBERS = 202,
  CONCLAVE_BAD_LEVEL = 203,
  CONCLAVE_BAD_PATHS = 204,
  CONCLAVE_TOO_WILD = 205,
  CONCLAVE_BAD_ENGINE = 206,
  CONCLAVE_NO_MEMORY = 207,

  /* portfolio risk: 300 + MeasureStatus of statistics/measure_status.h */
  CONCLAVE_RISK_BAD_SHAPE = 301,
  CONCLAVE_RISK_TOO_FEW = 302,
  CONCLAVE_RISK_NOT_FINITE = 303,
  CONCLAVE_RISK_NO_SPREAD = 304,
  CONCLAVE_RISK_BAD_PARAMETER = 305,
  CONCLAVE_RISK_UNREACHABLE = 306,
  CONCLAVE_RISK_NOT_POSITIVE = 307,
  CONCLAVE_RISK_NO_MEMORY = 308
};

/* ---- who it is */

/* CONCLAVE_ABI_VERSION of the header it was built with. */
CONCLAVE_API uint32_t conclave_abi_version(void) CONCLAVE_NOEXCEPT;

/* Hash of the sources, 16 hex digits; the same as the child's of the same build. Static. */
CONCLAVE_API const char* conclave_build_id(void) CONCLAVE_NOEXCEPT;

enum {
  CONCLAVE_KERNEL_CROSSOVER = 1,
  CONCLAVE_KERNEL_MONTE_CARLO = 2,
  CONCLAVE_KERNEL_PORTFOLIO_RISK = 3
};

/* Changes when the same input would give other numbers; 0 for a kernel there is not. */
CONCLAVE_API uint32_t conclave_kernel_version(uint32_t kernel) CONCLAVE_NOEXCEPT;

enum {
  CONCLAVE_CPU_AVX2 = 1 << 0,   /* with FMA, BMI1, BMI2 and LZCNT */
  CONCLAVE_CPU_AVX512 = 1 << 1, /* F, DQ, VL and BW */
};

/* What this processor has of what the kernels are written for, bits of CONCLAVE_CPU_…. */
CONCLAVE_API uint32_t conclave_cpu_features(void) CONCLAVE_NOEXCEPT;

/* The instruction set that isa 0 chooses here: "scalar", "AVX2" or "AVX-512". Static. */
CONCLAVE_API const char* conclave_chosen_isa(void) CONCLAVE_NOEXCEPT;

/* ---- backtest of a crossover of moving averages: docs/backtest-semantics.md */

typedef struct {
  uint32_t first_bar; /* from this bar on */
  uint32_t fast_bars;
  uint32_t slow_bars;
} conclave_leg;

typedef struct {
  double net_return;   /* log return after costs */
  double deepest_fall; /* largest log fall from an earlier high, >= 0 */
  double sharpe;       /* per bar; 0 if unknown */
  uint32_t fills;
  int32_t position; /* after the last bar: 1 long, 0 flat */
} conclave_crossover_result;

/*
 * opens_e8, closes_e8  bars prices each, oldest first, 1e-8 of the quote currency, > 0
 * legs                 leg_count, by ascending first_bar
 * end_bar              where the run ends, exclusive
 * positions            null with position_count 0: not wanted; else one for each bar from the first
 *                      leg's first to before end_bar
 */
CONCLAVE_API conclave_status conclave_crossover_backtest(
    const int64_t* opens_e8, const int64_t* closes_e8, uint32_t bars, const conclave_leg* legs,
    uint32_t leg_count, uint32_t end_bar, int32_t fee_bps, int32_t slippage_bps,
    conclave_crossover_result* result, uint64_t result_bytes, int8_t* positions,
    uint32_t position_count) CONCLAVE_NOEXCEPT;

/* ---- risk by simulation */

/*
 * The lower triangle L of covariance = L L', row-major, zero above the diagonal: what
 * conclave_monte_carlo asks for. Both assets * assets; they may be the same array.
 */
CONCLAVE_API conclave_status conclave_cholesky(const double* covariance, uint32_t assets,
                                               double* lower) CONCLAVE_NOEXCEPT;

typedef struct {
  uint64_t paths;
  uint64_t seed;
  int32_t level_bps;  /* 9900 is 99 % */
  int32_t log_normal; /* 1: gain = exposure * (exp(x) - 1); 0: exposure * x */
  int32_t antithetic; /* 1: the second half of the paths mirrors the first */
  uint32_t threads;   /* 1 or more; the answer is the same bits for any number */
  uint32_t isa;       /* 0 the best here, 1 scalar, 2 AVX2, 3 AVX-512: the same bits */
  uint32_t unused;    /* 0 */
} conclave_monte_carlo_request;

typedef struct {
  double var; /* currency of the exposures, losses positive */
  double cvar;
  double mean;
  double deviation;
  double var_standard_error;
  double cvar_standard_error;
  double worst;
} conclave_monte_carlo_result;

/*
 * exposures  assets market values, + is long
 * means      null: all 0; else assets expected returns over the horizon
 * cholesky   assets * assets, row-major: the lower triangle of the covariance over the horizon
 * losses     null with loss_count 0: not wanted; else one for each path, in path order
 */
CONCLAVE_API conclave_status conclave_monte_carlo(const conclave_monte_carlo_request* request,
                                                  uint64_t request_bytes, const double* exposures,
                                                  const double* means, const double* cholesky,
                                                  uint32_t assets,
                                                  conclave_monte_carlo_result* result,
                                                  uint64_t result_bytes, double* losses,
                                                  uint64_t loss_count) CONCLAVE_NOEXCEPT;

/* ---- risk of whole portfolios: risk/portfolio_risk.h has every figure */

typedef struct {
  double var; /* currency, losses positive */
  double cvar;
} conclave_tail_loss;

typedef struct {
  double gross_limit; /* currency; infinity: no limit */
  double net_limit;
  double name_limit;
  double concentration_limit; /* largest position over gross, a share */
  double cvar_limit;
  double decay;   /* EWMA of the filtered figures, in (0, 1) */
  double degrees; /* of Student's t, above 2 */
  uint64_t seed;
  uint32_t paths;      /* of the Monte-Carlo; 0: not wanted */
  uint32_t threads;    /* 1 or more; the answer is the same bits for any number */
  uint32_t covariance; /* of the Monte-Carlo: 0 sample, 1 shrunk, 2 EWMA */
  uint32_t level_bps;
} conclave_portfolio_options;

enum {
  CONCLAVE_FIGURE_FILTERED = 1,
  CONCLAVE_FIGURE_CORNISH_FISHER = 2,
  CONCLAVE_FIGURE_MONTE_CARLO = 4
};

enum {
  CONCLAVE_BREACH_GROSS = 1,
  CONCLAVE_BREACH_NET = 2,
  CONCLAVE_BREACH_NAME = 4,
  CONCLAVE_BREACH_CONCENTRATION = 8,
  CONCLAVE_BREACH_CVAR = 16,
  CONCLAVE_BREACH_UNKNOWN = 32 /* a limit that is negative or NaN: nothing is allowed */
};

typedef struct {
  conclave_tail_loss historical;
  conclave_tail_loss filtered;
  conclave_tail_loss normal;
  conclave_tail_loss student;
  conclave_tail_loss cornish_fisher;
  conclave_tail_loss monte_carlo;
  double monte_carlo_error;
  double shrinkage;
  double mean;
  double deviation;
  double skew;
  double kurtosis;
  double gross;
  double net;
  double largest_name;
  double concentration;
  uint32_t breaches; /* bits of CONCLAVE_BREACH_… */
  uint32_t figures;  /* bits of CONCLAVE_FIGURE_…: which of the figures have a value */
} conclave_portfolio_report;

typedef struct {
  double historical_var; /* the components of all names sum to the portfolio's figure */
  double historical_cvar;
  double normal_var;
  double normal_cvar;
} conclave_contribution;

/*
 * Measures any number of portfolios of the same names over the same scenarios: the book as it is,
 * and as it would be after each order of a batch. All or none: one that cannot be measured refuses
 * the call.
 *
 * positions           portfolios * names, one portfolio's names next to each other, currency, + is
 *                     long
 * returns             scenarios * names simple returns, one scenario's names next to each other,
 *                     oldest first, at least 2 scenarios
 * reports             portfolios
 * report_bytes        of one report
 * contributions       null with contribution_count 0: not wanted; else portfolios * names
 */
CONCLAVE_API conclave_status conclave_portfolio_risk(
    const double* positions, uint32_t portfolios, uint32_t names, const double* returns,
    uint32_t scenarios, const conclave_portfolio_options* options, uint64_t options_bytes,
    conclave_portfolio_report* reports, uint64_t report_bytes, conclave_contribution* contributions,
    uint64_t contribution_count) CONCLAVE_NOEXCEPT;

/* ---- the best of many trials: statistics/overfitting.h */

typedef struct {
  double sum; /* of the log returns of one part */
  double sum_squares;
} conclave_part_sums;

typedef struct {
  double probability; /* PBO: share of the splits whose logit is <= 0 */
  double logit_mean;
  double logit_deviation;
  double logit_low; /* 5 % of the splits are at or below it */
  double logit_median;
  double logit_high; /* 95 % */
  double degradation_slope;
  double degradation_offset;
  double loss_probability;
  uint64_t splits;
  uint64_t part_observations;
  uint32_t parts;
  uint32_t trials;
} conclave_overfitting;

/*
 * The probability of backtest overfitting from the sums that a sweep leaves behind.
 *
 * sums               trials * parts, one trial's parts next to each other, finite
 * parts              even, 2 to 20; 16 is usual
 * part_observations  log returns in each part, at least 2
 */
CONCLAVE_API conclave_status conclave_measure_overfitting(const conclave_part_sums* sums,
                                                          uint32_t trials, uint32_t parts,
                                                          uint64_t part_observations,
                                                          conclave_overfitting* result,
                                                          uint64_t result_bytes) CONCLAVE_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
