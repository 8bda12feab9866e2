#include "worker/requests.h"

#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/MeasureOverfitting.h>
#include <io_conclave_nativerisk_frames/MeasurePortfolio.h>
#include <io_conclave_nativerisk_frames/MeasureReturns.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/RunStrategy.h>
#include <io_conclave_nativerisk_frames/SweepCrossovers.h>
#include <io_conclave_nativerisk_frames/SweepStrategy.h>
#include <io_conclave_nativerisk_frames/TraceIndicator.h>

#include "worker/frame_pipe.h"
#include "worker/load_bars.h"
#include "worker/measures.h"
#include "worker/run_backtest.h"
#include "worker/run_strategy.h"
#include "worker/sweep_crossovers.h"
#include "worker/sweep_strategy.h"
#include "worker/trace_indicator.h"

namespace conclave {
namespace {

struct Kind {
  std::uint16_t template_id;
  Handler handler;
};

template <typename Message>
constexpr Kind On(Handler handler) {
  static_assert(Message::sbeBlockLength() <= kFramePadding,
                "a body that is cut short is read as zeros from the padding");
  return {Message::sbeTemplateId(), handler};
}

/// Every request a worker computes. To add one:
///  1. schema/backtest-frames.xml: the request and its answer, with new ids, and a line in the
///     header comment. The request's first field is its requestId.
///  2. worker/NAME.{h,cc}: `void Name(const Asked&, Workspace&, std::vector<char>& reply)`.
///     asked.As<frames::Name>() is the request; Begin<frames::NameDone>(reply, bytes) the answer.
///     Bars come from workspace.data_sets().Find(handle); what is large and is no bars comes from
///     and goes to workspace.Scratch(name, bytes).Values<T>(start, count), which never leaves the
///     slice. Refused{reason} says no. Read group by group, in the schema's order. Trust no number:
///     a count or a size is checked before anything is allocated for it.
///     A grid's rows go where worker/sweep_answer.h says: RoomFor, AnswerSwept.
///  3. a line here.
///  4. Java: a Question says it, Frames hears its answer, Worker offers it.
/// Progress, cancellation, BUSY and answers to broken frames are the conversation's: nothing to do.
constexpr Kind kKinds[] = {
    On<frames::RunBacktest>(RunBacktest),
    On<frames::LoadBars>(LoadBars),
    On<frames::DropBars>(DropBars),
    On<frames::SweepCrossovers>(SweepCrossovers),
    On<frames::RunStrategy>(RunStrategy),
    On<frames::SweepStrategy>(SweepAnyStrategy),
    On<frames::TraceIndicator>(DrawIndicator),
    On<frames::MeasureReturns>(MeasureReturns),
    On<frames::MeasureOverfitting>(MeasureOverfitting),
    On<frames::MeasurePortfolio>(MeasurePortfolio),
};

}  // namespace

Handler HandlerOf(std::uint16_t template_id) {
  for (const Kind& kind : kKinds) {
    if (kind.template_id == template_id) {
      return kind.handler;
    }
  }
  return nullptr;
}

}  // namespace conclave
