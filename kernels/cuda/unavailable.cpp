// The CUDA backend of a build without the CUDA toolkit: everything links, and says so when used.
#include "kernels/base/error.hpp"
#include "kernels/cuda/bench.hpp"
#include "kernels/cuda/feature_engine.hpp"
#include "kernels/cuda/memory.hpp"
#include "kernels/cuda/runtime.hpp"

namespace cartograf::cuda {
namespace {

constexpr const char* kReason = "CUDA is not compiled in (this build was configured without the CUDA toolkit)";

}  // namespace

struct FeatureEngine::State {};

bool compiled_in() { return false; }
bool has_driver() { return false; }
int device_count() { return 0; }
std::string why_unusable(int) { return kReason; }
std::string device_name(int) { throw DeviceError(kReason); }

DeviceDescription describe(int) { throw DeviceError(kReason); }
double fill_seconds(int, std::size_t, int) { throw DeviceError(kReason); }
double copy_to_host_seconds(int, std::size_t, int) { throw DeviceError(kReason); }

DeviceMemory::DeviceMemory(std::size_t) { throw DeviceError(kReason); }
DeviceMemory::~DeviceMemory() = default;
DeviceMemory::DeviceMemory(DeviceMemory&&) noexcept = default;
DeviceMemory& DeviceMemory::operator=(DeviceMemory&&) noexcept = default;
void DeviceMemory::reserve(std::size_t) { throw DeviceError(kReason); }

PinnedMemory::PinnedMemory(std::size_t) { throw DeviceError(kReason); }
PinnedMemory::~PinnedMemory() = default;
PinnedMemory::PinnedMemory(PinnedMemory&&) noexcept = default;
PinnedMemory& PinnedMemory::operator=(PinnedMemory&&) noexcept = default;

void copy_to_device(const DeviceMemory&, const void*, std::size_t) { throw DeviceError(kReason); }
void copy_to_host(void*, const void*, std::size_t) { throw DeviceError(kReason); }
void finish_work(int) { throw DeviceError(kReason); }

FeatureEngine::FeatureEngine(int, const Codec&, std::span<const std::uint64_t>, const std::function<std::vector<ColumnPart>()>&) {
  throw DeviceError(kReason);
}
FeatureEngine::~FeatureEngine() = default;
std::uint32_t FeatureEngine::n_columns() const { throw DeviceError(kReason); }
const void* FeatureEngine::range_on_device(std::uint64_t, std::uint64_t, Dtype) { throw DeviceError(kReason); }
const void* FeatureEngine::indices_on_device(std::span<const std::uint64_t>, Dtype) { throw DeviceError(kReason); }
const void* FeatureEngine::packed_on_device(std::span<const std::uint64_t>, Dtype) { throw DeviceError(kReason); }
double FeatureEngine::seconds_on_device(std::uint64_t, std::uint64_t, Dtype) { throw DeviceError(kReason); }
void FeatureEngine::write_range(std::uint64_t, std::uint64_t, Dtype, void*) { throw DeviceError(kReason); }
void FeatureEngine::write_indices(std::span<const std::uint64_t>, Dtype, void*) { throw DeviceError(kReason); }
void FeatureEngine::write_packed(std::span<const std::uint64_t>, Dtype, void*) { throw DeviceError(kReason); }

std::unique_ptr<ColumnWriter> measure_writer(const FeaturePlan&, const Codec&, EvaluationStrategy) { throw DeviceError(kReason); }
std::unique_ptr<ColumnWriter> signal_writer(const SignalPlan&) { throw DeviceError(kReason); }

}  // namespace cartograf::cuda
