#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Where NumPy's selection and sorting leave equal values, and the order in which it adds, to repeat published results that
/// depend on it. Not a general need: a stable sort has a simpler answer. The figures are those of NumPy 1.24, and of later
/// versions where they use no vector instructions.
namespace cartograf::numpy {

/// numpy.argpartition(values, k)[: k + 1]: positions of the k + 1 smallest values, the largest of them last, by introselect
/// (Musser, Software: Practice and Experience 27, 1997), a quickselect with the median of three as pivot. `k` is below the
/// number of values, of which none is NaN.
std::vector<std::size_t> smallest(std::span<const double> values, std::size_t k);

/// numpy.argsort(values, kind="quicksort"): positions in ascending order of the values; the median of three is the pivot,
/// and parts of up to 16 values are sorted by insertion. None is NaN. Throws Error where NumPy changes to heapsort, as the
/// parts are very uneven again and again.
std::vector<std::size_t> quicksort_order(std::span<const double> values);

/// numpy.sum(values) of neighbouring doubles: in eights that are added in pairs, where there are 8 or more.
double sum(std::span<const double> values);

}  // namespace cartograf::numpy
