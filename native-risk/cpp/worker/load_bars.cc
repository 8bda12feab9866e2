#include "worker/load_bars.h"

#include <io_conclave_nativerisk_frames/BarsDropped.h>
#include <io_conclave_nativerisk_frames/BarsLoaded.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>

namespace conclave {

void LoadBars(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::LoadBars>();
  workspace.Load(ask.dataSet(), Text<frames::LoadBars::sliceNameLength()>(ask.sliceName()),
                 ask.sliceBytes(),
                 {.opens = ask.opensStart(),
                  .highs = ask.highsStart(),
                  .lows = ask.lowsStart(),
                  .closes = ask.closesStart(),
                  .bars = ask.barCount()});
  Begin<frames::BarsLoaded>(reply).requestId(ask.requestId()).dataSet(ask.dataSet());
}

void DropBars(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::DropBars>();
  workspace.Drop(ask.dataSet());
  Begin<frames::BarsDropped>(reply).requestId(ask.requestId()).dataSet(ask.dataSet());
}

}  // namespace conclave
