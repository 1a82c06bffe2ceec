// Folders that one may not search: what is in them is neither there nor not there.
#include <sys/stat.h>
#include <unistd.h>

#include "tests/cli/cli.hpp"

namespace testing_cli {
namespace {

class Permission : public Cli {
 protected:
  void SetUp() override {
    if (geteuid() == 0) user_ = "setpriv --reuid 64321 --clear-groups ";
    std::filesystem::create_directory(folder_ / "closed");
    make_store("closed/s.h5");
    for (const char* name : {"closed/t.csv", "closed/k.txt", "closed/space.json", "closed/m.ubj"}) write(name, "net\n");
    ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
    ASSERT_EQ(chmod((folder_ / "closed").c_str(), 0), 0);
    if (shell(user_ + "$C --version").exit_code != 0) GTEST_SKIP() << "setpriv is not there, or others may not run the command";
  }
  void TearDown() override { chmod((folder_ / "closed").c_str(), 0700); }

  void is_denied(const std::string& words, const std::string& name) const {
    const Result result = shell(user_ + "$C " + words);
    EXPECT_EQ(result.exit_code, 1) << words << "\n"
                                   << result.err;
    EXPECT_TRUE(contains(result.err, "cartograf: ") && contains(result.err, name) && contains(result.err, "Permission denied")) << words << "\n"
                                                                                                                                << result.err;
    EXPECT_FALSE(contains(result.err, "no such file")) << result.err;
  }

  std::string user_;
};

TEST_F(Permission, IsNamedWhereAFolderMayNotBeSearched) {
  is_denied("inspect closed/s.h5", "closed/s.h5");
  is_denied("stats closed/s.h5", "closed/s.h5");
  is_denied("export closed/s.h5 -o e.csv", "closed/s.h5");
  is_denied("inspect closed/m.ubj", "closed/m.ubj");
  is_denied("spaces closed/space.json", "closed/space.json");
  is_denied("features nasbench201 --keys closed/k.txt -o f.h5", "closed/k.txt");
  is_denied("convert nasbench201 closed/k.txt --to nats", "closed/k.txt");
  is_denied("train closed/s.h5 --target params --model ridge -o m.h5", "closed/s.h5");
  is_denied("evaluate nasbench201 --targets closed/t.csv --target acc --models ridge --train-sizes 9 --seeds 0:1", "closed/t.csv");
  is_denied("predict nasbench201 --model closed/m.ubj -o p.csv", "closed/m.ubj");
  is_denied("import closed/t.csv", "closed/t.csv");
  is_denied("features nasbench201 --range 0:5 -o closed/f.h5", "closed");
}

// A word without a point or a slash is mostly a space: not where nobody may look whether it is a file.
TEST_F(Permission, IsNamedInAFolderOfOnesOwn) {
  const Result result = shell("chmod 711 .; chmod 700 closed; cd closed; chmod 0 .; " + user_ + "$C inspect store");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_TRUE(contains(result.err, "store") && contains(result.err, "Permission denied")) << result.err;
}

}  // namespace
}  // namespace testing_cli
