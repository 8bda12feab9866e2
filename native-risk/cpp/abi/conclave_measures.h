/*
 * Measures of single questions, of the same library and by the same rules as abi/conclave_risk.h:
 * were forecasts of value at risk right, is a bet admitted, what is the covariance, is a Sharpe
 * ratio to be believed. Their statuses are those of portfolio risk, CONCLAVE_RISK_…
 */
#ifndef CONCLAVE_MEASURES_H
#define CONCLAVE_MEASURES_H

#include "abi/conclave_risk.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- forecasts of value at risk: risk/forecast_review.h */

typedef struct {
  double ratio; /* likelihood ratio */
  double p;     /* probability of one as large when the forecast is right */
} conclave_likelihood_test;

enum {
  CONCLAVE_FIGURE_BASEL = 1,    /* at 99 % and from 250 days on */
  CONCLAVE_FIGURE_SHORTFALL = 2 /* when shortfalls were given */
};

enum { CONCLAVE_BASEL_GREEN = 0, CONCLAVE_BASEL_YELLOW = 1, CONCLAVE_BASEL_RED = 2 };

typedef struct {
  conclave_likelihood_test coverage;     /* Kupiec, chi-square with 1 degree */
  conclave_likelihood_test independence; /* Christoffersen, 1 degree */
  conclave_likelihood_test conditional;  /* both, 2 degrees */
  double shortfall;                      /* Acerbi & Szekely's second statistic: 0 is expected */
  double basel_probability;              /* of at most basel_breaches when the forecast is right */
  double basel_multiplier;               /* of the capital charge, 3 to 4 */
  uint64_t days;
  uint64_t breaches; /* days with a loss beyond VaR */
  uint64_t n00;      /* pairs of neighbouring days: n01 counts a breach after a day without */
  uint64_t n01;
  uint64_t n10;
  uint64_t n11;
  uint32_t basel_breaches; /* in the last 250 days */
  uint32_t basel_zone;     /* CONCLAVE_BASEL_… */
  uint32_t figures;        /* bits of CONCLAVE_FIGURE_…: which of the figures have a value */
  uint32_t unused;         /* 0 */
} conclave_forecast_review;

/*
 * losses      days, oldest first, losses positive, finite, at least 2
 * vars        days: value at risk forecast for the same days, finite
 * shortfalls  null: not given; else days: the expected shortfall of the same days, > 0
 * level_bps   of both forecasts, 5000 to 9999
 */
CONCLAVE_API conclave_status conclave_review_forecasts(const double* losses, const double* vars,
                                                       const double* shortfalls, uint64_t days,
                                                       uint32_t level_bps,
                                                       conclave_forecast_review* review,
                                                       uint64_t review_bytes) CONCLAVE_NOEXCEPT;

/* ---- risk-constrained Kelly: risk/kelly_check.h */

typedef struct {
  double aversion;    /* lambda = ln beta / ln alpha */
  double expectation; /* mean of (1 + w.r)^-lambda; infinity when some scenario ruins */
  double growth;      /* mean of ln(1 + w.r), per bet; -infinity when some scenario ruins */
  double scale;       /* largest s in [0, 1] at which s w is still admitted */
  uint32_t admitted;  /* 1: expectation <= 1, so P(least wealth < alpha) < beta; else 0 */
  uint32_t unused;    /* 0 */
} conclave_kelly_verdict;

/*
 * weights  names shares of wealth, + is long, at least 1
 * returns  scenarios * names simple returns, one scenario's names next to each other, at least 1
 * alpha    the share of the wealth that is guarded, in (0, 1)
 * beta     the probability allowed, in (0, 1)
 */
CONCLAVE_API conclave_status conclave_check_kelly(const double* weights, uint32_t names,
                                                  const double* returns, uint32_t scenarios,
                                                  double alpha, double beta,
                                                  conclave_kelly_verdict* verdict,
                                                  uint64_t verdict_bytes) CONCLAVE_NOEXCEPT;

/* ---- covariance of returns: risk/covariance.h; conclave_cholesky takes it apart */

/*
 * Exponentially weighted, mean taken as 0.
 *
 * returns     observations * assets, one observation's assets next to each other, oldest first,
 *             at least 1 observation; 1 to 2048 assets
 * decay       in (0, 1]; .94 for days, 1 for equal weights
 * covariance  assets * assets, row-major, symmetric; the returns' unit squared
 */
CONCLAVE_API conclave_status conclave_ewma_covariance(const double* returns, uint32_t observations,
                                                      uint32_t assets, double decay,
                                                      double* covariance) CONCLAVE_NOEXCEPT;

/*
 * Ledoit and Wolf's: the sample's, shrunk towards constant correlation. At least 2 observations.
 *
 * intensity   0 the sample, 1 constant correlation
 */
CONCLAVE_API conclave_status conclave_shrunk_covariance(const double* returns,
                                                        uint32_t observations, uint32_t assets,
                                                        double* covariance,
                                                        double* intensity) CONCLAVE_NOEXCEPT;

/* ---- whether a Sharpe ratio is to be believed: statistics/sharpe_inference.h */

typedef struct {
  double sharpe;         /* per observation */
  double skew;           /* m3 / m2^1.5 */
  double kurtosis;       /* m4 / m2^2, not excess: 3 for the normal; at least 1 + skew^2 */
  double benchmark;      /* Sharpe per observation that is to be beaten */
  double confidence;     /* of the minimum record, in (0.5, 1) */
  double trial_variance; /* of the trials' Sharpes, per observation, >= 0 */
  uint64_t observations; /* at least 2 */
  uint64_t trials;       /* every backtest that was tried, 1 to 1e12 */
} conclave_sharpe_evidence;

enum { CONCLAVE_FIGURE_MINIMUM = 1 }; /* when the Sharpe is above the benchmark */

typedef struct {
  double probabilistic; /* probability that the true Sharpe is above the benchmark */
  double hurdle;        /* Sharpe per observation expected of the best trial without skill */
  double deflated;      /* probability that the true Sharpe is above the hurdle */
  double minimum;       /* observations needed to beat the benchmark with the confidence */
  uint32_t figures;     /* bits of CONCLAVE_FIGURE_MINIMUM */
  uint32_t unused;      /* 0 */
} conclave_sharpe_verdict;

CONCLAVE_API conclave_status conclave_judge_sharpe(const conclave_sharpe_evidence* evidence,
                                                   uint64_t evidence_bytes,
                                                   conclave_sharpe_verdict* verdict,
                                                   uint64_t verdict_bytes) CONCLAVE_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
