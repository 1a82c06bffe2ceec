#include "kernels/base/dtype.hpp"

#include <string>

#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {

Dtype parse_dtype(std::string_view text) {
  for (const Dtype dtype : {Dtype::int8, Dtype::float32, Dtype::float64}) {
    if (text == to_string(dtype)) return dtype;
  }
  throw InputError("dtype: expected int8, float32 or float64, found " + in_quotes(text));
}

}  // namespace cartograf
