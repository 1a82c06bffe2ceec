#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace cartograf {

/// The processes of one job, of which this is one: those that mpirun started, numbered from 0 as the ranks of MPI_COMM_WORLD (MPI 3.1,
/// section 6.4.1). There is one in a build without MPI (CARTOGRAF_MPI=OFF), and without mpirun.
///
/// Functions that exchange something are called by all ranks, in the same order, and wait for each other.
class Ranks {
 public:
  /// Those of this job. The first call starts MPI.
  static const Ranks& of_job();
  /// The same where MPI was started, and there are several; else nullptr.
  static const Ranks* several();
  /// Ends MPI, if it was started, and returns the exit code of this process: at the end of the program, once. After an error that not all
  /// ranks know of (agree()) it ends the others too, which may wait for this one.
  static int end_job(int exit_code);

  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const { return rank_; }
  int n() const { return n_; }
  /// Among those on the same machine.
  int rank_on_machine() const { return rank_on_machine_; }
  bool first() const { return rank_ == 0; }
  /// Whether functions that exchange something may be called by any thread, by one at a time.
  bool any_thread() const { return any_thread_; }
  /// "rank 2 of 4".
  std::string name() const;

  /// What rank 0 has.
  std::string of_first(const std::string& bytes) const;
  /// What each rank has.
  std::vector<std::string> all(const std::string& bytes) const;
  /// The largest number that a rank has.
  std::uint64_t largest(std::uint64_t number) const;

  /// Runs `work` on each rank. Where it throws on some, it throws on all, the same: what the first of them threw, by its kind (InputError,
  /// IoError, DeviceError or Error), with its rank where not all threw the same. Interrupted goes on at once.
  void agree(const std::function<void()>& work) const;
  /// Whether agree() threw: every rank ends, and one speaks for all.
  bool agreed_on_error() const { return agreed_on_error_; }

 private:
  Ranks();

  int rank_ = 0, n_ = 1, rank_on_machine_ = 0;
  bool any_thread_ = true;
  mutable bool agreed_on_error_ = false;
};

}  // namespace cartograf
