#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

// Statistics and risk over numbers in a slice; the report goes there, too, as the struct that the
// shared library fills: both doors give the same bytes. Handlers.

/// statistics/track_record.h
void MeasureReturns(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

/// statistics/trial_selection.h
void MeasureOverfitting(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

/// risk/portfolio_risk.h
void MeasurePortfolio(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
