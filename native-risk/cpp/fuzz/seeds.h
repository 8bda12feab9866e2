#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "testing/check.h"

// What a fuzzer begins with. They are made when asked for, by `FUZZER seeds FOLDER`, and not kept:
// so they follow the schema and the code.
namespace conclave::fuzz {

using Seed = std::vector<std::uint8_t>;

/// Each fuzzer has its own.
std::vector<Seed> Seeds();

/// Long inputs without a thought, for fuzzers that take any bytes: else libFuzzer starts with one
/// byte and is slow to grow.
inline std::vector<Seed> Noise() {
  std::mt19937_64 random(7301);
  std::vector<Seed> seeds;
  for (const std::size_t size : {16U, 64U, 256U, 1024U, 4000U}) {
    Seed seed(size);
    for (auto& byte : seed) byte = static_cast<std::uint8_t>(random());
    seeds.push_back(seed);
    for (auto& byte : seed) byte &= 0x0f;
    seeds.push_back(seed);
  }
  return seeds;
}

/// The same for fuzzers whose first byte chooses one of `choices` ways.
inline std::vector<Seed> NoiseBehind(std::uint8_t choices) {
  std::vector<Seed> seeds;
  for (std::uint8_t choice = 0; choice < choices; ++choice) {
    for (Seed seed : Noise()) {
      seed[0] = choice;
      seeds.push_back(seed);
    }
  }
  return seeds;
}

}  // namespace conclave::fuzz

/// libFuzzer calls this before it looks at its arguments.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  if (*argc != 3 || std::string_view((*argv)[1]) != "seeds") {
    return 0;
  }
  int number = 0;
  for (const auto& seed : conclave::fuzz::Seeds()) {
    const std::string path = std::string((*argv)[2]) + "/seed-" + std::to_string(++number);
    std::FILE* file = std::fopen(path.c_str(), "wb");
    CHECK(file != nullptr);
    CHECK(std::fwrite(seed.data(), 1, seed.size(), file) == seed.size());
    CHECK(std::fclose(file) == 0);
  }
  std::exit(0);
}
