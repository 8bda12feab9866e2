#pragma once

#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/shared_slice.h"
#include "worker/frames.h"

// One good frame of every kind that the engine says, about the bars in a SharedSlice.
namespace conclave::fuzz {

using Frame = std::vector<char>;

template <typename Message>
Message New(Frame& frame) {
  frame.assign(4096, 0);
  Message message;
  message.wrapAndApplyHeader(frame.data(), 0, frame.size());
  return message;
}

template <typename Message>
Frame Cut(Frame& frame, const Message& message) {
  frame.resize(message.sbePosition());
  return frame;
}

inline Frame Hello(std::uint16_t version = frames::Hello::sbeSchemaVersion()) {
  Frame frame;
  auto hello = New<frames::Hello>(frame);
  hello.protocolVersion(version);
  return Cut(frame, hello);
}

inline Frame Ping(std::uint64_t request) {
  Frame frame;
  auto ping = New<frames::Ping>(frame);
  ping.requestId(request);
  return Cut(frame, ping);
}

inline Frame Cancel(std::uint64_t request) {
  Frame frame;
  auto cancel = New<frames::Cancel>(frame);
  cancel.requestId(request);
  return Cut(frame, cancel);
}

inline Frame Shutdown() {
  Frame frame;
  return Cut(frame, New<frames::Shutdown>(frame));
}

struct Backtest {
  std::uint32_t data_set = 0;
  std::int64_t positions = 2048;
  std::uint16_t runs = 1;
  std::uint16_t legs = 1;
};

inline Frame RunBacktest(std::uint64_t request, const Backtest& test) {
  Frame frame;
  auto ask = New<frames::RunBacktest>(frame);
  ask.requestId(request).sliceBytes(SharedSlice::kBytes);
  ask.opensStart(0).closesStart(3 * SharedSlice::kColumnBytes).barCount(SharedSlice::kBars);
  ask.feeBps(10).slippageBps(2).dataSet(test.data_set).putSliceName(SharedSlice::Alias(1));
  auto& runs = ask.runsCount(test.runs);
  for (std::uint16_t run = 0; run < test.runs; ++run) {
    runs.next().endBar(SharedSlice::kBars);
    runs.positionsStart(test.positions < 0 ? -1 : test.positions + SharedSlice::kBars * run);
    auto& legs = runs.legsCount(test.legs);
    for (std::uint32_t leg = 0; leg < test.legs; ++leg) {
      legs.next().firstBar(7 * leg).fastBars(2 + leg).slowBars(9 + leg);
    }
  }
  return Cut(frame, ask);
}

inline Frame LoadBars(std::uint64_t request, std::uint32_t data_set, bool with_range) {
  Frame frame;
  auto load = New<frames::LoadBars>(frame);
  load.requestId(request).sliceBytes(SharedSlice::kBytes).dataSet(data_set);
  load.opensStart(0).closesStart(3 * SharedSlice::kColumnBytes).barCount(SharedSlice::kBars);
  load.highsStart(with_range ? SharedSlice::kColumnBytes : -1);
  load.lowsStart(with_range ? 2 * SharedSlice::kColumnBytes : -1);
  load.putSliceName(SharedSlice::Alias(0));
  return Cut(frame, load);
}

inline Frame DropBars(std::uint64_t request, std::uint32_t data_set) {
  Frame frame;
  auto drop = New<frames::DropBars>(frame);
  drop.requestId(request).dataSet(data_set);
  return Cut(frame, drop);
}

/// Conversations that reach every handler.
inline std::vector<std::vector<Frame>> GoodConversations() {
  return {
      {Hello()},
      {Hello(99), Ping(1), Shutdown()},
      {RunBacktest(1, {})},
      {Hello(), RunBacktest(1, {.positions = -1})},
      {Hello(), RunBacktest(1, {}), Cancel(1), Ping(2), RunBacktest(3, {.runs = 2, .legs = 3})},
      {Hello(), LoadBars(1, 5, true), RunBacktest(2, {.data_set = 5, .runs = 3}), DropBars(3, 5)},
      {Hello(), LoadBars(1, 5, false), LoadBars(2, 5, true), LoadBars(3, 6, true),
       RunBacktest(4, {.data_set = 6, .positions = -1, .legs = 4}), DropBars(5, 6), Shutdown()},
  };
}

}  // namespace conclave::fuzz
