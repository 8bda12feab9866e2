#include <cmath>

#include "montecarlo/exp_minus_one.h"
#include "montecarlo/paths.h"
#include "montecarlo/standard_normal.h"

namespace conclave {
namespace {

void DrawNormals(const PathModel& model, std::uint64_t path, double* z) noexcept {
  for (std::size_t asset = 0; asset < model.assets; asset += 2) {
    const NormalPair pair = PathNormals(model.seed, path, static_cast<std::uint32_t>(asset / 2));
    z[asset] = pair.first;
    z[asset + 1] = pair.second;
  }
}

struct Losses {
  double of_path;
  double of_mirror;
};

Losses Collapsed(const PathModel& model, const double* z) noexcept {
  double swing = 0;
  for (std::size_t i = 0; i < model.assets; ++i) {
    swing = std::fma(model.collapsed[i], z[i], swing);
  }
  return {-(model.drift + swing), -(model.drift - swing)};
}

Losses Revalued(const PathModel& model, const double* z) noexcept {
  double gain = 0;
  double mirrored = 0;
  for (std::size_t i = 0; i < model.assets; ++i) {
    const double* const row = model.cholesky + i * model.assets;
    double swing = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      swing = std::fma(row[j], z[j], swing);
    }
    gain = std::fma(model.exposures[i], ExpMinusOne(model.means[i] + swing), gain);
    mirrored = std::fma(model.exposures[i], ExpMinusOne(model.means[i] - swing), mirrored);
  }
  return {-gain, -mirrored};
}

}  // namespace

void SimulatePathsScalar(const PathModel& model, std::uint64_t first, std::size_t draws,
                         double* losses, double* mirrored, double* workspace) noexcept {
  for (std::size_t d = 0; d < draws; ++d) {
    DrawNormals(model, first + d, workspace);
    const Losses both =
        model.collapsed != nullptr ? Collapsed(model, workspace) : Revalued(model, workspace);
    losses[d] = both.of_path;
    if (mirrored != nullptr) {
      mirrored[d] = both.of_mirror;
    }
  }
}

}  // namespace conclave
