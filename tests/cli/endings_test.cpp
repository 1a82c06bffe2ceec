// Files are called what they are: an ending that says something else is refused before anything is computed.
#include <utility>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Endings : public Cli {
 protected:
  void SetUp() override {
    make_store("s.h5", {"--range", "0:60"});
    succeeds({"train", "s.h5", "--target", "params", "--model", "rf", "-o", "m.ubj"});
  }
};

TEST_F(Endings, OfStores) {
  for (const char* name : {"a.csv", "a.npy", "a.parquet", "a.h5.csv", "a.HDF5x"}) {
    fails(2, {"features", "nasbench201", "-o", name},
          {std::string("cartograf: ") + name + ": a feature store is an HDF5 file; expected a name that ends in .h5 or .hdf5, or has no ending; 'cartograf export' writes a store as CSV, as a NumPy array or as a Zarr group\n"});
    fails(2, {"features", "nasbench201", "-o", name, "--dry-run"}, {"expected a name that ends in .h5 or .hdf5"});
  }
  for (const char* name : {"b.h5", "b.hdf5", "b"}) {
    succeeds({"features", "nasbench201", "-o", name, "--range", "0:9"});
    EXPECT_TRUE(bytes(name).starts_with("\x89HDF")) << name;
  }
}

TEST_F(Endings, OfModels) {
  const auto train = [](const std::string& model, const std::string& output) { return Arguments{"train", "s.h5", "--target", "params", "--model", model, "-o", output}; };
  for (const char* name : {"a.pkl", "a.json", "a.h5", "a"}) {
    fails(2, train("xgb", name), {std::string(name) + ": a model of xgb is a file of XGBoost (UBJSON); expected a name that ends in .ubj\n"});
  }
  for (const char* name : {"a.pkl", "a.ubj", "a"}) {
    fails(2, train("ridge", name), {std::string(name) + ": a model of ridge is an HDF5 file; expected a name that ends in .h5\n"});
  }
}

TEST_F(Endings, OfTables) {
  fails(2, {"export", "s.h5", "-o", "a.parquet"}, {"a.parquet: Parquet is written by Python, from a CSV, with pandas and one of pyarrow and fastparquet:\n  cartograf export STORE.h5 -o T.csv\n  python3 -c "});
  fails(2, {"export", "s.h5", "-o", "a.zip"}, {"a.zip: expected a name that ends in .csv, .npy or .zarr\n"});
  fails(2, {"predict", "s.h5", "--model", "m.ubj", "-o", "a.parquet"}, {"a.parquet: expected a name that ends in .csv or .h5\n"});
  fails(2, {"predict", "nasbench201", "--model", "m.ubj", "-o", "a.npy"}, {"a.npy: expected a name that ends in .csv or .h5\n"});
  fails(2, {"convert", "nasbench201", "--to", "nats", "-o", "a.h5"}, {"a.h5: a table or a list is a text; expected a name that ends in .csv or .txt, or has no ending\n"});
  fails(2, {"stats", "s.h5", "-o", "a.txt"}, {"a.txt: expected a name that ends in .csv, .npy or .h5\n"});
  fails(2, {"select", "s.h5", "--target", "params", "-o", "a.h5"}, {"a.h5: a list of columns is a text; expected a name that ends in .txt or .csv, or has no ending\n"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "-o", "a.json"}, {"a.json: the result is CSV; expected a name that ends in .csv, or has no ending; --json writes JSON\n"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "-o", "a.csv", "--json"}, {"a.csv: with --json the result is JSON; expected a name that ends in .json, or has no ending\n"});
  fails(2, {"search", "nasbench201", "--model", "m.ubj", "--timings", "a.csv"}, {"a.csv: timings are JSON; expected a name that ends in .json, or has no ending\n"});
  fails(2, {"evaluate", "s.h5", "--target", "params", "--csv", "a.json"}, {"a.json: expected a name that ends in .csv, or has no ending\n"});
  fails(2, {"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--csv", "a.h5"}, {"a.h5: expected a name that ends in .csv, or has no ending\n"});
}

// The model is not there, and nobody looks for it.
TEST_F(Endings, AreJudgedBeforeAnyWork) {
  fails(2, {"predict", "s.h5", "--model", "none.ubj", "-o", "a.txt"}, {"a.txt: expected a name"});
  fails(2, {"export", "none.h5", "-o", "a.txt"}, {"a.txt: expected a name"});
  fails(2, {"train", "none.h5", "--target", "params", "-o", "a.txt"}, {"a.txt: a model of xgb"});
}

TEST_F(Endings, DoNotMatterToStreams) {
  EXPECT_TRUE(output_of({"export", "s.h5", "-o", "-"}).starts_with("net,"));
  EXPECT_TRUE(output_of({"predict", "s.h5", "--model", "m.ubj", "-o", "/dev/stdout"}).starts_with("net,params\n"));
}

TEST_F(Endings, OfAFolderThatIsNotThere) {
  fails(1, {"features", "nasbench201", "-o", "none/a.h5"}, {"cartograf: none/a.h5: there is no folder 'none'; make it first\n"});
  fails(1, {"export", "s.h5", "-o", "none/deep/a.csv"}, {"there is no folder 'none/deep'"});
}

// What was written, and how large it is.
TEST_F(Endings, AndWhatWasWrittenAreSaid) {
  const std::vector<std::pair<Arguments, std::string>> commands = {
      {{"export", "s.h5", "-o", "a.csv"}, "a.csv: 60 rows, "},
      {{"export", "s.h5", "-o", "b.csv", "--rows", "3:4"}, "b.csv: 1 row, "},
      {{"export", "s.h5", "-o", "c.zarr"}, "c.zarr: 60 rows, "},
      {{"predict", "s.h5", "--model", "m.ubj", "-o", "p.csv"}, "p.csv: 60 predictions of params, "},
      {{"convert", "nasbench201", "--range", "0:3", "--to", "nats", "-o", "c.csv"}, "c.csv: architectures of nasbench201 as nats, "},
      {{"stats", "s.h5", "-o", "correlation.npy"}, "correlation.npy: correlations of 191 columns, "},
      {{"select", "s.h5", "--target", "params", "--train-size", "9", "--seeds", "1:3", "--count", "2", "-o", "l.txt"}, "l.txt: 2 of 191 columns, "},
      {{"search", "nasbench201", "--model", "m.ubj", "--top", "5", "-o", "best.csv"}, "best.csv: 5 architectures, "},
      {{"evaluate", "s.h5", "--target", "params", "--models", "ridge", "--train-sizes", "9", "--seeds", "1:3", "--csv", "e.csv"}, "e.csv: 2 trainings, "},
      {{"explain", "s.h5", "--model", "m.ubj", "--target", "params", "--importance", "gain", "--csv", "x.csv"}, "x.csv: importances of features, families and groups, "}};
  for (const auto& [arguments, message] : commands) {
    const Result result = cartograf(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    EXPECT_TRUE(contains(result.err, message)) << message << " is not in: " << result.err;
    Arguments quiet = arguments;
    quiet.insert(quiet.end(), {"-q", "--overwrite"});
    EXPECT_EQ(cartograf(quiet).err, "") << arguments.front();
  }
  EXPECT_EQ(cartograf({"export", "s.h5", "-o", "-"}).err, "");
}

}  // namespace
}  // namespace testing_cli
