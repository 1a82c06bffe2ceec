#include "host/space/layer_features.hpp"

namespace cartograf {

std::vector<NamedOps> single_ops(const std::vector<std::string>& operations) {
  std::vector<NamedOps> singles;
  for (const std::string& name : operations) singles.push_back({name, OpSet{1} << singles.size()});
  return singles;
}

}  // namespace cartograf
