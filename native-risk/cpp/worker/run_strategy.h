#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

/// Replays one strategy at one broker over resident bars. A Handler.
void RunStrategy(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
