#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cartograf {

/// The operations of NATS-Bench's cells in its own numbering (D-X-Y/NATS-Bench, `xautodl`).
extern const std::vector<std::string> kNatsOperations;

/// The order in which NAS-Bench-201 and NATS-Bench number cells: all 15,625 of them, the operation of edge 0->1 most
/// significant, then 0->2, 1->2, 0->3, 1->3, 2->3, shuffled by Python's random.shuffle() from seed 88. Entry i is the
/// place of architecture i before the shuffle. [15625]
const std::vector<std::uint32_t>& nats_order();
/// Its inverse.
const std::vector<std::uint32_t>& nats_places();

}  // namespace cartograf
