// What `./conclave bench` measures with. It hears commands on stdin, a line each, and answers each
// with one line of figures, so that whoever asks can let the two sides of a ratio take turns:
//
//   pipe BYTES COUNT    p50_ns=… p99_ns=…     round trips between two C processes
//   monte_carlo         ours_s=… plain_s=…    1M paths of 50 assets, one thread, processor time
//   monte_carlo_error   standard_errors=…     of a linear book's VaR, from the analytic one
//   monte_carlo_bits    same=…                1: threads and instruction sets give the same bits
//   overfitting         seconds=…             PBO, 16 parts, 480 returns of 100 trials
//   bars COUNT FILE     bars=…                takes COUNT opens, then closes, int64, 1e-8 units
//   issue_limit         operations=… combination_bars=…   a second, one core, measured now
//   sweep METHOD        seconds=… combination_bars=… fills=…   the grid of the goals, one thread
//   threads N METHOD    the same by the clock on the wall, N threads
//   row FAST SLOW       net_return=… fills=…  of the last sweep
//   compare METHOD      same_bits=… same_fills=… difference=…  with plain loops: shares of the
//   rows,
//                                             and the largest difference of any figure
//
// What cannot be done is answered error=SENTENCE. `conclave-bench sum [FILE]` is the child of the
// bulk measurement: see pipe_measures.h.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "bench/monte_carlo_measures.h"
#include "bench/pipe_measures.h"
#include "bench/statistics_measures.h"
#include "bench/sweep_measures.h"

namespace {

/// A line of figures; an error has no other.
class Figures {
 public:
  Figures& With(const char* name, double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.17g", value);
    line_.append(line_.empty() ? "" : " ").append(name).append("=").append(text);
    return *this;
  }

  static Figures Error(const std::string& sentence) {
    Figures error;
    error.line_.append("error=").append(sentence);
    return error;
  }

  [[nodiscard]] const std::string& Line() const { return line_; }

