#include "io/ranks/ranks.hpp"

#ifdef CARTOGRAF_MPI
#include <mpi.h>
#endif

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>

#include "kernels/base/error.hpp"

namespace cartograf {
namespace {

bool started = false;

/// What an error is to exit codes, and to whoever catches it.
enum class Kind : char { none = '0',
                         input,
                         io,
                         device,
                         other };

std::string outcome_of(const std::function<void()>& work) {
  const auto told = [](Kind kind, const std::string& text) { return static_cast<char>(kind) + text; };
  try {
    work();
    return told(Kind::none, "");
  } catch (const Interrupted&) {
    throw;
  } catch (const InputError& error) {
    return told(Kind::input, error.what());
  } catch (const IoError& error) {
    return told(Kind::io, error.what());
  } catch (const DeviceError& error) {
    return told(Kind::device, error.what());
  } catch (const std::bad_alloc&) {
    return told(Kind::other, "out of memory");
  } catch (const std::exception& error) {
    return told(Kind::other, error.what());
  }
}

[[noreturn]] void throw_again(Kind kind, const std::string& text) {
  switch (kind) {
    case Kind::input: throw InputError(text);
    case Kind::io: throw IoError(text);
    case Kind::device: throw DeviceError(text);
    default: throw Error(text);
  }
}

}  // namespace

const Ranks& Ranks::of_job() {
  static const Ranks ranks;
  return ranks;
}

const Ranks* Ranks::several() {
  if (!started || of_job().n() == 1) return nullptr;
  return &of_job();
}

std::string Ranks::name() const { return "rank " + std::to_string(rank_) + " of " + std::to_string(n_); }

void Ranks::agree(const std::function<void()>& work) const {
  if (n_ == 1) return work();
  const std::vector<std::string> outcomes = all(outcome_of(work));
  const auto failed = std::find_if(outcomes.begin(), outcomes.end(), [](const std::string& one) { return one.front() != static_cast<char>(Kind::none); });
  if (failed == outcomes.end()) return;
  agreed_on_error_ = true;
  const bool all_the_same = std::all_of(outcomes.begin(), outcomes.end(), [&](const std::string& one) { return one == *failed; });
  throw_again(static_cast<Kind>(failed->front()), (all_the_same ? "" : "rank " + std::to_string(failed - outcomes.begin()) + ": ") + failed->substr(1));
}

#ifdef CARTOGRAF_MPI

Ranks::Ranks() {
  // Open MPI would lock whole files on some file systems, and wait for ever for the lock of a partial file, which others must find.
  setenv("OMPI_MCA_fs_ufs_lock_algorithm", "3", 0);  // only the bytes that are read or written
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
  any_thread_ = provided >= MPI_THREAD_SERIALIZED;
  started = true;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &n_);
  MPI_Comm machine = MPI_COMM_NULL;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine);
  MPI_Comm_rank(machine, &rank_on_machine_);
  MPI_Comm_free(&machine);
}

int Ranks::end_job(int exit_code) {
  if (!started) return exit_code;
  if (exit_code != 0 && several() != nullptr && !of_job().agreed_on_error()) MPI_Abort(MPI_COMM_WORLD, exit_code);
  // All end with this code; mpirun sends a signal to those that end a little later than the first, and nothing is left to be said of it.
  if (exit_code != 0) std::signal(SIGTERM, SIG_IGN);
  MPI_Finalize();
  return exit_code;
}

std::string Ranks::of_first(const std::string& bytes) const {
  std::uint64_t size = bytes.size();
  MPI_Bcast(&size, 1, MPI_UINT64_T, 0, MPI_COMM_WORLD);
  std::string result = bytes;
  result.resize(size);
  constexpr std::uint64_t at_once = std::uint64_t{1} << 30;  // MPI counts in int
  for (std::uint64_t begin = 0; begin < size; begin += at_once) {
    MPI_Bcast(result.data() + begin, static_cast<int>(std::min(size - begin, at_once)), MPI_CHAR, 0, MPI_COMM_WORLD);
  }
  return result;
}

std::vector<std::string> Ranks::all(const std::string& bytes) const {
  const auto n_ranks = static_cast<std::size_t>(n_);
  std::vector<std::uint64_t> sizes(n_ranks);
  const std::uint64_t size = bytes.size();
  MPI_Allgather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, MPI_COMM_WORLD);
  std::vector<std::string> result(n_ranks);
  const std::uint64_t longest = *std::max_element(sizes.begin(), sizes.end());
  constexpr std::uint64_t at_once = std::uint64_t{1} << 16;
  std::string padded, found;
  for (std::uint64_t begin = 0; begin < longest; begin += at_once) {
    const std::size_t piece = static_cast<std::size_t>(std::min(longest - begin, at_once));
    padded = begin < size ? bytes.substr(begin, piece) : "";
    padded.resize(piece);
    found.resize(piece * n_ranks);
    MPI_Allgather(padded.data(), static_cast<int>(piece), MPI_CHAR, found.data(), static_cast<int>(piece), MPI_CHAR, MPI_COMM_WORLD);
    for (std::size_t rank = 0; rank < n_ranks; ++rank) {
      if (begin < sizes[rank]) result[rank].append(found, rank * piece, static_cast<std::size_t>(std::min<std::uint64_t>(piece, sizes[rank] - begin)));
    }
  }
  return result;
}

std::uint64_t Ranks::largest(std::uint64_t number) const {
  std::uint64_t result = 0;
  MPI_Allreduce(&number, &result, 1, MPI_UINT64_T, MPI_MAX, MPI_COMM_WORLD);
  return result;
}

#else

Ranks::Ranks() = default;

int Ranks::end_job(int exit_code) { return exit_code; }
std::string Ranks::of_first(const std::string& bytes) const { return bytes; }
std::vector<std::string> Ranks::all(const std::string& bytes) const { return {bytes}; }
std::uint64_t Ranks::largest(std::uint64_t number) const { return number; }

#endif

}  // namespace cartograf
