#include <utility>

#include "host/space/catalog.hpp"
#include "host/space/predecessor_space.hpp"

// The cells of the five design spaces of Radosavovic et al., "On Network Design Spaces for Visual Recognition", ICCV 2019,
// section 5, with the operations in the order of their code. A node takes two of the nodes before it, which may be the
// same one; the nodes that no other takes are concatenated ("loose"), in PNAS and DARTS all.
namespace cartograf {
namespace {

/// An operation and what it does to a signal.
struct DesignSpaceOp {
  const char* name;
  SignalOp signal;
};

constexpr DesignSpaceOp kSkip = {"skip_connect", {OpRole::skip}};
constexpr DesignSpaceOp kAvgPool3 = {"avg_pool_3x3", {OpRole::pool}};
constexpr DesignSpaceOp kMaxPool3 = {"max_pool_3x3", {OpRole::pool}};
constexpr DesignSpaceOp kMaxPool5 = {"max_pool_5x5", {OpRole::pool, 1, 1, 2}};
constexpr DesignSpaceOp kMaxPool7 = {"max_pool_7x7", {OpRole::pool, 1, 1, 3}};
constexpr DesignSpaceOp kConv1 = {"conv_1x1", {OpRole::conv, 1}};
constexpr DesignSpaceOp kConv3 = {"conv_3x3", {OpRole::conv, 3}};
// 1 x n, then n x 1 without an activation between them: one window of n x n.
constexpr DesignSpaceOp kConv3By1 = {"conv_3x1_1x3", {OpRole::conv, 3}};
constexpr DesignSpaceOp kConv7By1 = {"conv_7x1_1x7", {OpRole::conv, 7}};
// A separable convolution is applied twice.
constexpr DesignSpaceOp kSepConv3 = {"sep_conv_3x3", {OpRole::conv, 3, 1, 2}};
constexpr DesignSpaceOp kSepConv5 = {"sep_conv_5x5", {OpRole::conv, 5, 1, 2}};
constexpr DesignSpaceOp kSepConv7 = {"sep_conv_7x7", {OpRole::conv, 7, 1, 2}};
constexpr DesignSpaceOp kDilConv3 = {"dil_conv_3x3", {OpRole::conv, 3, 2, 1}};
constexpr DesignSpaceOp kDilConv5 = {"dil_conv_5x5", {OpRole::conv, 5, 2, 1}};
constexpr DesignSpaceOp kDilSepConv3 = {"dil_sep_conv_3x3", {OpRole::conv, 3, 2, 2}};

/// Five intermediate nodes, of which the loose ends are concatenated.
PredecessorSpaceDefinition design_space(const std::vector<DesignSpaceOp>& ops) {
  PredecessorSpaceDefinition definition;
  for (const DesignSpaceOp& op : ops) {
    if (op.signal.role == OpRole::skip) definition.identity_op = static_cast<int>(definition.operations.size());
    definition.operations.emplace_back(op.name);
    definition.signal_ops.push_back(op.signal);
  }
  definition.n_intermediates = 5;
  definition.repeats = true;
  definition.loose_ends = true;
  definition.input_names = {"c_{k-2}", "c_{k-1}"};
  return definition;
}

std::unique_ptr<SearchSpace> one_cell(PredecessorSpaceDefinition definition, std::string name, const std::string& summary) {
  definition.name = std::move(name);
  definition.summary = "one cell of " + summary;
  return std::make_unique<PredecessorSpace>(std::move(definition));
}

/// As the networks have them. There are more pairs than can be numbered.
std::unique_ptr<SearchSpace> two_cells(PredecessorSpaceDefinition definition, std::string name, const std::string& summary) {
  definition.name = std::move(name);
  definition.summary = "a normal and a reduction cell of " + summary;
  definition.cells = {{"normal_", "normal"}, {"reduce_", "reduction"}};
  return std::make_unique<PredecessorSpace>(std::move(definition));
}

/// Liu, Simonyan and Yang, "DARTS: Differentiable Architecture Search", ICLR 2019, with the operation `none`.
PredecessorSpaceDefinition darts_none() {
  PredecessorSpaceDefinition definition = design_space({kMaxPool3, kAvgPool3, kSkip, kSepConv3, kSepConv5, kDilConv3, kDilConv5});
  definition.none = "none";
  definition.n_intermediates = 4;
  definition.loose_ends = false;
  return definition;
}
constexpr const char* kDartsNone = "DARTS as Network Design Spaces samples it (Radosavovic et al., ICCV 2019): `none`, and one source twice";

/// Zoph et al., "Learning Transferable Architectures for Scalable Image Recognition", CVPR 2018.
PredecessorSpaceDefinition nasnet() {
  return design_space(
      {kSkip, kConv3By1, kConv7By1, kDilConv3, kAvgPool3, kMaxPool3, kMaxPool5, kMaxPool7, kConv1, kConv3, kSepConv3, kSepConv5, kSepConv7});
}
constexpr const char* kNasnet = "NASNet (Zoph et al., CVPR 2018; Radosavovic et al., ICCV 2019): 5 nodes, 13 operations on edges";

/// Real et al., "Regularized Evolution for Image Classifier Architecture Search", AAAI 2019.
PredecessorSpaceDefinition amoebanet() {
  return design_space({kSkip, kSepConv3, kSepConv5, kSepConv7, kAvgPool3, kMaxPool3, kDilSepConv3, kConv7By1});
}
constexpr const char* kAmoebanet = "AmoebaNet (Real et al., AAAI 2019; Radosavovic et al., ICCV 2019): 5 nodes, 8 operations on edges";

/// Liu et al., "Progressive Neural Architecture Search", ECCV 2018.
PredecessorSpaceDefinition pnas() {
  PredecessorSpaceDefinition definition = design_space({kSepConv3, kSepConv5, kSepConv7, kConv7By1, kSkip, kAvgPool3, kMaxPool3, kDilConv3});
  definition.loose_ends = false;
  return definition;
}
constexpr const char* kPnas = "PNAS (Liu et al., ECCV 2018; Radosavovic et al., ICCV 2019): 5 nodes, all concatenated, 8 operations on edges";

/// Pham et al., "Efficient Neural Architecture Search via Parameter Sharing", ICML 2018.
PredecessorSpaceDefinition enas() { return design_space({kSkip, kSepConv3, kSepConv5, kAvgPool3, kMaxPool3}); }
constexpr const char* kEnas = "ENAS (Pham et al., ICML 2018; Radosavovic et al., ICCV 2019): 5 nodes, 5 operations on edges";

}  // namespace

std::unique_ptr<SearchSpace> make_darts_none() { return two_cells(darts_none(), "darts_none", kDartsNone); }
std::unique_ptr<SearchSpace> make_darts_none_cell() { return one_cell(darts_none(), "darts_none_cell", kDartsNone); }
std::unique_ptr<SearchSpace> make_nasnet() { return two_cells(nasnet(), "nasnet", kNasnet); }
std::unique_ptr<SearchSpace> make_nasnet_cell() { return one_cell(nasnet(), "nasnet_cell", kNasnet); }
std::unique_ptr<SearchSpace> make_amoebanet() { return two_cells(amoebanet(), "amoebanet", kAmoebanet); }
std::unique_ptr<SearchSpace> make_amoebanet_cell() { return one_cell(amoebanet(), "amoebanet_cell", kAmoebanet); }
std::unique_ptr<SearchSpace> make_pnas() { return two_cells(pnas(), "pnas", kPnas); }
std::unique_ptr<SearchSpace> make_pnas_cell() { return one_cell(pnas(), "pnas_cell", kPnas); }
std::unique_ptr<SearchSpace> make_enas() { return two_cells(enas(), "enas", kEnas); }
std::unique_ptr<SearchSpace> make_enas_cell() { return one_cell(enas(), "enas_cell", kEnas); }

}  // namespace cartograf
