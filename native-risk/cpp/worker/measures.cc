#include "worker/measures.h"

#include <io_conclave_nativerisk_frames/MeasureOverfitting.h>
#include <io_conclave_nativerisk_frames/MeasurePortfolio.h>
#include <io_conclave_nativerisk_frames/MeasureReturns.h>
#include <io_conclave_nativerisk_frames/Measured.h>

#include <algorithm>
#include <span>

#include "risk/portfolio_risk.h"
#include "statistics/track_record.h"
#include "statistics/trial_selection.h"

namespace conclave {
namespace {

[[noreturn]] void Refuse(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kTooFew:
      throw Refused{FailReason::TOO_FEW};
    case MeasureStatus::kNotFinite:
      throw Refused{FailReason::NOT_FINITE};
    case MeasureStatus::kNoSpread:
    case MeasureStatus::kUnreachable:
      throw Refused{FailReason::NO_SPREAD};
    case MeasureStatus::kBadParameter:
      throw Refused{FailReason::BAD_OPTION};
    case MeasureStatus::kNotPositive:
      throw Refused{FailReason::NOT_POSITIVE};
    case MeasureStatus::kNoMemory:
      throw Refused{FailReason::NO_MEMORY};
    case MeasureStatus::kCancelled:
      throw Refused{FailReason::CANCELLED};
    case MeasureStatus::kOk:
    case MeasureStatus::kBadShape:
      break;
  }
  throw Refused{FailReason::MALFORMED};
}

/// The slice that a request names.
template <typename Ask>
const Slice& SliceOf(Ask& ask, Workspace& workspace) {
  return workspace.Scratch(Text<Ask::sliceNameLength()>(ask.sliceName()), ask.sliceBytes());
}

template <typename T>
std::span<T> ValuesIn(const Slice& slice, std::uint64_t start, std::uint64_t count) {
  const auto values = slice.Values<T>(start, count);
  if (!values) {
    throw Refused{FailReason::BAD_SLICE};
  }
  return *values;
}

/// The place of the report, which is complete before it is written: it may lie upon its input.
template <typename Report>
Report& ReportIn(const Slice& slice, std::uint64_t start) {
  return ValuesIn<Report>(slice, start, 1).front();
}

void Answer(std::vector<char>& reply, std::uint64_t request, std::uint16_t version) {
  Begin<frames::Measured>(reply).requestId(request).kernelVersion(version);
}

}  // namespace

void MeasureReturns(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::MeasureReturns>();
  const Slice& slice = SliceOf(ask, workspace);
  const auto returns = ValuesIn<double>(slice, ask.returnsStart(), ask.observations());
  auto& report = ReportIn<TrackRecord>(slice, ask.reportStart());
  TrackRecord record{};
  const MeasureStatus status = MeasureTrackRecord(returns,
                                                  {.periods_per_year = ask.periodsPerYear(),
                                                   .benchmark = ask.benchmark(),
                                                   .confidence = ask.confidence(),
                                                   .trial_variance = ask.trialVariance(),
                                                   .trials = ask.trials()},
                                                  record);
  if (status != MeasureStatus::kOk) {
    Refuse(status);
  }
  report = record;
  Answer(reply, ask.requestId(), kStatisticsVersion);
}

void MeasureOverfitting(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::MeasureOverfitting>();
  const Slice& slice = SliceOf(ask, workspace);
  const auto returns =
      ValuesIn<double>(slice, ask.returnsStart(), std::uint64_t{ask.observations()} * ask.trials());
  auto& report = ReportIn<TrialSelection>(slice, ask.reportStart());
  TrialSelection selection{};
  const MeasureStatus status = MeasureTrialSelection(
      returns, ask.trials(),
      {.parts = ask.parts(),
       .snooping = {.mean_block = ask.meanBlock(), .draws = ask.draws(), .seed = ask.seed()}},
      selection, &workspace.watch);
  if (status != MeasureStatus::kOk) {
    Refuse(status);
  }
  report = selection;
  Answer(reply, ask.requestId(), kStatisticsVersion);
}

void MeasurePortfolio(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::MeasurePortfolio>();
  const Slice& slice = SliceOf(ask, workspace);
  const std::uint64_t names = ask.names();
  const auto positions = ValuesIn<double>(slice, ask.positionsStart(), names);
  const auto returns =
      ValuesIn<double>(slice, ask.returnsStart(), std::uint64_t{ask.scenarios()} * names);
  const auto parts = ValuesIn<Contribution>(slice, ask.contributionsStart(), names);
  auto& place = ReportIn<PortfolioRiskReport>(slice, ask.reportStart());
  std::vector<Contribution> contributions(names);
  const PortfolioRiskOptions options{.limits = {.gross = ask.grossLimit(),
                                                .net = ask.netLimit(),
                                                .name = ask.nameLimit(),
                                                .concentration = ask.concentrationLimit(),
                                                .cvar = ask.cvarLimit()},
                                     .decay = ask.decay(),
                                     .degrees = ask.degrees(),
                                     .seed = ask.seed(),
                                     .paths = ask.paths(),
                                     .threads = ask.threads(),
                                     .covariance = static_cast<RiskCovariance>(ask.covarianceRaw()),
                                     .level_bps = ask.levelBps()};
  PortfolioRiskReport report{};
  const MeasureStatus status = MeasurePortfolio(positions, returns, options, report, contributions,
                                                &workspace.watch.cancelled);
  if (status != MeasureStatus::kOk) {
    Refuse(status);
  }
  place = report;
  std::copy(contributions.begin(), contributions.end(), parts.begin());
  Answer(reply, ask.requestId(), kPortfolioRiskVersion);
}

}  // namespace conclave
