#include "kernels/algorithms/top_k.hpp"

#include <thrust/system/omp/execution_policy.h>

#include "kernels/algorithms/top_k_cuda.hpp"
#include "kernels/algorithms/scoped_threads.hpp"
#include "kernels/algorithms/top_k_impl.hpp"

namespace cartograf {
namespace {

struct OpenMp {
  auto policy() const { return thrust::omp::par; }
  template <class T>
  using Vector = std::vector<T>;
};

class OnOpenMp final : public TopK::Implementation {
 public:
  OnOpenMp(std::uint64_t k, Direction direction, int threads) : best_(OpenMp{}, k, direction), threads_(threads) {}

  void add(const float* scores, std::uint64_t first, std::uint64_t n) override { add({scores, nullptr, first}, n); }
  void add(const float* scores, std::span<const std::uint64_t> indices) override {
    add({scores, indices.data(), 0}, indices.size());
  }
  std::vector<Scored> best() const override { return best_.best(); }

 private:
  void add(const algorithms::ScoredAt& batch, std::uint64_t n) {
    const ScopedThreads scoped(threads_);
    best_.add(batch, n);
  }

  algorithms::BestOf<OpenMp> best_;
  int threads_;
};

}  // namespace

TopK::TopK(std::uint64_t k, Direction direction, ExecutionPlace place) {
  if (place.device.backend == Backend::cuda) {
    implementation_ = cuda::make_top_k(k, direction, place.device.ordinal);
  } else {
    implementation_ = std::make_unique<OnOpenMp>(k, direction, place.threads);
  }
}

TopK::~TopK() = default;

void TopK::add(const float* scores, std::uint64_t first, std::uint64_t n) { implementation_->add(scores, first, n); }
void TopK::add(const float* scores, std::span<const std::uint64_t> indices) { implementation_->add(scores, indices); }
std::vector<Scored> TopK::best() const { return implementation_->best(); }

}  // namespace cartograf
