#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

/// Runs a grid over one strategy's numbers on resident bars. A Handler.
void SweepAnyStrategy(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
