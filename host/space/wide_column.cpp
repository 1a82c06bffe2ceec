#include "host/space/wide_column.hpp"

#include <utility>

#include "kernels/features/bits.hpp"

namespace cartograf {

WideColumn linear_cost(std::string name, std::int64_t constant, std::vector<std::int64_t> per_op) {
  return {std::move(name), [constant, per_op = std::move(per_op)](const std::uint64_t* words) {
            std::int64_t value = constant;
            for (std::size_t op = 0; op < per_op.size(); ++op) value += per_op[op] * popcount(words[op]);
            return value;
          }};
}

}  // namespace cartograf
