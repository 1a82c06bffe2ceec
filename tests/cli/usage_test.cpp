// Arguments that are wrong in themselves: exit code 2, the option and what was found in the message, nothing written.
#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

struct Case {
  Arguments arguments;
  std::vector<std::string> parts;
};

/// Numbered, since two may differ in their punctuation alone.
std::string name_of(const testing::TestParamInfo<Case>& run) { return std::to_string(run.index) + "_" + test_name(run.param.arguments); }

class BadUsage : public Cli, public testing::WithParamInterface<Case> {};

TEST_P(BadUsage, IsRefused) {
  make_store();
  fails(2, GetParam().arguments, GetParam().parts);
}

Case features(const Arguments& more, const std::vector<std::string>& parts) {
  Case result{{"features", "nasbench201", "-o", "new.h5"}, parts};
  result.arguments.insert(result.arguments.end(), more.begin(), more.end());
  return result;
}

Case train(const Arguments& more, const std::vector<std::string>& parts) {
  Case result{{"train", "s.h5", "--target", "params", "-o", "m.ubj"}, parts};
  result.arguments.insert(result.arguments.end(), more.begin(), more.end());
  return result;
}

Case evaluate(const Arguments& more, const std::vector<std::string>& parts) {
  Case result{{"evaluate", "s.h5", "--target", "params", "--models", "xgb"}, parts};
  result.arguments.insert(result.arguments.end(), more.begin(), more.end());
  return result;
}

INSTANTIATE_TEST_SUITE_P(
    Missing, BadUsage,
    testing::Values(Case{{"features"}, {"cartograf features: SPACE and -o FILE.h5 are missing\nusage: cartograf features SPACE -o FILE.h5 [OPTIONS]\n'cartograf features --help' says more\n"}},
                    Case{{"features", "nasbench201"}, {"cartograf features: -o FILE.h5 is missing\n"}},
                    Case{{"features", "-o", "x.h5"}, {"cartograf features: SPACE is missing\n"}}, Case{{"inspect"}, {"cartograf inspect: SPACE|FILE.h5 is missing\n"}},
                    Case{{"export", "s.h5"}, {"cartograf export: -o FILE.csv|FILE.npy|FILE.zarr is missing\n"}},
                    Case{{"export", "-o", "x.csv"}, {"cartograf export: FILE.h5 is missing\n"}},
                    Case{{"train", "s.h5", "-o", "m.ubj"}, {"cartograf train: --target NAME is missing\n"}},
                    Case{{"train", "s.h5", "--target", "params"}, {"cartograf train: -o FILE.ubj|FILE.h5 is missing\n"}},
                    Case{{"predict", "s.h5", "-o", "p.csv"}, {"cartograf predict: --model FILE.ubj|FILE.h5 is missing\n"}},
                    Case{{"predict", "s.h5", "--model", "m"}, {"cartograf: -o FILE.csv is missing; without it predictions of the architectures of --keys or KEY alone are printed\n"}},
                    Case{{"evaluate", "s.h5"}, {"cartograf evaluate: --target NAME is missing\n"}},
                    Case{{"features", "nasbench201", "-o"}, {"cartograf features: --output FILE.h5: the value is missing\n"}}),
    name_of);

