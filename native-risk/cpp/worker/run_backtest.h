#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

/// Replays crossovers of moving averages over the bars of a slice or of a data set. A Handler.
void RunBacktest(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
