#pragma once

#include "host/notation/notation.hpp"

namespace cartograf {

/// "|op~0|+|op~0|op~1|+...": for every node but the first its incoming edges, operation and source (from 0). NATS-Bench
/// (Dong et al., TPAMI 2021) and NAS-Bench-201 (Dong and Yang, ICLR 2020).
extern const Notation kNatsTopology;
/// "8:16:24:32:64": the value of each layer. NATS-Bench, size search space.
extern const Notation kNatsSize;
/// "64-41414-1_02_333": the stem's channels, the modules, and the operations into each node. TransNAS-Bench-101 (Duan et
/// al., CVPR 2021), cells.
extern const Notation kTransNasMicro;
/// "64-1234-basic": the stem's channels, and the modules. TransNAS-Bench-101, macro level.
extern const Notation kTransNasMacro;

/// The operation on the edge source -> target, nodes from 0, of a cell whose edges all carry one.
int op_on_edge(const SearchSpace& space, const EncodedKey& architecture, int source, int target);

}  // namespace cartograf