// Each would else be a file of that name, or a value.
INSTANTIATE_TEST_SUITE_P(
    OptionsInPlaceOfValues, BadUsage,
    testing::Values(Case{{"features", "nasbench201", "-o", "--overwrite"}, {"cartograf features: -o FILE.h5 is missing; found '--overwrite' in its place\nusage: "}},
                    Case{{"export", "s.h5", "--output", "-q"}, {"cartograf export: -o FILE.csv|FILE.npy|FILE.zarr is missing; found '-q' in its place\n"}},
                    Case{{"features", "nasbench201", "--range", "--adjacency", "-o", "x.h5"}, {"cartograf features: --range A:B is missing; found '--adjacency' in its place\n"}},
                    Case{{"train", "s.h5", "--target", "params", "-o", "--"}, {"cartograf train: -o FILE.ubj|FILE.h5 is missing; found '--' in its place\n"}},
                    features({"-overwrite"}, {"unknown option '-overwrite'; did you mean --overwrite?\n"}),
                    Case{{"features", "nasbench201", "-o=x.h5"}, {"cartograf features: '-o=x.h5': write -o x.h5 or --output=x.h5\n"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Flags, BadUsage,
    testing::Values(Case{{"-q1"}, {"cartograf: -q takes no value, found '-q1'\n"}}, Case{{"spaces", "-q1"}, {"cartograf spaces: -q takes no value, found '-q1'\n"}},
                    Case{{"spaces", "--json=maybe"}, {"cartograf spaces: --json takes no value, found 'maybe'\n"}},
                    Case{{"-q"}, {"cartograf: a command is missing\nusage: cartograf COMMAND [OPTIONS]\n"}}, Case{{"--"}, {"cartograf: a command is missing before '--'\n"}},
                    Case{{"--", "spaces"}, {"cartograf: a command is missing before '--'\n"}},
                    Case{{"--threads", "3", "spaces"}, {"cartograf: option '--threads' is one of a command and stands behind it: cartograf spaces --threads\n"}},
                    Case{{"-x"}, {"cartograf: unknown option '-x'\n"}}, features({"-x"}, {"unknown option '-x'\n"}),
                    features({"-k"}, {"unknown option '-k'; did you mean --keys or --key-column?\n"}), Case{{"-v"}, {"unknown option '-v'; did you mean -V or --version?\n"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Numbers, BadUsage,
    testing::Values(features({"--max", "params=1e19"}, {"cartograf: --max: expected a number of at most 9e18, found 'params=1e19'\n"}),
                    features({"--max", "1e19"}, {"cartograf: --max: expected COST=NUMBER, such as params=1e6, found '1e19'\n"}),
                    features({"--where", "e5"}, {"cartograf: condition 'e5': position 3: expected one of < <= > >= ==, found the end; a condition is such as 'params<1000000'\n"}),
                    features({"--where", "params<1e5"}, {"expected the end, found 'e5'; --max and --min take numbers such as 1e6\n"}),
                    evaluate({"--seeds", "0:18446744073709551615"}, {"--seeds: expected at most 1,000,000 seeds, found 18,446,744,073,709,551,615 in '0:18446744073709551615'\n"}),
                    evaluate({"--model-seeds", "1:1000002"}, {"--model-seeds: expected at most 1,000,000 seeds, found 1,000,001"})),
    name_of);

using Usage = Cli;

TEST_F(Usage, OptionsOfAllCommandsMayStandBeforeTheCommand) {
  for (const char* option : {"-q", "--quiet", "--no-progress"}) EXPECT_EQ(output_of({option, "predictors"}), output_of({"predictors"})) << option;
}

TEST_F(Usage, HelpHasAllCommands) {
  EXPECT_TRUE(output_of({"help", "help"}).starts_with("Usage: cartograf help [COMMAND] [OPTIONS]\n"));
  EXPECT_TRUE(output_of({"help", "generate"}).starts_with("Usage: cartograf generate WHAT FOLDER [OPTIONS]\n"));
}

TEST_F(Usage, WordsInBracketsArriveAsTheyAre) {
  make_store();
  succeeds({"train", "s.h5", "--target", "params", "--model", "ridge", "-o", "m.h5"});
  const std::string round = output_of({"predict", "nasbench201", "--model", "m.h5", "(4, 3, 3, 0, 0, 0)", "(1, 3, 4, 3, 2, 2)"});
  std::string expected = round;
  for (char& c : expected) c = c == '(' ? '[' : c == ')' ? ']'
                                                         : c;
  EXPECT_EQ(output_of({"predict", "nasbench201", "[4, 3, 3, 0, 0, 0]", "[1, 3, 4, 3, 2, 2]", "--model", "m.h5"}), expected);
  EXPECT_EQ(output_of({"predict", "nasbench201", "--model", "m.h5", "--", "[4, 3, 3, 0, 0, 0]", "[1, 3, 4, 3, 2, 2]"}), expected);
  fails(2, {"predict", "nasbench201", "--model", "m.h5", "--index", "nats", "[1,2]"}, {"key '[1,2]' of nasbench201: ", "expected a number from 0 to 15624"});
  fails(2, {"spaces", "[nb201]"}, {"unknown search space '[nb201]'"});
  fails(2, {"predict", "nasbench201", "--model", "m.h5", "--key-column", "x", "(4, 3, 3, 0, 0, 0)"}, {"--key-column names a column of a table; keys are given as arguments"});
}

TEST_F(Usage, LinksAndFilesInPlaceOfFoldersAreNamed) {
  std::filesystem::create_symlink("loop", folder_ / "loop");
  std::filesystem::create_symlink("nowhere", folder_ / "dangling");
  for (const Arguments& arguments : {Arguments{"spaces", "loop"}, Arguments{"export", "loop", "-o", "x.csv"}, Arguments{"import", "loop"}, Arguments{"features", "nasbench201", "--keys", "loop", "-o", "x.h5"}}) {
    const Result result = cartograf(arguments);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.err, "cartograf: loop: expected a file, found symbolic links that lead in a circle\n") << arguments.front();
  }
  EXPECT_EQ(cartograf({"import", "dangling"}).err, "cartograf: dangling: the file that this symbolic link points to is not there\n");
  for (const char* link : {"loop", "dangling"}) std::filesystem::remove(folder_ / link);
  write("t.csv", "net\n");
  fails(2, {"generate", "man", "t.csv"}, {"cartograf: 't.csv': expected a folder, found a file\n"});
  fails(1, {"generate", "man", "t.csv/man"}, {"cartograf: 't.csv/man': cannot make this folder: Not a directory (errno 20)\n"});
}

TEST_F(Usage, ErrorsBeginAsAllOthersDo) {
  for (const Arguments& arguments : {Arguments{}, Arguments{"features"}, Arguments{"inspect", "s.h5", "--nonsense"}, Arguments{"features", "nasbench201", "-o", "x.h5", "--threads", "0"},
                                     Arguments{"search", "nasbench201", "--model", "m", "--kappa", "2"}}) {
    const Result result = cartograf(arguments);
    EXPECT_EQ(result.exit_code, 2) << result.err;
    const std::string command = arguments.empty() ? std::string() : " " + arguments.front();
    EXPECT_TRUE(result.err.starts_with("cartograf" + command + ": ")) << result.err;
    EXPECT_EQ(result.out, "");
  }
  const Result help = cartograf({"features", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
}

INSTANTIATE_TEST_SUITE_P(
    Unknown, BadUsage,
    testing::Values(Case{{"spaces", "nasbench201", "surplus"}, {"surplus"}}, Case{{"spaces", "--nonsense"}, {"--nonsense"}},
                    features({"--nonsense"}, {"--nonsense"}), features({"surplus"}, {"surplus"}),
                    Case{{"inspect", "s.h5", "--nonsense"}, {"--nonsense"}}, Case{{"inspect", "s.h5", "surplus"}, {"surplus"}},
                    train({"--nonsense"}, {"--nonsense"}), evaluate({"--nonsense"}, {"--nonsense"}),
                    Case{{"predict", "s.h5", "--model", "m", "-o", "p.csv", "--nonsense"}, {"--nonsense"}},
                    Case{{"export", "s.h5", "-o", "x.csv", "--nonsense"}, {"--nonsense"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Features, BadUsage,
    testing::Values(features({"--dtype", "int16"}, {"int16", "int8", "float32", "float64"}),
                    features({"--convention", "graf"}, {"'graf'", "did you mean graf_nas?"}),
                    features({"--compression", "lz4"}, {"'lz4'", "gzip"}), features({"--compression", "gzip:0"}, {"'gzip:0'", "1 to 9"}),
                    features({"--compression", "gzip:10"}, {"'gzip:10'"}), features({"--compression", "gzip:"}, {"'gzip:'"}),
                    features({"--families", "op_cont"}, {"'op_cont'", "op_count"}), features({"--families", "op_count,nothing"}, {"'nothing'"}),
                    features({"--threads", "0"}, {"--threads"}), features({"--threads", "x"}, {"--threads"}),
                    features({"--seed", "3"}, {"--sample"}), features({"--output", "second.h5"}, {"--output"})),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Architectures, BadUsage,
    testing::Values(features({"--range", "5"}, {"--range", "A:B", "'5'"}), features({"--range", "5:"}, {"'5:'"}), features({"--range", ":5"}, {"':5'"}),
                    features({"--range", "1:2:3"}, {"'1:2:3'"}), features({"--range", "-1:5"}, {"'-1:5'"}), features({"--range", "1.5:3"}, {"'1.5:3'"}),
                    features({"--range", "0:99999999999999999999999"}, {"99999999999999999999999"}),
                    features({"--range", "0:15626"}, {"0:15626", "15625", "nasbench201"}), features({"--range", "15625:15626"}, {"15625:15626"}),
                    features({"--range", "7:7"}, {"7:7"}), features({"--range", "9:7"}, {"9:7"}),
                    features({"--sample", "0"}, {"--sample"}), features({"--sample", "-5"}, {"--sample"}),
                    features({"--sample", "15626"}, {"15626", "15625", "nasbench201"}), features({"--sample", "2.5"}, {"--sample"}),
                    features({"--sample", "5", "--seed", "-1"}, {"--seed", "-1"}), features({"--range", "0:5", "--sample", "5"}, {"--range", "--sample"}),
                    features({"--range", "0:5", "--keys", "k.txt"}, {"--range", "--keys"}), features({"--sample", "5", "--keys", "k.txt"}, {"--sample", "--keys"})),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Devices, BadUsage,
    testing::Values(features({"--device", "cuda:x"}, {"'cuda:x'", "cuda:K"}), features({"--device", "cuda:"}, {"'cuda:'"}),
                    features({"--device", "cuda:-1"}, {"'cuda:-1'"}), features({"--device", "gpu"}, {"'gpu'"}), features({"--device", "CPU"}, {"'CPU'"}),
                    train({"--device", "cuda:x"}, {"'cuda:x'"}), evaluate({"--device", "cuda:0x1"}, {"'cuda:0x1'"})),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Training, BadUsage,
    testing::Values(train({"--train-size", "0"}, {"--train-size"}), train({"--train-size", "-1"}, {"--train-size"}),
                    train({"--train-size", "many"}, {"--train-size"}), train({"--train-size", "5", "--seed", "-1"}, {"seed", "-1"}),
                    train({"--train-size", "5", "--seed", "4294967296"}, {"seed 4294967296"}), train({"--model-seed", "-1"}, {"--model-seed", "-1"}),
                    evaluate({"--seeds", "42"}, {"--seeds", "A:B", "'42'"}), evaluate({"--seeds", "5:5"}, {"--seeds", "5:5"}),
                    evaluate({"--seeds", "5:4"}, {"--seeds", "5:4"}), evaluate({"--train-sizes", "0"}, {"--train-sizes", "at least 1", "'0'"}),
                    evaluate({"--train-sizes", "-1"}, {"-1"}), evaluate({"--train-sizes", "8,x"}, {"--train-sizes"}),
                    Case{{"evaluate", "s.h5", "--target", "params", "--train-sizes", "9", "--models", ""}, {"--models", "is empty"}}),
    name_of);

}  // namespace
}  // namespace testing_cli
