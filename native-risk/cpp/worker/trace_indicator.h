#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

/// Draws one indicator over resident bars. A Handler.
void DrawIndicator(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
