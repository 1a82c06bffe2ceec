// Every way to get a document wrong that docs/spaces.md names: the message says where, what was expected, what was found.
#include <gtest/gtest.h>

#include <algorithm>

#include "host/store/space_of_store.hpp"
#include "tests/json/examples.hpp"
#include "tests/support/message.hpp"

namespace cartograf {
namespace {

using namespace testing_json;
using nlohmann::json;
using testing_support::contains;
using testing_support::message_of;

std::string error_of_text(const std::string& text) {
  return message_of<InputError>([&] { space_from_json(text, "test.json")->size(); });
}
std::string error_of(const json& document) { return error_of_text(document.dump()); }

/// An example with the value at a JSON pointer replaced.
json with(const std::string& example_name, const std::string& pointer, const json& value) {
  json document = example(example_name);
  document[json::json_pointer(pointer)] = value;
  return document;
}

struct Case {
  std::string example, pointer;
  json value;
  std::string path, part;  ///< of the message
};

void expect_errors(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::string message = error_of(with(c.example, c.pointer, c.value));
    const std::string begin = "test.json: " + c.path + ": ";
    EXPECT_TRUE(message.starts_with(begin) && contains(message, c.part))
        << c.example << c.pointer << " = " << c.value.dump().substr(0, 80) << "\n  message:  " << message << "\n  expected: " << begin << "..." << c.part;
  }
}

TEST(BadDocument, WrongTypeOfEveryMember) {
  const std::vector<json> values = {nullptr, true, 0, -1, 1.5, 1e300, "", "?!", json::array(), json::object(), {1}, {"a", 2}, {{"a", 1}}};
  for (const std::string& name : example_names()) {
    const json flat = example(name).flatten();
    const json whole = example(name);
    std::vector<std::string> pointers;
    for (const auto& [pointer, unused] : flat.items()) {
      for (json::json_pointer p(pointer); !p.empty(); p.pop_back()) pointers.push_back(p.to_string());
    }
    for (const std::string& pointer : pointers) {
      for (const json& value : values) {
        if (value.type() == whole[json::json_pointer(pointer)].type()) continue;
        if (value.is_number_integer() && whole[json::json_pointer(pointer)].is_number_integer()) continue;
        json document = whole;
        document[json::json_pointer(pointer)] = value;
        const std::string message = error_of(document);
        // An integer for a text among texts is still wrong, and the other way round; an object may be empty where it holds costs.
        if (message == "nothing was thrown") {
          EXPECT_TRUE(value.is_object() && contains(pointer, "/costs")) << name << pointer << " = " << value;
          continue;
        }
        EXPECT_TRUE(message.starts_with("test.json: /")) << message;
        const std::string member = pointer.substr(1, pointer.find('/', 1) == std::string::npos ? std::string::npos : pointer.find('/', 1) - 1);
        EXPECT_TRUE(contains(message, member) || member == "operations") << message << "\n"
                                                                         << pointer << " = " << value;
      }
    }
  }
}

TEST(BadDocument, EveryRequiredMemberIsMissed) {
  const std::map<std::string, std::vector<std::string>> required = {
      {"two_inputs", {"name", "kind", "operations", "nodes", "edges"}},
      {"nasbench101_small", {"name", "kind", "operations", "max_nodes", "max_edges"}},
      {"small_cells", {"name", "kind", "operations", "intermediate_nodes"}},
      {"autoformer_tiny", {"name", "kind", "layers", "attributes"}}};
  for (const auto& [name, members] : required) {
    const json whole = example(name);
    for (const auto& [member, unused] : whole.items()) {
      json document = whole;
      document.erase(member);
      const bool needed = std::find(members.begin(), members.end(), member) != members.end();
      EXPECT_EQ(error_of(document), needed ? "test.json: /: expected a member \"" + member + "\", found none" : "nothing was thrown") << name;
    }
  }
  json document = example("autoformer_tiny");
  document["attributes"][1].erase("values");
  EXPECT_EQ(error_of(document), "test.json: /attributes/1: expected a member \"values\", found none");
  document = example("nasbench201");
  document["costs"]["flops"].erase("per_operation");
  EXPECT_EQ(error_of(document), "test.json: /costs/flops: expected a member \"per_operation\", found none");
}

TEST(BadDocument, UnknownMembersAreNamed) {
  expect_errors({
      {"two_inputs", "/terminal", 1, "/", "unknown member \"terminal\"; did you mean terminals"},
      {"two_inputs", "/max_nodes", 1, "/", "unknown member \"max_nodes\""},
      {"nasbench101_small", "/edges", 1, "/", "unknown member \"edges\"; did you mean"},
      {"autoformer_tiny", "/depth", 1, "/", "unknown member \"depth\"; did you mean depths"},
      {"autoformer_tiny", "/attributes/0/value", 1, "/attributes/0", "unknown member \"value\"; did you mean values"},
      {"nasbench201", "/costs/params/per_op", 1, "/costs/params", "unknown member \"per_op\""},
  });
}

TEST(BadDocument, Names) {
  expect_errors({
      {"two_inputs", "/name", "nasbench201", "/name", "built-in space"},
      {"two_inputs", "/name", "darts", "/name", "built-in space"},
      {"two_inputs", "/name", "a b", "/name", "letters, digits"},
      {"two_inputs", "/name", std::string(65, 'a'), "/name", "64"},
      {"two_inputs", "/name", "a/b", "/name", "letters, digits"},
      {"two_inputs", "/kind", "edge", "/kind", "\"edges\", \"nodes\", \"predecessors\" or \"layers\", found \"edge\""},
      {"two_inputs", "/summary", "two\nlines", "/summary", "one line"},
      {"two_inputs", "/summary", std::string(1001, 'a'), "/summary", "one line"},
      {"two_inputs", "/operations/1", "a,b", "/operations/1", "letters, digits"},
      {"two_inputs", "/operations/1", "conv", "/operations/2", "stands there twice"},
      {"nasbench101_small", "/operations/0", "conv3x3-bn-relu", "/operations/2", "stands there twice"},
      {"two_inputs", "/zero", "nonne", "/zero", "unknown operation; did you mean none"},
      {"two_inputs", "/identity", "skip", "/identity", "unknown operation"},
  });
}

TEST(BadDocument, EdgesAndNodes) {
  expect_errors({
      {"two_inputs", "/nodes", 1, "/nodes", "from 2 to 32, found 1"},
      {"two_inputs", "/nodes", 33, "/nodes", "from 2 to 32, found 33"},
      {"two_inputs", "/nodes", 5.0, "/nodes", "whole number from 2 to 32, found 5.0"},
      {"two_inputs", "/nodes", 1e30, "/nodes", "whole number"},
      {"two_inputs", "/nodes", UINT64_MAX, "/nodes", "found 18446744073709551615"},
      {"two_inputs", "/nodes", 4, "/edges/5/1", "from 1 to 4, found 5"},
      {"two_inputs", "/edges/2", {1, 6}, "/edges/2/1", "from 1 to 5, found 6"},
      {"two_inputs", "/edges/2", {0, 3}, "/edges/2/0", "from 1 to 5, found 0"},
      {"two_inputs", "/edges/2", {4, 3}, "/edges/2", "source < target"},
      {"two_inputs", "/edges/2", {3, 3}, "/edges/2", "source < target"},
      {"two_inputs", "/edges/2", {1, 3}, "/edges/2", "stands there twice"},
      {"two_inputs", "/edges/2", {1, 2, 3}, "/edges/2", "a list of 2 items, found 3"},
      {"two_inputs", "/edges", json::array(), "/edges", "a list of 1 to 64 items, found 0"},
      {"two_inputs", "/terminals/1", {5, 1}, "/terminals/1", "source < target"},
      {"two_inputs", "/terminals/1", {1, 5}, "/terminals/1", "stands there twice"},
      {"two_inputs", "/terminals", json::array(), "/terminals", "found 0"},
      {"nasbench101_small", "/max_nodes", 12, "/max_nodes", "from 2 to 11, found 12"},
      {"nasbench101_small", "/max_nodes", 1, "/max_nodes", "from 2 to 11, found 1"},
      {"nasbench101_small", "/max_edges", 11, "/max_edges", "from 4 to 10, found 11"},
      {"nasbench101_small", "/max_edges", 3, "/max_edges", "from 4 to 10, found 3"},
  });
}

TEST(BadDocument, OperationsOfAnEdge) {
  const json skip = {{"edge", {1, 2}}, {"operations", {"zero", "identity"}}};
  const auto edge_with = [&](const char* member, const json& value) {
    json edge = skip;
    edge[member] = value;
    return edge;
  };
  expect_errors({
      {"nasbench_asr", "/edges/1", edge_with("edge", {2, 1}), "/edges/1/edge", "source < target"},
      {"nasbench_asr", "/edges/1", edge_with("edge", {1, 5}), "/edges/1/edge/1", "from 1 to 4, found 5"},
      {"nasbench_asr", "/edges/1", edge_with("operations", {"linear", "conv5d2"}), "/edges/1/operations/1", "neighbouring operations, in their order, found \"conv5d2\""},
      {"nasbench_asr", "/edges/1", edge_with("operations", {"identity", "zero"}), "/edges/1/operations/1", "neighbouring operations, in their order"},
      {"nasbench_asr", "/edges/1", edge_with("operations", {"conv9"}), "/edges/1/operations/0", "expected an operation, found \"conv9\""},
      {"nasbench_asr", "/edges/1", edge_with("operations", json::array()), "/edges/1/operations", "a list of 1 to 7 items, found 0"},
      {"nasbench_asr", "/edges/1", edge_with("ops", 1), "/edges/1", "unknown member \"ops\""},
      {"nasbench_asr", "/edges/1", {{"edge", {1, 2}}}, "/edges/1", "expected a member \"operations\", found none"},
  });
  json document = example("nasbench_asr");
  document["edges"] = {{1, 2}, skip, {1, 3}, {1, 2}};
  EXPECT_TRUE(contains(error_of(document), "test.json: /edges/3: the pair of nodes stands there twice")) << error_of(document);
  document["edges"] = {{1, 2}, skip, skip, {1, 3}};
  EXPECT_TRUE(contains(error_of(document), "test.json: /edges/2: the pair of nodes stands there twice")) << error_of(document);
  document["edges"] = {{1, 2}, skip, {1, 3}};
  EXPECT_EQ(error_of(document), "nothing was thrown");
}

TEST(Document, OfPairsOfCellsBeyondEveryNumberHasNone) {
  json document = example("small_cells");
  document["intermediate_nodes"] = 6;
  EXPECT_FALSE(space_of(document)->numbered());
}

TEST(BadDocument, Predecessors) {
  expect_errors({
      {"small_cells", "/inputs", 0, "/inputs", "from 1 to 8, found 0"},
      {"small_cells", "/inputs", 9, "/inputs", "from 1 to 8, found 9"},
      {"small_cells", "/intermediate_nodes", 0, "/intermediate_nodes", "from 1 to 10, found 0"},
      {"small_cells", "/intermediate_nodes", 11, "/intermediate_nodes", "from 1 to 10, found 11"},
      {"small_cells", "/intermediate_nodes", 8, "/intermediate_nodes", "candidate edges of a cell: expected 1 to 64, found 96"},
      {"small_cells", "/sources", 0, "/sources", "from 1 to 4, found 0"},
      {"small_cells", "/sources", 5, "/sources", "from 1 to 4, found 5"},
      {"small_cells", "/repeats", 1, "/repeats", "true or false, found 1"},
      {"small_cells", "/loose_ends", "yes", "/loose_ends", "true or false, found \"yes\""},
      {"small_cells", "/none", "skip_connect", "/none", "cannot be an operation too"},
      {"small_cells", "/none", "a b", "/none", "letters, digits"},
      {"small_cells", "/cells", {"normal"}, "/cells", "a list of 2 to 4 items, found 1"},
      {"small_cells", "/cells/1", "normal", "/cells/1", "\"normal\" stands there twice"},
      {"small_cells", "/identity", "skip", "/identity", "unknown operation"},
      {"small_cells", "/zero", "skip_connect", "/", "unknown member \"zero\""},
      {"small_cells", "/inputs", 3, "/signal", "at most 2 inputs are possible, found 3"},
      {"small_cells", "/signal/skip_connect/depth", 2, "/signal/skip_connect/depth", "only an operation of the role \"conv\" or \"pool\" has a depth"},
      {"small_cells", "/signal/max_pool_3x3/depth", 4, "/signal/max_pool_3x3/depth", "from 1 to 3, found 4"},
      {"small_cells", "/signal/max_pool_3x3/kernel", 5, "/signal/max_pool_3x3/kernel", "only an operation of the role \"conv\" has a kernel"},
      {"nasbench101_small", "/signal/maxpool3x3/depth", 2, "/signal", "is a pool of depth 2; on a node it must be 1"},
  });
  json document = example("small_cells");
  document["repeats"] = false;
  document["sources"] = 3;
  EXPECT_TRUE(contains(error_of(document), "test.json: /: expected \"sources\" of at most the number of \"inputs\"")) << error_of(document);
  document.erase("signal");
  document["none"] = "none";
  EXPECT_EQ(error_of(document), "nothing was thrown");
  json many = {{"name", "m"}, {"kind", "predecessors"}, {"intermediate_nodes", 1}, {"inputs", 1}, {"sources", 1}};
  for (int i = 0; i < 14; ++i) many["operations"].push_back("op" + std::to_string(i));
  EXPECT_EQ(error_of(many), "nothing was thrown");
  many["cells"] = {"a", "b"};
  EXPECT_TRUE(contains(error_of(many), "test.json: /operations: 14 operations have 16383 subsets of 8 columns each")) << error_of(many);
  many["operations"] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
  many["cells"] = {"a", "b", "c", "d"};
  EXPECT_TRUE(contains(error_of(many), "operations of all cells together, with one more for each cell of loose ends: expected at most 34, found 40")) << error_of(many);
}

TEST(BadDocument, TooLarge) {
  json edges = {{"name", "e"}, {"kind", "edges"}, {"operations", {"a", "b"}}, {"nodes", 32}};
  for (int from = 1; from < 32; ++from) {
    for (int to = from + 1; to <= std::min(32, from + 3); ++to) edges["edges"].push_back({from, to});
  }
  EXPECT_TRUE(contains(error_of(edges), "test.json: /edges: a cell has at most 64 candidate edges, found 90")) << error_of(edges);
  while (edges["edges"].size() > 63) edges["edges"].erase(0);
  EXPECT_TRUE(contains(error_of(edges), "test.json: /edges: the space has more than 2^62 architectures")) << error_of(edges);
  json many = {{"name", "e"}, {"kind", "edges"}, {"nodes", 2}, {"edges", {{1, 2}}}};
  for (int i = 0; i < 15; ++i) many["operations"].push_back("op" + std::to_string(i));
  EXPECT_TRUE(contains(error_of(many), "test.json: /operations: 15 operations have 32767 subsets of 6 columns each, more than the 100000")) << error_of(many);
  for (int i = 15; i < 33; ++i) many["operations"].push_back("op" + std::to_string(i));
  EXPECT_TRUE(contains(error_of(many), "test.json: /operations: expected a list of 1 to 32 items, found 33")) << error_of(many);
  many["operations"].erase(32);
  EXPECT_TRUE(contains(error_of(many), "32 operations have 4294967295 subsets")) << error_of(many);
  json graph = {{"name", "g"}, {"kind", "nodes"}, {"operations", {"a", "b"}}, {"max_nodes", 11}, {"max_edges", 12}};
  EXPECT_TRUE(contains(error_of(graph), "test.json: /operations: graphs of 11 nodes with 2 operations take 68 bits")) << error_of(graph);
}

TEST(BadDocument, TooManyGraphs) {
  const json graph = {{"name", "g"}, {"kind", "nodes"}, {"operations", {"a", "b", "c"}}, {"max_nodes", 8}, {"max_edges", 28}};
  EXPECT_TRUE(contains(error_of(graph), "found more")) << error_of(graph);
}

TEST(BadDocument, Layers) {
  json values;
  for (int i = 0; i < 33; ++i) values.push_back(i);
  expect_errors({
      {"autoformer_tiny", "/layers", 0, "/layers", "from 1 to 64"},
      {"autoformer_tiny", "/layers", 65, "/layers", "from 1 to 64"},
      {"autoformer_tiny", "/layers", 33, "/layers", "33 layers of 2 attributes are more than 64 choices"},
      {"autoformer_tiny", "/layers", 15, "/depths", "the largest depth must be the number of layers"},
      {"autoformer_tiny", "/layers", 13, "/depths/2", "from 1 to 13, found 14"},
      {"autoformer_tiny", "/depths/1", 12, "/depths/1", "ascending"},
      {"autoformer_tiny", "/depths/0", 0, "/depths/0", "from 1 to 14"},
      {"autoformer_tiny", "/attributes/1", {{"name", "heads"}, {"values", {8}}}, "/attributes/1/name", "\"heads\" stands there twice"},
      {"autoformer_tiny", "/attributes/1/name", "heads", "/attributes/1/values/1", "\"heads_4\" stands there twice"},
      {"autoformer_tiny", "/attributes/0/values", {3, 3}, "/attributes/0/values/1", "\"heads_3\" stands there twice"},
      {"autoformer_tiny", "/attributes/0/values", {3, 128}, "/attributes/0/values/1", "from -128 to 127, found 128"},
      {"autoformer_tiny", "/attributes/0/values", {3, 4.5}, "/attributes/0/values/1", "from -128 to 127, found 4.5"},
      {"autoformer_tiny", "/attributes/0/values", {3, 640}, "/attributes/0/values/1", "found 640; write the values of this attribute as names, such as \"640\""},
      {"autoformer_tiny", "/attributes/0/values", {"3", 4}, "/attributes/0/values/1", "expected a text, found 4"},
      {"autoformer_tiny", "/attributes/0/values", values, "/attributes/0/values", "a list of 1 to 32 items, found 33"},
      {"autoformer_tiny", "/attributes", json::array(), "/attributes", "found 0"},
  });
  json many = example("autoformer_tiny");
  values.erase(32);
  values.erase(31);
  many["attributes"][0]["values"] = values;
  many.erase("costs");
  EXPECT_TRUE(contains(error_of(many), "test.json: /attributes/1/values/1: a space has at most 32 choices in all")) << error_of(many);
}

TEST(BadDocument, Costs) {
  expect_errors({
      {"nasbench201", "/costs/params/per_operation/conv", 1, "/costs/params/per_operation/conv", "unknown operation"},
      {"autoformer_tiny", "/costs/params/per_operation/head_3", 1, "/costs/params/per_operation/head_3", "did you mean heads_3"},
      {"nasbench201", "/costs/params/constant", 0.5, "/costs/params/constant", "found 0.5"},
      {"nasbench201", "/costs/params/constant", (std::int64_t{1} << 50) + 1, "/costs/params/constant", "whole number"},
      {"nasbench201", "/costs/params/per_operation/none", -(std::int64_t{1} << 50) - 1, "/costs/params/per_operation/none", "whole number"},
      {"nasbench201", "/costs/.", {{"per_operation", json::object()}}, "/costs/.", "other than"},
      {"nasbench201", "/costs/..", {{"per_operation", json::object()}}, "/costs/..", "other than"},
      {"nasbench201", "/costs/a b", {{"per_operation", json::object()}}, "/costs/a b", "letters, digits"},
      {"nasbench201", "/costs/effective_flops", {{"per_operation", json::object()}}, "/costs/effective_flops", "family `effective`"},
  });
  json document = example("two_inputs");
  for (int i = 0; i < 65; ++i) document["costs"]["c" + std::to_string(i)]["per_operation"] = json::object();
  EXPECT_TRUE(contains(error_of(document), "test.json: /costs: expected at most 64 costs, found 66")) << error_of(document);
}

TEST(BadDocument, LargerThanAStoreKeeps) {
  json document = {{"name", "e"}, {"kind", "edges"}, {"nodes", 2}, {"edges", {{1, 2}}}};
  for (int i = 10; i < 24; ++i) document["operations"].push_back(std::string(62, 'a') + std::to_string(i));
  for (int c = 0; c < 64; ++c) {
    for (const json& op : document["operations"]) document["costs"]["c" + std::to_string(c)]["per_operation"][op.get<std::string>()] = 1;
  }
  EXPECT_TRUE(contains(error_of(document), "test.json: /: expected at most 60000 bytes")) << error_of(document);
  EXPECT_TRUE(contains(error_of_text(std::string((1 << 20) + 1, ' ')), "test.json: expected at most 1048576 bytes"));
}

TEST(BadDocument, Syntax) {
  const auto at = [](const std::string& place, const std::string& what) { return "test.json:" + place + ": no valid JSON: expected " + what; };
  EXPECT_EQ(error_of_text(""), at("1:1", "a value, found the end of the text"));
  EXPECT_EQ(error_of_text("{"), at("1:2", "the name of a member in double quotes, found the end of the text"));
  EXPECT_EQ(error_of_text("{\n  \"name\": x\n}"), at("2:11", "a value, found 'x'"));
  EXPECT_EQ(error_of_text("{\n  \"name\": 01x, 2}"), at("2:11", "',' or '}', found '01x'"));
  EXPECT_EQ(error_of_text("{\n\n \"name\" \"x\\\"y\" }"), at("3:9", "':', found '\"x\\\"y\"'"));
  EXPECT_EQ(error_of_text("{\"name\": \"a\xff\"}"), at("1:12", "a value, found '\\xff' (invalid string: ill-formed UTF-8 byte)"));
  EXPECT_EQ(error_of_text("{\"name\": \"a\nb\"}"), at("1:12", "a value, found '\\n' (invalid string: control character U+000A (LF) must be escaped to \\u000A or \\n)"));
  EXPECT_EQ(error_of_text("{\"name\": 1.x}"), at("1:10", "a value, found '1.x' (invalid number; expected digit after '.')"));
  EXPECT_EQ(error_of_text("[1, 2,]"), at("1:7", "a value, found ']'"));
  EXPECT_EQ(error_of_text("[1, 2"), at("1:6", "',' or ']', found the end of the text"));
  EXPECT_EQ(error_of_text("{'name': 1}"), at("1:2", "the name of a member in double quotes, found '''"));
  EXPECT_EQ(error_of_text("{} {}"), at("1:4", "the end of the text, found '{'"));
  EXPECT_EQ(error_of_text("{} // comment"), at("1:4", "the end of the text, found '/'"));
  EXPECT_EQ(error_of_text("[1, 2]"), "test.json: /: expected an object, found [1,2]");
  EXPECT_EQ(error_of_text("null"), "test.json: /: expected an object, found null");
  EXPECT_EQ(error_of_text("{\"nodes\": 1e999}"), "test.json:1:11: expected a number up to 1.8e308, found '1e999'");
}

TEST(BadDocument, EveryTruncation) {
  for (const std::string& name : example_names()) {
    const std::string text = example_text(name);
    const std::size_t end = text.find_last_of('}');
    for (std::size_t length = 0; length <= end; ++length) {
      EXPECT_TRUE(contains(error_of_text(text.substr(0, length)), ": no valid JSON: expected ")) << name << " " << length;
    }
  }
}

TEST(BadDocument, DeepNesting) {
  const std::string open(100'000, '['), close(100'000, ']');
  const std::string too_deep = "expected at most 16 values inside each other, found more";
  EXPECT_TRUE(contains(error_of_text(open), too_deep));
  EXPECT_TRUE(contains(error_of_text("{\"kind\": " + open + close + "}"), "test.json: /kind/0/0"));
  EXPECT_TRUE(contains(error_of_text("{\"$schema\": " + open + close + "}"), too_deep));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_TRUE(contains(error_of_text(objects), too_deep));
}

TEST(BadDocument, MembersThatStandThereTwice) {
  EXPECT_EQ(error_of_text("{\"kind\": \"edges\", \"kind\": \"nodes\"}"), "test.json: /: the member \"kind\" stands there twice");
  EXPECT_EQ(error_of_text("{\"a\": [0, {\"b\": 1, \"c\": {}, \"b\": 2}]}"), "test.json: /a/1: the member \"b\" stands there twice");
  std::string text = example_text("nasbench201");
  text.replace(text.find("\"flops\""), 7, "\"params\"");
  EXPECT_EQ(error_of_text(text), "test.json: /costs: the member \"params\" stands there twice");
}

TEST(BadDocument, LongValuesAreCutInMessages) {
  EXPECT_LT(error_of(with("two_inputs", "/name", std::string(100'000, '!'))).size(), 300u);
  EXPECT_LT(error_of(with("two_inputs", "/" + std::string(100'000, 'x'), 1)).size(), 600u);
}

TEST(BadDocument, Files) {
  const testing_support::TempFolder folder;
  EXPECT_TRUE(contains(message_of<Error>([&] { open_space((folder / "missing.json").string()); }), "missing.json"));
  std::filesystem::create_directory(folder / "folder.json");
  EXPECT_TRUE(contains(message_of<Error>([&] { open_space((folder / "folder.json").string()); }), "folder.json"));
  StoreSchema schema;
  schema.features.space = "mine";
  schema.space_definition = "{\"kind\": 3}";
  EXPECT_EQ(message_of<InputError>([&] { space_of_store(schema, "x.h5"); }), "x.h5: space_definition: /kind: expected a text, found 3");
}

}  // namespace
}  // namespace cartograf