 private:
  std::string line_;
};

using Command = std::function<Figures(std::istream&)>;

Figures Pipe(std::istream& words) {
  int bytes = 0;
  int count = 0;
  words >> bytes >> count;
  conclave::RoundTrips trips{};
  if (!words || !conclave::PipeRoundTrips(bytes, count, trips)) {
    return Figures::Error("pipe needs BYTES in 1..4096 and COUNT in 1..1000000, and a child");
  }
  return Figures()
      .With("p50_ns", static_cast<double>(trips.p50_nanos))
      .With("p99_ns", static_cast<double>(trips.p99_nanos));
}

Figures MonteCarlo(std::istream&) {
  const double ours = conclave::bench::MonteCarloSeconds(conclave::Isa::kBest);
  if (ours <= 0) {
    return Figures::Error("the simulation failed");
  }
  return Figures().With("ours_s", ours).With("plain_s", conclave::bench::PlainMonteCarloSeconds());
}

Figures MonteCarloError(std::istream&) {
  return Figures().With("standard_errors",
                        conclave::bench::LinearVarDistance(conclave::Isa::kBest));
}

Figures MonteCarloBits(std::istream&) {
  return Figures().With("same", conclave::bench::SameBitsEverywhere() ? 1 : 0);
}

Figures Overfitting(std::istream&) {
  const double seconds = conclave::SecondsOfOverfitting();
  return seconds < 0 ? Figures::Error("the measure failed") : Figures().With("seconds", seconds);
}

/// What the commands about sweeps share: bars, the grid, and the rows of the last sweep.
struct SweepTable {
  conclave::MeasuredBars bars;
  std::vector<std::uint32_t> fast = conclave::MeasuredFast();
  std::vector<std::uint32_t> slow = conclave::MeasuredSlow();
  std::vector<conclave::SweepRow> rows;
};

SweepTable& Table() {
  static SweepTable table;
  return table;
}

bool ReadMethod(std::istream& words, conclave::Method& method) {
  static const std::map<std::string, conclave::Method> methods = {
      {"f64", conclave::Method::kAuto},
      {"scalar", conclave::Method::kScalar},
      {"avx2", conclave::Method::kAvx2},
      {"avx512", conclave::Method::kAvx512},
      {"run_length", conclave::Method::kRunLength},
  };
  std::string name;
  words >> name;
  const auto found = methods.find(name);
  if (found == methods.end()) {
    return false;
  }
  method = found->second;
  return true;
}

Figures Bars(std::istream& words) {
  std::size_t count = 0;
  std::string file;
  words >> count >> file;
  if (!words || count < 1 || count > 10'000'000) {
    return Figures::Error("bars needs COUNT in 1..10000000 and FILE");
  }
  conclave::MeasuredBars bars;
  bars.opens_e8.resize(count);
  bars.closes_e8.resize(count);
  const auto bytes = static_cast<std::streamsize>(count * sizeof(std::int64_t));
  std::ifstream in(file, std::ios::binary);
  in.read(reinterpret_cast<char*>(bars.opens_e8.data()), bytes);
  in.read(reinterpret_cast<char*>(bars.closes_e8.data()), bytes);
  if (!in) {
    return Figures::Error("the file does not hold that many bars");
  }
  Table().bars = std::move(bars);
  return Figures().With("bars", static_cast<double>(count));
}

Figures IssueLimit(std::istream&) {
  const double operations = conclave::WideOperationsPerSecond();
  if (operations <= 0) {
    return Figures::Error("this processor has no AVX-512");
  }
  return Figures()
      .With("operations", operations)
      .With("combination_bars", conclave::SweepIssueLimit(operations));
}

Figures Told(const conclave::SweepMeasure& measure) {
  if (measure.seconds <= 0) {
    return Figures::Error("the sweep failed, or this processor does not support the method");
  }
  return Figures()
      .With("seconds", measure.seconds)
      .With("combination_bars", measure.PerSecond())
      .With("fills", static_cast<double>(measure.fills));
}

Figures Sweep(std::istream& words) {
  conclave::Method method{};
  if (!ReadMethod(words, method)) {
    return Figures::Error("sweep needs f64, scalar, avx2, avx512 or run_length");
  }
  SweepTable& table = Table();
  return Told(conclave::MeasureSweep(table.bars, table.fast, table.slow, method, &table.rows));
}

Figures Threads(std::istream& words) {
  std::uint32_t threads = 0;
  conclave::Method method{};
  words >> threads;
  if (!words || threads < 1 || threads > conclave::kMaxSweepThreads || !ReadMethod(words, method)) {
    return Figures::Error("threads needs N in 1..256 and a method");
  }
  SweepTable& table = Table();
  return Told(conclave::MeasureThreads(table.bars, table.fast, table.slow, method, threads));
}

Figures Row(std::istream& words) {
  std::uint32_t fast = 0;
  std::uint32_t slow = 0;
  words >> fast >> slow;
  const SweepTable& table = Table();
  const auto f = std::find(table.fast.begin(), table.fast.end(), fast) - table.fast.begin();
  const auto s = std::find(table.slow.begin(), table.slow.end(), slow) - table.slow.begin();
  const auto index = static_cast<std::size_t>(s) * table.fast.size() + static_cast<std::size_t>(f);
  if (!words || static_cast<std::size_t>(f) == table.fast.size() || index >= table.rows.size()) {
    return Figures::Error("row needs FAST and SLOW of the grid, after a sweep");
  }
  return Figures()
      .With("net_return", table.rows[index].net_return)
      .With("fills", static_cast<double>(table.rows[index].fills));
}

Figures Compare(std::istream& words) {
  conclave::Method method{};
  if (!ReadMethod(words, method)) {
    return Figures::Error("compare needs a method");
  }
  SweepTable& table = Table();
  std::vector<conclave::SweepRow> plain;
  std::vector<conclave::SweepRow> rows;
  const double plain_seconds =
      conclave::MeasureSweep(table.bars, table.fast, table.slow, conclave::Method::kScalar, &plain)
          .seconds;
  const double seconds =
      conclave::MeasureSweep(table.bars, table.fast, table.slow, method, &rows).seconds;
  if (plain_seconds <= 0 || seconds <= 0 || plain.empty() || plain.size() != rows.size()) {
    return Figures::Error("one of the sweeps failed");
  }
  double same_bits = 0;
  double same_fills = 0;
  double difference = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    same_bits += std::memcmp(&plain[i], &rows[i], sizeof rows[i]) == 0 ? 1 : 0;
    same_fills +=
        plain[i].fills == rows[i].fills && plain[i].last_position == rows[i].last_position ? 1 : 0;
    difference = std::max({difference, std::abs(plain[i].net_return - rows[i].net_return),
                           std::abs(plain[i].deepest_fall - rows[i].deepest_fall),
                           std::abs(plain[i].sharpe - rows[i].sharpe)});
  }
  const auto count = static_cast<double>(plain.size());
  return Figures()
      .With("same_bits", same_bits / count)
      .With("same_fills", same_fills / count)
      .With("difference", difference);
}

const std::map<std::string, Command>& Commands() {
  static const std::map<std::string, Command> commands = {
      {"monte_carlo", MonteCarlo},
      {"monte_carlo_error", MonteCarloError},
      {"monte_carlo_bits", MonteCarloBits},
      {"overfitting", Overfitting},
      {"pipe", Pipe},
      {"bars", Bars},
      {"issue_limit", IssueLimit},
      {"sweep", Sweep},
      {"threads", Threads},
      {"row", Row},
      {"compare", Compare},
  };
  return commands;
}

Figures Answer(const std::string& line) {
  std::istringstream words(line);
  std::string name;
  words >> name;
  const auto command = Commands().find(name);
  return command == Commands().end() ? Figures::Error("there is no command \"" + name + "\"")
                                     : command->second(words);
}

}  // namespace

int main(int count, char** arguments) {
  if (count >= 2 && std::strcmp(arguments[1], "sum") == 0) {
    return conclave::SumWhatComes(count >= 3 ? arguments[2] : nullptr);
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << Answer(line).Line() << std::endl;
  }
  return 0;
}
