#include "kernels/features/plan.hpp"

namespace cartograf {

void FeaturePlan::add_block(FamilyRule rule, std::span<const OpSet> subsets,
                            std::span<const std::int32_t> part_divisors) {
  const auto parts = static_cast<std::size_t>(parts_of(rule.family));
  CARTOGRAF_EXPECTS(part_divisors.size() == parts);
  const auto block = static_cast<std::uint32_t>(blocks_.size());
  blocks_.push_back({rule, table_size_});
  if (can_tabulate()) table_size_ += n_cases() * parts;
  for (const OpSet ops : subsets) {
    slots_.push_back({ops, n_columns(), block});
    divisors_.insert(divisors_.end(), part_divisors.begin(), part_divisors.end());
  }
}

PlanView FeaturePlan::view() const {
  PlanView view;
  view.cell = cell_;
  view.blocks = blocks_.data();
  view.slots = slots_.data();
  view.divisors = divisors_.data();
  view.n_blocks = static_cast<std::uint32_t>(blocks_.size());
  view.n_slots = static_cast<std::uint32_t>(slots_.size());
  view.n_columns = n_columns();
  return view;
}

}  // namespace cartograf
