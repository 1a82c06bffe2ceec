#pragma once

#include "host/notation/notation.hpp"

namespace cartograf {

/// "Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=range(2, 6), ...)", as DARTS (Liu, Simonyan and Yang, ICLR 2019)
/// prints cells; or a dictionary of these members, as facebookresearch/nds has them.
extern const Notation kGenotype;
/// A configuration of NAS-Bench-301 (Zela et al., ICLR 2022) as JSON: "NetworkSelectorDatasetInfo:darts:edge_normal_0", ....
extern const Notation kNasBench301;

}  // namespace cartograf
