// Files of every kind that the command reads, changed at random: each is refused with a sentence or read, and none makes it crash, hang
// or take the memory of the machine. 300 of each kind; CARTOGRAF_MUTATIONS=100000 and CARTOGRAF_MUTATION_SEED=7 in the environment ask
// for others.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <random>

#include "tests/hostile/limited_run.hpp"
#include "tests/hostile/number_of.hpp"
#include "tests/support/files.hpp"
#include "tests/support/model_checksum.hpp"
#include "tests/support/sanitized.hpp"

namespace testing_hostile {
namespace {

namespace fs = std::filesystem;
using Arguments = std::vector<std::string>;

constexpr std::uint64_t kMutations = testing_support::kSanitized ? 40 : 300;

/// What a kind of file is made by, what reads it, and what may come of a changed one.
struct Kind {
  std::string name;
  std::string file;
  std::vector<Arguments> made_by;  ///< commands, or none: `content` is written
  std::string content;
  Arguments read_by;
  bool has_checksum = false;                     ///< what is read in spite of a change must give what it gave before
  std::function<void(std::string&)> forge = {};  ///< makes a change look sound
};
void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  std::string operator()(std::string bytes) {
    for (std::uint64_t n = 1 + below(4) * below(2); n > 0 && !bytes.empty(); --n) change(bytes);
    return bytes;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  void change(std::string& bytes) {
    const std::size_t at = below(bytes.size()), n = std::min<std::size_t>(1 + below(16), bytes.size() - at);
    switch (below(9)) {
      case 0: bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1u << below(8))); break;
      case 1: bytes[at] = static_cast<char>(random_()); break;
      case 2: std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, below(2) == 0 ? '\0' : '\xff'); break;
      case 3: bytes.resize(at); break;
      case 4: bytes.erase(at, n); break;
      case 5: bytes.insert(at, n, static_cast<char>(random_())); break;
      case 6: bytes.replace(at, n, bytes.substr(below(bytes.size()), n)); break;
      case 7: bytes[at] = static_cast<char>(bytes[at] + (below(2) == 0 ? 1 : -1)); break;
      default: {  // a number of some width, little- or big-endian, that is large, small or negative
        const std::uint64_t width = std::uint64_t{1} << below(4), values[] = {0, 1, 0x7f, 0xff, 0x7fffffff, 0xffffffff, ~std::uint64_t{0} >> 1, ~std::uint64_t{0}, random_()};
        std::uint64_t value = values[below(9)];
        const bool big_endian = below(2) == 0;
        for (std::uint64_t i = 0; i < width && at + i < bytes.size(); ++i) {
          bytes[at + (big_endian ? std::min<std::uint64_t>(width, bytes.size() - at) - 1 - i : i)] = static_cast<char>(value >> (8 * i));
        }
      }
    }
  }

  std::mt19937_64 random_;
};

class Mutations : public testing::TestWithParam<Kind> {};

