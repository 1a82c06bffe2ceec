#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "io/files/descriptor.hpp"
#include "io/files/partial_name.hpp"
#include "io/files/unfinished.hpp"

namespace cartograf {

/// Whether a file that was not finished is kept, with a journal beside it, for a later run that goes on with it.
enum class Unfinishable { removed,
                          continued };

/// What an earlier run left of a file that it did not finish. Nobody else goes on with it while this lives.
struct EarlierRun {
  Descriptor data, journal;
  std::filesystem::path data_path, journal_path;

  void remove() const;
};

/// A file that appears under its final name only when it is complete. Until commit() renames it, it is a new file in the
/// target's folder, `NAME.<32 hex digits>.partial`, which is known by its descriptor: what others do in the folder meanwhile
/// (links under its name, a file of their own, its removal) changes no other file and gets no content of theirs under the
/// final name. A destroyed PartialFile that was not committed removes it.
///
/// A lock on the partial file keeps a second writer of the same target away. A killed process leaves a partial file without
/// a lock, which the next writer of the target removes (on_left_over()).
///
/// A file that may be continued has a journal, `NAME.<the same digits>.journal`, in which its writer says what is in it. Neither is
/// removed by a signal, nor where work ends early once keep() was called; a later one of the kind finds both (earlier_runs()), and one
/// that is not says that there is something to go on with, unless it may overwrite.
///
/// Throws InputError when the target exists and `overwrite` is false, is not a regular file, or is a symbolic link that
/// another user put into a folder that others write; IoError when the folder cannot be written or another process is writing
/// the same target.
class PartialFile {
 public:
  PartialFile(const std::filesystem::path& target, bool overwrite, Unfinishable unfinishable = Unfinishable::removed);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::filesystem::path& target() const { return target_; }
  /// Open for reading and writing until commit().
  int descriptor() const { return file_.number(); }
  /// A name for libraries that open what they write: that of the descriptor, so that no other file can be behind it.
  std::filesystem::path path() const;
  /// The same for other processes, also on other machines, which may lock bytes of it. Throws InputError where somebody else could put another
  /// file behind it: others may write the folder, and may remove what is not theirs.
  std::filesystem::path lend() const;

  /// Of the journal, open for reading and appending; of a file that may be continued.
  int journal() const { return journal_.number(); }
  /// What earlier runs left of a file that may be continued.
  std::vector<EarlierRun>& earlier_runs() { return earlier_; }
  /// There is something to go on with.
  void keep() { kept_ = true; }

  /// Gives the file its final name. Throws InputError when `overwrite` is false and the target appeared meanwhile; IoError when
  /// the partial file is not there any more, or the system refuses.
  void commit();
  /// The same in two steps, the second of which cannot fail. Between them undo() gives the name back to the file that had it,
  /// where the file system can exchange names, else to none.
  void take_name();
  void settle();
  void undo();

 private:
  void create(Unfinishable unfinishable);
  bool still_there() const;
  void remove();
  void remove_journal();

  std::filesystem::path target_;
  std::string name_, journal_name_;  ///< of the partial file in the folder; empty without a journal
  bool kept_ = false;
  Descriptor folder_, file_, journal_;
  std::vector<EarlierRun> earlier_;
  std::optional<Unfinished> unfinished_;
  std::optional<partial::FinalName> final_name_;
};

/// Bytes of each file that an earlier run left of a target that may be continued.
std::vector<std::uint64_t> sizes_of_earlier_runs(const std::filesystem::path& target);

/// Throws InputError for a pipe or a device, or a link to one, that another user made in a folder that others write.
void require_trusted_stream(const std::filesystem::path& target);

/// Throws what PartialFile would throw for this target, without creating anything that others see.
void check_writable(const std::filesystem::path& target, bool overwrite, Unfinishable unfinishable = Unfinishable::removed);

}  // namespace cartograf
