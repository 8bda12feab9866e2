// What `./conclave bench` measures with. It hears commands on stdin, a line each, and answers each
// with one line of figures, so that whoever asks can let the two sides of a ratio take turns:
//
//   pipe BYTES COUNT        p50_ns=… p99_ns=…    round trips between two C processes
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

#include "bench/pipe_measures.h"

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

const std::map<std::string, Command>& Commands() {
  static const std::map<std::string, Command> commands = {
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
