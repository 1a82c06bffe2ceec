// Texts that name no architecture: the place and the reason.
#include <gtest/gtest.h>

#include "tests/notation/spaces.hpp"

namespace cartograf {
namespace {

using testing_notation::space_of;

struct RefusedText {
  const char* space;
  const char* name;
  const char* text;
  std::size_t position;
  const char* message;
};

class RefusedTexts : public testing::TestWithParam<RefusedText> {};

TEST_P(RefusedTexts, SayPlaceAndReason) {
  const auto space = space_of(GetParam().space);
  try {
    const EncodedKey read = read_key(*space, GetParam().text);
    FAIL() << "read as " << space->key(read.index);
  } catch (const KeyError& error) {
    EXPECT_EQ(error.position(), GetParam().position);
    EXPECT_EQ(std::string(error.what()), GetParam().message);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusedTexts,
    testing::Values(
        RefusedText{"nasbench201", "operation", "|conv~0|+|none~0|none~1|+|none~0|none~1|none~2|", 1,
                    "expected an operation (skip_connect, none, nor_conv_3x3, nor_conv_1x1, avg_pool_3x3), found 'conv~0|+|non'"},
        RefusedText{"nasbench201", "source_behind", "|none~1|+|none~0|none~1|+|none~0|none~1|none~2|", 6, "expected a source before node 1, found '1|+|none~0|n'"},
        RefusedText{"nasbench201", "source_twice", "|none~0|+|none~0|none~0|+|none~0|none~1|none~2|", 22, "expected each source of node 2 once, found '0|+|none~0|n'"},
        RefusedText{"nasbench201", "unfinished_string", "|none~0|+|none~0|", 17,
                    "expected an operation (skip_connect, none, nor_conv_3x3, nor_conv_1x1, avg_pool_3x3), found the end of the key"},
        RefusedText{"nasbench201", "fraction", "[0.5, 1, 1, 1, 1, 1]", 1, "expected a whole number, found another one"},
        RefusedText{"nasbench201", "operation_in_brackets", "[0, 7, 1, 1, 1, 1]", 4, "expected a number from 0 to 4, found '7, 1, 1, 1, '"},
        RefusedText{"nasbench201", "text_in_brackets", "[0, 'a', 1, 1, 1, 1]", 4, "expected a number or a list of numbers, found another value"},
        RefusedText{"nasbench201", "genotype", "Genotype(normal=[])", 0, "expected a tuple or a list of numbers, found 'Genotype(nor'"},
        RefusedText{"nasbench201", "deep", "[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]", 17, "expected at most 16 brackets inside each other, found '[0]]]]]]]]]]'"},
        RefusedText{"natsbench_size.json", "size", "8:16:24:32:65", 11, "expected one of 8, 16, 24, 32, 40, 48, 56, 64, found '65'"},
        RefusedText{"natsbench_size.json", "too_few_sizes", "8:16:24:32", 0, "expected choices at 5 positions, found them at the first 4"},
        RefusedText{"natsbench_size.json", "too_many_sizes", "8:16:24:32:64:8", 14, "expected at most 5 numbers, found more"},
        RefusedText{"transnasbench101_micro", "other_network", "64-41411-1_02_333", 0, "expected '64-41414-', found '64-41411-1_0'"},
        RefusedText{"transnasbench101_micro", "operation", "64-41414-1_02_334", 16, "expected an operation from 0 to 3, found '4'"},
        RefusedText{"transnasbench101_micro", "too_short", "64-41414-1_02", 13, "expected '_', found the end of the key"},
        RefusedText{"transnasbench101_macro", "not_basic", "64-1234-bottleneck", 7, "expected '-basic', found '-bottleneck'"},
        RefusedText{"transnasbench101_macro", "no_stride", "64-1111-basic", 3,
                    "the modules: expected 1 to 4 modules with stride 2 (3, 4) and 1 to 3 modules that double the channels (2, 4), found '(1, 1, 1, 1)'"},
        RefusedText{"darts_cell", "unknown_operation", "Genotype(normal=[('none', 0), ('sep_conv_3x3', 1)])", 18,
                    "expected an operation of darts_cell (max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, "
                    "dil_conv_5x5), found 'none'; the space darts_none_cell has it"},
        RefusedText{"darts_cell", "second_cell", "Genotype(normal=[], reduce=[])", 27, "expected one cell, as an architecture of darts_cell has, found a second one"},
        RefusedText{"darts_cell", "too_few_pairs", "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1)])", 16,
                    "expected 8 pairs, 2 for each of 4 nodes, found 2"},
        RefusedText{"darts_cell", "concatenation",
                    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1)], normal_concat=range(3, 6))",
                    200, "expected [2,3,4,5], the nodes that a cell of darts_cell concatenates, found [3,4,5]"},
        RefusedText{"darts_cell", "source_behind",
                    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 2), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1)])",
                    55, "expected a source of node 2, 0 to 1, found 2"},
        RefusedText{"darts", "no_reduction", "{\"normal\": []}", 0, "expected a member 'reduce', found none"},
        RefusedText{"darts", "configuration_without_edges", "{\"NetworkSelectorDatasetInfo:darts:edge_normal_0\": \"sep_conv_3x3\"}", 0,
                    "expected two edges into node 2 of the cell 'normal', found 1"},
        RefusedText{"nasbench101", "no_operations", "{\"module_adjacency\": [[0]]}", 0, "expected a member 'module_operations', found none"},
        RefusedText{"nasbench101", "empty_graph", "{\"module_adjacency\": [], \"module_operations\": []}", 0, "expected a graph with an input and an output, found an empty one"},
        RefusedText{"nasbench101", "operation", "{\"matrix\": [[0, 1], [0, 0]], \"ops\": [\"input\", \"conv\"]}", 46,
                    "expected an operation (input, output, maxpool3x3, conv1x1-bn-relu, conv3x3-bn-relu), found 'conv'"},
        RefusedText{"nasbench101", "not_square", "{\"matrix\": [[0, 1], [0]], \"ops\": [\"input\", \"output\"]}", 20,
                    "expected a row of 2 numbers, as many as the matrix has rows, found 1"},
        RefusedText{"nasbench101", "edge_in_padding", "{\"matrix\": [[0, 1, 1], [0, 0, 0], [0, 0, 0]], \"ops\": [\"input\", \"output\"]}", 19,
                    "expected 0 behind the last of 2 nodes, found 1"},
        RefusedText{"nasbench101", "two_hot", "{\"matrix\": [[0, 1], [0, 0]], \"ops\": [[1, 1, 0, 0, 0], [0, 0, 0, 0, 1]]}", 41,
                    "expected one 1 among zeros, found another number"},
        RefusedText{"nasbench101", "unpruned", "{\"matrix\": [[0, 0, 1], [0, 0, 1], [0, 0, 0]], \"ops\": [\"input\", \"maxpool3x3\", \"output\"]}", 0,
                    "read as (0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 2, 1), at its byte 4: expected an edge into node 1, found '0, 1, 0, 0, '"}),
    [](const auto& test) { return std::string(test.param.space).substr(0, std::string(test.param.space).find('.')) + "_" + test.param.name; });

TEST(Notations, ThatASpaceLacksAreRefusedWithThoseItHas) {
  const auto space = space_of("nasbench201");
  try {
    find_notation(*space, "genotype");
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()), "'genotype' is no notation of nasbench201; there are net, nats");
  }
}

}  // namespace
}  // namespace cartograf
