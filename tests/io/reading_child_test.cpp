#include "io/hdf5/reading_child.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <new>
#include <vector>

#include "io/hdf5/packing.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/message.hpp"

namespace cartograf::hdf5 {
namespace {

using testing_support::message_of;

std::string answer(const std::function<std::string()>& work) { return answer_of_child("f.h5", 0, work); }

TEST(ReadingChild, AnswersInAProcessOfItsOwn) {
  const pid_t parent = getpid();
  EXPECT_EQ(answer([&] { return getpid() != parent ? "another process" : "the same"; }), "another process");
}

TEST(ReadingChild, AnswersOneRequestAfterAnother) {
  ReadingChild child("f.h5", 0, [] {
    return [n = 0](std::string_view request, std::span<std::byte> shared) mutable {
      std::memcpy(shared.data(), request.data(), request.size());
      return std::to_string(++n);
    };
  });
  EXPECT_EQ(child.ask("one"), "1");
  EXPECT_EQ(std::memcmp(child.shared().data(), "one", 3), 0);
  EXPECT_EQ(child.ask(std::string(3'000'000, 'x')), "2");
  EXPECT_EQ(static_cast<char>(child.shared()[2'999'999]), 'x');
}

TEST(ReadingChild, HandsErrorsOn) {
  EXPECT_EQ(message_of<InputError>([] { answer([]() -> std::string { throw InputError("f.h5: expected x, found y"); }); }), "f.h5: expected x, found y");
  EXPECT_EQ(message_of<IoError>([] { answer([]() -> std::string { throw IoError("f.h5: cannot read"); }); }), "f.h5: cannot read");
  EXPECT_EQ(message_of<InputError>([] { answer([]() -> std::string { throw std::bad_alloc(); }); }),
            "f.h5: the file is damaged: it asks for more memory than a file of its size needs");
}

TEST(ReadingChild, MayDie) {
  EXPECT_EQ(message_of<InputError>([] {
              answer([]() -> std::string {
                signal(SIGSEGV, SIG_DFL);
                raise(SIGSEGV);
                return "";
              });
            }),
            "f.h5: the file is damaged: HDF5 crashes over it (Segmentation fault)");
  EXPECT_EQ(message_of<InputError>([] { answer([]() -> std::string { _exit(7); }); }), "f.h5: the file is damaged: HDF5 crashes over it");
  EXPECT_EQ(message_of<InputError>([] {
              answer([]() -> std::string {
                raise(SIGXCPU);
                return "";
              });
            }),
            "f.h5: the file is damaged: HDF5 runs in circles over it");
  EXPECT_EQ(message_of<IoError>([] {
              answer([]() -> std::string {
                raise(SIGKILL);
                return "";
              });
            }),
            "f.h5: the process that read it was ended from outside (Killed)");
}

TEST(ReadingChild, HasNoDescriptorsOfItsParent) {
  const int file = open("/dev/zero", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(file, 0);
  EXPECT_EQ(answer([&] { return fcntl(file, F_GETFD) < 0 ? "closed" : "open"; }), "closed");
  EXPECT_GE(fcntl(file, F_GETFD), 0);
  close(file);
}

// A program without standard streams, such as a daemon: the first descriptors that it gets are theirs.
TEST(ReadingChild, AnswersWhereStandardStreamsAreClosed) {
  const pid_t id = fork();
  ASSERT_GE(id, 0);
  if (id == 0) {
    for (int standard = 0; standard < 3; ++standard) close(standard);
    try {
      const bool answered = answer([] { return "here"; }) == "here";
      const bool left_alone = fcntl(0, F_GETFD) < 0 && fcntl(1, F_GETFD) < 0 && fcntl(2, F_GETFD) < 0;
      _exit(answered && left_alone ? 0 : 1);
    } catch (const Error&) {
      _exit(2);
    }
  }
  int status = 0;
  ASSERT_EQ(waitpid(id, &status, 0), id);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

// Ctrl-C goes to all processes of a terminal; what is unfinished is the parent's to remove.
TEST(ReadingChild, LeavesSignalsToItsParent) {
  EXPECT_EQ(answer([] {
              raise(SIGINT);
              raise(SIGTERM);
              return "alive";
            }),
            "alive");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
std::string taken(std::size_t n_mebibytes) {
  const std::vector<char> memory(n_mebibytes << 20);
  return std::to_string(memory.size() >> 20) + " MiB";
}

TEST(ReadingChild, TakesNoMemoryWithoutBound) {
  EXPECT_EQ(answer([] { return taken(200); }), "200 MiB");
  EXPECT_THROW(answer([] { return taken(4096); }), InputError);
}
#endif

TEST(Packing, IsTakenOutAsItWasPutIn) {
  Packer out;
  out.put(std::int64_t{-5});
  out.put(std::string("text"));
  out.put(std::vector<double>{1.5, -2});
  out.put(std::vector<std::string>{"", "b"});
  const std::string bytes = out.take();
  Unpacker in(bytes);
  EXPECT_EQ(in.next<std::int64_t>(), -5);
  EXPECT_EQ(in.next<std::string>(), "text");
  EXPECT_EQ(in.next<std::vector<double>>(), (std::vector<double>{1.5, -2}));
  EXPECT_EQ(in.next<std::vector<std::string>>(), (std::vector<std::string>{"", "b"}));
  EXPECT_THROW(in.next<std::uint8_t>(), Error);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    Unpacker cut(std::string_view(bytes).substr(0, n));
    EXPECT_THROW(
        {
          cut.next<std::int64_t>();
          cut.next<std::string>();
          cut.next<std::vector<double>>();
          cut.next<std::vector<std::string>>();
        },
        Error);
  }
}

enum class Colour { red,
                    green,
                    blue };

TEST(Packing, RefusesWhatIsNeverPutIn) {
  Packer out;
  out.put(true);
  out.put(Colour::blue);
  const std::string bytes = out.take();
  Unpacker in(bytes);
  EXPECT_TRUE(in.next<bool>());
  EXPECT_THROW(in.end(), Error);
  Colour colour{};
  in.get(colour, Colour::blue);
  EXPECT_EQ(colour, Colour::blue);
  EXPECT_NO_THROW(in.end());
  EXPECT_THROW(Unpacker("\2").next<bool>(), Error);
  for (const std::int32_t number : {3, -1}) {
    Packer other;
    other.put(number);
    const std::string wrong = other.take();
    EXPECT_THROW(Unpacker(wrong).get(colour, Colour::blue), Error) << number;
  }
}

}  // namespace
}  // namespace cartograf::hdf5
