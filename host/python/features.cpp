#include <cartograf/features.hpp>

#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "host/python/arrays.hpp"
#include "host/python/bindings.hpp"
#include "host/python/calls.hpp"
#include "kernels/base/device.hpp"

namespace cartograf::python {

namespace nb = nanobind;

namespace {

/// A stream that stays for the next call, which is for one thread at a time; on a GPU each call has one of its own, which owns its rows.
class Stream {
 public:
  Stream(const Features& features, const std::optional<std::string>& dtype, std::string_view device, bool rows_on_device, bool keys, int threads)
      : features_(features), dtype_(dtype_of(dtype).value_or(features.natural_dtype())), device_(device_of(device)), keys_(keys), threads_(threads) {
    rows_on_device_ = rows_on_device && device_.backend == Backend::cuda;
    if (!rows_on_device_) stream_ = std::make_unique<RowStream>(features_, StreamOptions{.dtype = dtype_, .keys = keys_}, run());
  }

  /// Rows, [n x columns]; architectures, [n]; their keys, [n], or none; and their divisors, [n], or none.
  nb::tuple compute(const ArchitectureList& architectures, const nb::object& progress) {
    const Told told(progress);
    told_ = &told;
    return rows_on_device_ ? to_device(architectures) : to_host(architectures);
  }

  std::string dtype() const { return std::string(to_string(dtype_)); }
  std::string device() const { return to_string(device_); }

 private:
  RunOptions run() {
    return {device_, threads_, [this](std::uint64_t done, std::uint64_t total) { (*told_)(done, total); }};
  }

  nb::tuple to_host(const ArchitectureList& architectures) {
    const std::size_t row_size = features_.columns().size() * size_of(dtype_);
    std::vector<std::uint64_t> indices;
    std::vector<std::string> keys;
    std::vector<std::uint8_t> row_divisors;
    std::unique_ptr<std::byte[]> data;
    {
      const nb::gil_scoped_release unlocked;
      const std::uint64_t most = architectures.size_before_filters();
      data = std::make_unique_for_overwrite<std::byte[]>(std::max<std::size_t>(1, most * row_size));
      indices.reserve(most);
      stream_->for_each(architectures, [&](const FeatureBatch& batch) {
        std::memcpy(data.get() + indices.size() * row_size, batch.rows.data, batch.rows.size());
        indices.insert(indices.end(), batch.indices.begin(), batch.indices.end());
        keys.insert(keys.end(), batch.keys.begin(), batch.keys.end());
        row_divisors.insert(row_divisors.end(), batch.row_divisors.begin(), batch.row_divisors.end());
      });
    }
    const MatrixView rows{data.get(), dtype_, indices.size(), features_.columns().size(), {}};
    const nb::capsule owner(data.release(), [](void* pointer) noexcept { delete[] static_cast<std::byte*>(pointer); });
    return nb::make_tuple(array_of_rows(rows, owner), array_of(std::move(indices)), keys, array_of(std::move(row_divisors)));
  }

  /// One batch of all: it stays good as long as its stream.
  nb::tuple to_device(const ArchitectureList& architectures) {
    std::vector<std::uint64_t> indices;
    std::vector<std::string> keys;
    std::vector<std::uint8_t> row_divisors;
    std::unique_ptr<RowStream> stream;
    MatrixView rows{nullptr, dtype_, 0, features_.columns().size(), device_};
    {
      const nb::gil_scoped_release unlocked;
      StreamOptions options{.dtype = dtype_, .keys = keys_, .rows_on_device = true};
      options.batch_rows = std::max<std::uint64_t>(1, architectures.size_before_filters());
      stream = std::make_unique<RowStream>(features_, options, run());
      stream->for_each(architectures, [&](const FeatureBatch& batch) {
        rows = batch.rows;
        indices.assign(batch.indices.begin(), batch.indices.end());
        keys.assign(batch.keys.begin(), batch.keys.end());
        row_divisors = batch.row_divisors;
      });
    }
    const nb::capsule owner(stream.release(), [](void* pointer) noexcept { delete static_cast<RowStream*>(pointer); });
    return nb::make_tuple(array_of_rows(rows, owner), array_of(std::move(indices)), keys, array_of(std::move(row_divisors)));
  }

  Features features_;
  Dtype dtype_;
  Device device_;
  bool rows_on_device_ = false;
  bool keys_;
  int threads_;
  const Told* told_ = nullptr;
  std::unique_ptr<RowStream> stream_;
};

}  // namespace

void bind_features(nb::module_& module) {
  nb::class_<Features>(module, "Features")
      .def("__init__",
           [](Features* place, const Space& space, const std::vector<std::string>& families, std::string_view convention) {
             new (place) Features(space, families, convention_of(convention));
           })
      .def_prop_ro("natural_dtype", [](const Features& features) { return std::string(to_string(features.natural_dtype())); });

  nb::class_<Stream>(module, "Stream")
      .def(nb::init<const Features&, const std::optional<std::string>&, std::string_view, bool, bool, int>())
      .def("compute", &Stream::compute, nb::arg("architectures"), nb::arg("progress").none())
      .def_prop_ro("dtype", &Stream::dtype)
      .def_prop_ro("device", &Stream::device);
}

}  // namespace cartograf::python
