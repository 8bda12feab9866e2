#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

namespace conclave {

/// What stands between the worker and the machine; the numbers are the bits of SandboxLayers in
/// schema/backtest-frames.xml.
enum class Layer : std::uint8_t {
  kParentDeath = 0,
  kNoNewPrivileges = 1,
  kNotDumpable = 2,
  kLimits = 3,
  kAddressSpace = 4,  ///< not under sanitizers: their shadow memory takes more than any cap
  kDescriptors = 5,
  kFiles = 6,    ///< Landlock, Linux 5.13
  kNetwork = 7,  ///< Landlock, Linux 6.7
  kSystemCalls = 8
};

/// A set of layers.
class Layers {
 public:
  constexpr Layers() noexcept = default;
  constexpr Layers(std::initializer_list<Layer> layers) noexcept {
    for (const Layer layer : layers) {
      Add(layer);
    }
  }

  constexpr void Add(Layer layer) noexcept { bits_ |= Bit(layer); }
  constexpr void Add(Layers others) noexcept { bits_ |= others.bits_; }
  [[nodiscard]] constexpr bool Has(Layer layer) const noexcept { return (bits_ & Bit(layer)) != 0; }
  [[nodiscard]] constexpr std::uint16_t bits() const noexcept { return bits_; }
  [[nodiscard]] constexpr bool Include(Layers others) const noexcept {
    return (bits_ & others.bits_) == others.bits_;
  }

 private:
  static constexpr std::uint16_t Bit(Layer layer) noexcept {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(layer));
  }

  std::uint16_t bits_ = 0;
};

enum class SandboxMode : std::uint8_t {
  kOff,        ///< only the death with the parent
  kPreferred,  ///< what this kernel can; the welcome says what that was
  kRequired    ///< as preferred, and serves only if all but the network is in force
};

struct SandboxSettings {
  SandboxMode mode = SandboxMode::kPreferred;
  std::uint64_t address_space_bytes = std::uint64_t{4} << 30;  ///< everything mapped, not only held
  std::chrono::seconds cpu{120};  ///< processor time of all threads between two renewals, >= 1 s
};

/// From --sandbox=off|preferred|required, --address-space=BYTES and --cpu-seconds=N; what is not
/// said stays as above. Nothing when an argument is none of these.
[[nodiscard]] std::optional<SandboxSettings> ParseSandboxSettings(
    std::span<const char* const> arguments) noexcept;

/// The sandbox a process is in; as constructed, none.
class Sandbox {
 public:
  /// Confines this process, for good and with every thread it has or will have: call it before the
  /// first byte from outside is read. Closes every descriptor above 2. Layers are independent: one
  /// that the kernel does not know is left out and the rest stands.
  ///
  /// What works afterwards: frames on stdin and stdout, logging to stderr, opening and mapping what
  /// lies in /dev/shm, memory, threads, clocks. Any other system call is answered EPERM.
  [[nodiscard]] static Sandbox Confine(const SandboxSettings& settings) noexcept;

  /// Those in force.
  [[nodiscard]] Layers layers() const noexcept { return layers_; }

  /// False when a layer that is required is missing.
  [[nodiscard]] bool Serves() const noexcept { return serves_; }

  /// Processor time for the next request: the kernel ends the process by SIGXCPU when it has used
  /// so much more than by now. The limit counts whole seconds, so one renewal holds for a tenth of
  /// a second, and a short request costs no system call. From one thread only.
  void RenewCpu() noexcept;

 private:
  Layers layers_;
  bool serves_ = true;
  std::chrono::seconds cpu_{0};
  std::optional<std::chrono::steady_clock::time_point> renewed_;
};

}  // namespace conclave
