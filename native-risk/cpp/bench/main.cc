// What `./conclave bench` measures with. It hears commands on stdin, a line each, and answers each
// with one line of figures, so that whoever asks can let the two sides of a ratio take turns:
//
//   pipe BYTES COUNT    p50_ns=… p99_ns=…     round trips between two C processes
//   monte_carlo         ours_s=… plain_s=…    1M paths of 50 assets, one thread, processor time
//   monte_carlo_error   standard_errors=…     of a linear book's VaR, from the analytic one
//   monte_carlo_bits    same=…                1: threads and instruction sets give the same bits
//   overfitting         seconds=…             PBO, 16 parts, 480 returns of 100 trials
//
// What cannot be done is answered error=SENTENCE. `conclave-bench sum [FILE]` is the child of the
// bulk measurement: see pipe_measures.h.

#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "bench/monte_carlo_measures.h"
#include "bench/pipe_measures.h"
#include "bench/statistics_measures.h"

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

const std::map<std::string, Command>& Commands() {
  static const std::map<std::string, Command> commands = {
      {"monte_carlo", MonteCarlo},
      {"monte_carlo_error", MonteCarloError},
      {"monte_carlo_bits", MonteCarloBits},
      {"overfitting", Overfitting},
      {"pipe", Pipe},
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
