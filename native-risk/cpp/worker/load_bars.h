#pragma once

#include <vector>

#include "worker/requests.h"

namespace conclave {

/// Makes the bars of a slice resident. A Handler.
void LoadBars(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

/// Gives resident bars back. A Handler.
void DropBars(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
