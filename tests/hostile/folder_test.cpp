// Folders that others write: what they put there is neither run nor written through.
#include <atomic>
#include <sstream>
#include <system_error>
#include <thread>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

namespace fs = std::filesystem;

class HostileFolder : public Cli {};

TEST_F(HostileFolder, HoldsNoLibrariesOfTheCommand) {
  const Result needed = shell("ldd \"$C\" | cut -d' ' -f1 | grep '^[[:space:]]*lib' | tr -d '[:blank:]'");
  std::istringstream names(needed.out);
  int n_names = 0;
  for (std::string name; names >> name; ++n_names) write(name, "not a library; the loader would say so");
  ASSERT_GT(n_names, 3);
  const Result result = cartograf({"--version"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
}

// Somebody who waits for the partial file and puts a link to a file of the victim in its place.
TEST_F(HostileFolder, GetsNothingWrittenThroughLinks) {
  constexpr int n_runs = 40;
  const std::string precious = "precious";
  const fs::path victim = folder_ / "victim";
  write("victim", precious);
  fs::create_directory(folder_ / "open");
  std::atomic<bool> over = false;
  std::atomic<int> n_swaps = 0;
  std::thread attacker([&] {
    while (!over) {
      std::error_code gone;
      for (const auto& entry : fs::directory_iterator(folder_ / "open", gone)) {
        if (entry.path().extension() != ".partial" || fs::is_symlink(entry.path(), gone)) continue;
        fs::rename(entry.path(), entry.path().string() + ".taken", gone);
        if (gone) continue;
        if (n_swaps % 2 == 0) {
          fs::create_symlink(victim, entry.path(), gone);
        } else {
          fs::create_hard_link(victim, entry.path(), gone);
        }
        ++n_swaps;
      }
    }
  });
  int n_refused = 0;
  for (int i = 0; i < n_runs; ++i) {
    const std::string target = "open/s" + std::to_string(i) + (i % 3 == 0 ? ".csv" : ".h5");
    const Result result = i % 3 == 0 ? cartograf({"convert", "nasbench201", "--to", "nats", "-o", target}) : cartograf({"features", "nasbench201", "--range", "0:100", "-o", target});
    EXPECT_EQ(bytes("victim"), precious);
    n_refused += result.exit_code != 0;
    if (result.exit_code == 0) {
      EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(folder_ / target))) << target;
      EXPECT_NE(bytes(target), precious);
    } else {
      EXPECT_EQ(result.exit_code, 1) << result.err;
      EXPECT_TRUE(contains(result.err, "meanwhile") || contains(result.err, "replaced") || contains(result.err, "cannot create")) << result.err;
    }
  }
  over = true;
  attacker.join();
  EXPECT_EQ(bytes("victim"), precious);
  EXPECT_GT(n_swaps, 0) << "the attacker was never fast enough";
  EXPECT_GT(n_refused, 0);
}

// The user named the folder, and none of the files to which links in it lead.
TEST_F(HostileFolder, CollectionIsWrittenThroughNoLinks) {
  for (const char* name : {"manifest.json", "datasheet.md", "croissant.json", "nasbench_macro.graf_nas.h5"}) {
    for (const std::string option : {"--resume", "--overwrite"}) {
      for (const bool dangling : {false, true}) {
        fs::remove_all(folder_ / "d");
        fs::create_directory(folder_ / "d");
        fs::remove(folder_ / "victim");
        if (!dangling) write("victim", "precious");
        fs::create_symlink("../victim", folder_ / "d" / name);
        fails(2, {"precompute", "nasbench_macro", "-o", "d", option}, {std::string("d/") + name + ": expected a regular file, or none, found a symbolic link"});
        EXPECT_EQ(exists("victim"), !dangling);
        if (!dangling) {
          EXPECT_EQ(bytes("victim"), "precious");
        }
      }
    }
  }
}

TEST_F(HostileFolder, CollectionReplacesNoDocumentsOfOthers) {
  fs::create_directory(folder_ / "d");
  write("d/datasheet.md", "mine");
  fails(2, {"precompute", "nasbench_macro", "-o", "d", "--resume"}, {"d/datasheet.md: --resume: expected what an earlier run wrote, found another file; --overwrite replaces it"});
  write("d/manifest.json", "{}");
  fails(2, {"precompute", "nasbench_macro", "-o", "d", "--resume"}, {"d/manifest.json: expected a manifest that 'cartograf precompute' wrote"});
  EXPECT_EQ(bytes("d/datasheet.md"), "mine");
}

TEST_F(HostileFolder, PipesInACollectionHoldNobodyUp) {
  fs::create_directory(folder_ / "d");
  ASSERT_EQ(shell("mkfifo d/manifest.json").exit_code, 0);
  fails(2, {"verify", "d"}, {"d/manifest.json: expected a file, found a pipe, a device or a folder"});
  fails(2, {"precompute", "nasbench_macro", "-o", "d", "--resume"}, {"d/manifest.json: expected a regular file, or none, found something else"});
}

// What says whose group it is may be as deep as it likes.
TEST_F(HostileFolder, DeepMetadataOfAZarrGroup) {
  make_store("s.h5", {"--range", "0:3"});
  for (const char* member : {"attributes", "node_type", "other"}) {
    fs::remove_all(folder_ / "x.zarr");
    succeeds({"export", "s.h5", "-o", "x.zarr"});
    const std::string metadata = bytes("x.zarr/zarr.json");
    constexpr std::size_t depth = 200'000;
    write("x.zarr/zarr.json", "{\"" + std::string(member) + "\":" + std::string(depth, '[') + std::string(depth, ']') + "," + metadata.substr(metadata.find('{') + 1));
    succeeds({"export", "s.h5", "-o", "x.zarr", "--overwrite"});  // the last member of a name is the one
  }
}

}  // namespace
}  // namespace testing_cli
