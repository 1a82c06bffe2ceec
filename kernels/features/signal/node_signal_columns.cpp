#include "kernels/features/signal/node_signal_columns.hpp"

namespace cartograf {

std::vector<SignalColumn> node_signal_columns() { return {}; }

}  // namespace cartograf