TEST_P(Mutations, AreRefusedOrReadWithoutHarm) {
  const Kind& kind = GetParam();
  const testing_support::TempFolder folder;
  for (const Arguments& command : kind.made_by) {
    const LimitedRun made = run_limited(command, folder.path());
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  if (kind.made_by.empty()) testing_support::write_text(folder / kind.file, kind.content);
  const std::string sound = testing_support::read_bytes(folder / kind.file);
  const LimitedRun undisturbed = run_limited(kind.read_by, folder.path());
  ASSERT_EQ(undisturbed.exit_code, 0) << undisturbed.err;
  const long most_mebibytes = 1024 + undisturbed.peak_mebibytes + 4 * static_cast<long>(sound.size() >> 20);

  Mutator mutated(number_of("CARTOGRAF_MUTATION_SEED", 1));
  int n_refused = 0, n_unchanged = 0, n_otherwise = 0;
  const std::uint64_t n = number_of("CARTOGRAF_MUTATIONS", kMutations);
  for (std::uint64_t i = 0; i < n; ++i) {
    std::string bytes = mutated(sound);
    if (kind.forge) kind.forge(bytes);
    testing_support::write_text(folder / kind.file, bytes);
    const LimitedRun run = run_limited(kind.read_by, folder.path());
    const bool harmless = !run.hung && run.signal == 0 && run.peak_mebibytes <= most_mebibytes && (run.exit_code == 0 || run.exit_code == 1 || run.exit_code == 2);
    const bool said = run.exit_code == 0 || (run.err.find("cartograf: ") != run.err.npos && run.err.size() <= 700);
    const bool same = run.exit_code == 0 && run.out == undisturbed.out;
    const bool silent = run.exit_code == 0 && !same && kind.has_checksum;
    n_refused += run.exit_code != 0;
    n_unchanged += same;
    n_otherwise += run.exit_code == 0 && !same;
    if (harmless && said && !silent) continue;
    const fs::path kept = fs::temp_directory_path() / ("cartograf-" + kind.name + "-" + std::to_string(i) + "-" + kind.file);
    testing_support::write_text(kept, bytes);
    ADD_FAILURE() << kind.name << ", change " << i << ", kept as " << kept << ": exit code " << run.exit_code << ", signal " << run.signal << (run.hung ? ", hung" : "") << ", "
                  << run.peak_mebibytes << " MiB" << (silent ? ", another result without a word" : "") << "\n"
                  << run.err.substr(0, 2000);
  }
  std::cout << kind.name << ": " << n << " tried, " << n_refused << " refused, " << n_unchanged << " read unchanged, " << n_otherwise << " read otherwise\n";
}

const Arguments kFeatures = {"features", "nasbench201", "--range", "0:200", "-o", "s.h5", "--device", "cpu"};

Kind model(const std::string& predictor, const std::string& file, bool forged) {
  Kind kind{predictor + (forged ? "_forged" : ""), file, {{"features", "nasbench201", "--range", "0:60", "--families", "op_count", "-o", "s.h5", "--device", "cpu"}}, "", {}, !forged, {}};
  Arguments train = {"train", "s.h5", "--target", "params", "--model", predictor, "--train-size", "20", "-o", file, "--device", "cpu"};
  for (const char* smaller : {"rounds=3", "trees=3", "estimators=3"}) {
    const std::string name(smaller, std::string_view(smaller).find('='));
    const bool has = (name == "rounds" && (predictor == "xgb" || predictor == "gbm" || predictor == "best")) || (name == "trees" && predictor == "rf") || (name == "estimators" && predictor == "adaboost");
    if (has) train.insert(train.end(), {"--param", smaller});
  }
  kind.made_by.push_back(train);
  kind.read_by = {"predict", "s.h5", "--model", file, "-o", "-", "--device", "cpu"};
  if (forged) kind.forge = testing_support::forge_checksum;
  return kind;
}

std::vector<Kind> models() {
  return {model("xgb", "m.ubj", false), model("xgb", "m.ubj", true), model("rf", "m.ubj", true), model("ridge", "m.h5", false), model("knn", "m.h5", false),
          model("svr", "m.h5", false), model("gp", "m.h5", false), model("best", "m.h5", false), model("adaboost", "m.h5", false)};
}

std::vector<Kind> others() {
  std::vector<Kind> all;
  all.push_back({"store", "s.h5", {kFeatures}, "", {"export", "s.h5", "-o", "-"}, false, {}});
  all.push_back({"store_zstd", "s.h5", {{"features", "nasbench201", "--range", "0:200", "-o", "s.h5", "--compression", "zstd:1", "--adjacency", "--device", "cpu"}}, "", {"inspect", "s.h5"}, false, {}});
  all.push_back({"store_gzip", "s.h5", {{"features", "nasbench201", "--range", "0:200", "-o", "s.h5", "--compression", "gzip:1", "--adjacency", "--device", "cpu"}}, "", {"inspect", "s.h5"}, false, {}});
  std::string table = "net,acc,latency\n";
  for (int i = 0; i < 40; ++i) table += "\"(" + std::to_string(i % 5) + ", 3, " + std::to_string(i / 5 % 5) + ", 4, " + std::to_string(i / 25) + ", 2)\"," + std::to_string(60 + i) + ".25,1e" + std::to_string(i % 4) + "\n";
  all.push_back({"table", "t.csv", {}, table, {"evaluate", "nasbench201", "--families", "op_count", "--targets", "t.csv", "--target", "acc", "--models", "ridge", "--train-sizes", "10", "--seeds", "0:2", "--device", "cpu"}, false, {}});
  all.push_back({"keys", "k.csv", {}, table, {"convert", "nasbench201", "k.csv", "--to", "nats"}, false, {}});
  all.push_back({"import", "i.json", {}, R"json([{"arch": [1, 3, 4, 3, 2, 2], "accuracy": 87.88, "more": {"time": 1e3, "score": -2}}, {"arch": "(4, 3, 0, 3, 1, 4)", "accuracy": null}])json", {"import", "i.json"}, false, {}});
  all.push_back({"space", "space.json", {}, testing_support::read_bytes(fs::path(CARTOGRAF_DOCS_DIR) / "examples" / "two_inputs.json"), {"spaces", "space.json"}, false, {}});
  all.push_back({"cells", "space.json", {}, testing_support::read_bytes(fs::path(CARTOGRAF_DOCS_DIR) / "examples" / "small_cells.json"), {"spaces", "space.json"}, false, {}});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Models, Mutations, testing::ValuesIn(models()), [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Others, Mutations, testing::ValuesIn(others()), [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace testing_hostile
