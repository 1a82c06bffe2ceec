// Texts as benchmarks and code bases write them, and the keys that they are.
#include <gtest/gtest.h>

#include "tests/notation/spaces.hpp"
#include "tests/support/files.hpp"

namespace cartograf {
namespace {

using testing_notation::space_of;
using testing_support::shared_file;

struct WrittenText {
  const char* space;
  const char* name;
  const char* text;
  const char* key;
};

class WrittenTexts : public testing::TestWithParam<WrittenText> {};

TEST_P(WrittenTexts, AreReadAsTheirKey) {
  const auto space = space_of(GetParam().space);
  const EncodedKey expected = space->encode(GetParam().key);
  const EncodedKey read = read_key(*space, GetParam().text);
  EXPECT_EQ(read.words, expected.words);
  EXPECT_EQ(read.index, expected.index) << space->key(read.index);
}

constexpr const char* kDartsV2 =  // as quark0/darts prints DARTS_V2
    "(((0, 3), (1, 3), (0, 3), (1, 3), (0, 2), (1, 3), (0, 2), (2, 5)), ((0, 0), (1, 0), (1, 0), (2, 2), (0, 0), (2, 2), (1, 0), (2, 2)))";
constexpr const char* kDiamond = "(0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 2, 1)";  // 0->1, 0->2, 1->3, 2->3

INSTANTIATE_TEST_SUITE_P(
    All, WrittenTexts,
    testing::Values(
        WrittenText{"nasbench201", "nats", "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|", "(4, 3, 3, 0, 0, 0)"},
        WrittenText{"nasbench201", "nats_sources_in_another_order",
                    "|nor_conv_3x3~0|+|avg_pool_3x3~1|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|", "(2, 2, 0, 4, 2, 0)"},
        WrittenText{"nasbench201", "brackets", "[4, 0, 3, 1, 4, 3]", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "blanks_around", "  [4, 0, 3, 1, 4, 3] ", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "numpy_2", "(np.int64(4), np.int64(0), np.int64(3), np.int64(1), np.int64(4), np.int64(3))", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "array", "array([4, 0, 3, 1, 4, 3], dtype=int8)", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "printed_array", "[4 0 3 1 4 3]", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "printed_array_of_floats", "[4. 0. 3. 1. 4. 3.]", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "trailing_comma", "(4, 0, 3, 1, 4, 3,)", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "assigned", "best = [4, 0, 3, 1, 4, 3]", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"nasbench201", "tensor", "tensor([4, 0, 3, 1, 4, 3])", "(4, 0, 3, 1, 4, 3)"},
        WrittenText{"natsbench_size.json", "size", "8:16:24:32:64", "(0, 1, 2, 3, 7)"},
        WrittenText{"transnasbench101_micro", "string", "64-41414-1_02_333", "(1, 0, 2, 3, 3, 3)"},
        WrittenText{"transnasbench101_macro", "string", "64-1234-basic", "(1, 2, 3, 4)"},
        WrittenText{"darts", "genotype",
                    "DARTS_V2 = Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), "
                    "('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=range(2, 6, 1), reduce=[('max_pool_3x3', 0), "
                    "('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), "
                    "('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])",
                    kDartsV2},
        WrittenText{"darts", "genotype_without_concatenation",
                    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), "
                    "('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), "
                    "('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)])",
                    kDartsV2},
        WrittenText{"darts", "genotype_with_a_list_for_each_node",
                    "{\"normal\": [[[\"sep_conv_3x3\", 0], [\"sep_conv_3x3\", 1]], [[\"sep_conv_3x3\", 0], [\"sep_conv_3x3\", 1]], [[\"sep_conv_3x3\", 1], "
                    "[\"skip_connect\", 0]], [[\"skip_connect\", 0], [\"dil_conv_3x3\", 2]]], \"normal_concat\": [2, 3, 4, 5], \"reduce\": "
                    "[[[\"max_pool_3x3\", 0], [\"max_pool_3x3\", 1]], [[\"skip_connect\", 2], [\"max_pool_3x3\", 1]], [[\"max_pool_3x3\", 0], "
                    "[\"skip_connect\", 2]], [[\"skip_connect\", 2], [\"max_pool_3x3\", 1]]], \"reduce_concat\": [2, 3, 4, 5]}",
                    kDartsV2},
        WrittenText{"darts", "brackets",
                    "([(0,3),(1,3),(0,3),(1,3),(1,3),(0,2),(0,2),(2,5)],[(0,0),(1,0),(2,2),(1,0),(0,0),(2,2),(2,2),(1,0)])", kDartsV2},
        WrittenText{"darts", "nasbench301",
                    "{\"NetworkSelectorDatasetInfo:darts:edge_normal_0\": \"sep_conv_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_normal_1\": "
                    "\"sep_conv_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_normal_2\": \"sep_conv_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_normal_3\": "
                    "\"sep_conv_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_normal_5\": \"skip_connect\", "
                    "\"NetworkSelectorDatasetInfo:darts:edge_normal_6\": \"sep_conv_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_normal_9\": "
                    "\"skip_connect\", \"NetworkSelectorDatasetInfo:darts:edge_normal_11\": \"dil_conv_3x3\", "
                    "\"NetworkSelectorDatasetInfo:darts:edge_reduce_0\": \"max_pool_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_1\": "
                    "\"max_pool_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_3\": \"max_pool_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_4\": "
                    "\"skip_connect\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_5\": \"max_pool_3x3\", "
                    "\"NetworkSelectorDatasetInfo:darts:edge_reduce_7\": \"skip_connect\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_10\": "
                    "\"max_pool_3x3\", \"NetworkSelectorDatasetInfo:darts:edge_reduce_11\": \"skip_connect\", "
                    "\"NetworkSelectorDatasetInfo:darts:inputs_node_normal_3\": \"0_1\", \"NetworkSelectorDatasetInfo:darts:inputs_node_reduce_5\": \"1_2\", "
                    "\"NetworkSelectorDatasetInfo:network\": \"darts\", \"OptimizerSelector:sgd:learning_rate\": 0.025, \"eta_min\": 1e-08, \"note\": \"a \\\"b\\\"\"}",
                    kDartsV2},
        WrittenText{"nasbench101", "unpadded",
                    "{\"module_adjacency\": [[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], \"module_operations\": [\"input\", "
                    "\"conv3x3-bn-relu\", \"maxpool3x3\", \"output\"]}",
                    kDiamond},
        WrittenText{"nasbench101", "padded",
                    "{\"matrix\": [[0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], \"ops\": ['input', "
                    "'conv3x3-bn-relu', 'maxpool3x3', 'output', None]}",
                    kDiamond},
        WrittenText{"nasbench101", "one_hot",
                    "{\"module_adjacency\": [[0, 1, 1, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], "
                    "\"module_operations\": [[1, 0, 0, 0, 0], [0, 0, 1.0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]]}",
                    kDiamond},
        WrittenText{"nasbench101", "model_spec",
                    "ModelSpec(matrix=[[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]], ops=['input', 'conv3x3-bn-relu', 'maxpool3x3', 'output'])",
                    kDiamond},
        WrittenText{"nasbench101", "ids", "{'adjacency': array([[0, 1, 1, 0], [0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]), 'ops': [0, 4, 2, 1]}", kDiamond}),
    [](const auto& test) { return std::string(test.param.space).substr(0, std::string(test.param.space).find('.')) + "_" + test.param.name; });

struct FieldFile {
  const char* space;
  const char* file;
  const char* key;
};

class FieldTexts : public testing::TestWithParam<FieldFile> {};

TEST_P(FieldTexts, AreRead) {
  const auto path = shared_file(std::string("field/") + GetParam().file);
  CARTOGRAF_SKIP_WITHOUT(path);
  std::string text = testing_support::read_bytes(path);
  text.erase(text.find_last_not_of(" \n") + 1);
  const auto space = space_of(GetParam().space);
  EXPECT_EQ(space->key(read_key(*space, text).index), GetParam().key);
}

INSTANTIATE_TEST_SUITE_P(
    All, FieldTexts,
    testing::Values(FieldFile{"nasbench201", "list_brackets.txt", "(4, 0, 3, 1, 4, 3)"}, FieldFile{"nasbench201", "source_order.txt", "(2, 2, 0, 4, 2, 0)"},
                    FieldFile{"darts", "darts_brackets.txt",
                              "(((0, 6), (1, 2), (0, 6), (1, 4), (0, 6), (1, 3), (2, 0), (3, 6)), ((0, 6), (1, 2), (0, 6), (1, 4), (0, 6), (1, 3), (2, 0), (3, 6)))"},
                    FieldFile{"darts_none", "darts_genotype_none.txt",
                              "(((0, 3), (1, 2), (0, 5), (1, 7), (1, 1), (3, 4), (0, 0), (4, 2)), ((0, 3), (1, 2), (0, 5), (2, 3), (1, 1), (3, 4), (0, 0), (4, 2)))"},
                    FieldFile{"transnasbench101_micro", "transnas_micro_string.txt", "(1, 0, 2, 3, 3, 3)"},
                    FieldFile{"natsbench_size.json", "nats_size_string.txt", "(0, 1, 2, 3, 7)"}),
    [](const auto& test) { return std::string(test.param.file).substr(0, std::string(test.param.file).find('.')); });

}  // namespace
}  // namespace cartograf
