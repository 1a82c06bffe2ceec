#include "io/hdf5/failure.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "io/files/free_space.hpp"
#include "io/hdf5/handle.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf::hdf5 {
namespace {

/// One call on HDF5's stack of errors.
struct Entry {
  hid_t major, minor;
  std::string description;
};

/// What HDF5's stack of errors says, innermost first.
struct ErrorStack {
  std::vector<Entry> entries;

  ErrorStack() { H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, add, this); }

  bool has_minor(hid_t minor) const {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.minor == minor; });
  }
  bool has_major(hid_t major) const {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.major == major; });
  }
  bool says(std::string_view words) const {
    return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.description.find(words) != std::string::npos; });
  }
  const std::string& innermost() const {
    static const std::string none = "HDF5 gives no reason";
    return entries.empty() ? none : entries.front().description;
  }
  /// The number that the system gave, 0 where it was not the system that refused. HDF5 has it in its words alone:
  /// "file read failed: ..., errno = 5, error message = 'Input/output error', ...".
  int system_error() const {
    constexpr std::string_view marker = "errno = ";
    const auto begin = innermost().find(marker);
    if (begin == std::string::npos) return 0;
    return leading_number<int>(std::string_view(innermost()).substr(begin + marker.size())).value;
  }
  /// The system's words, else HDF5's.
  std::string reason() const {
    constexpr std::string_view marker = "error message = '";
    const auto begin = innermost().find(marker);
    if (begin == std::string::npos) return innermost();
    const auto end = innermost().find('\'', begin + marker.size());
    return innermost().substr(begin + marker.size(), end - begin - marker.size());
  }
  bool of_locks() const {
#ifdef H5E_CANTLOCKFILE
    return has_minor(H5E_CANTLOCKFILE);
#else
    return says("unable to lock");
#endif
  }
  bool locked_by_another() const { return of_locks() && (system_error() == EWOULDBLOCK || system_error() == EACCES); }

 private:
  static herr_t add(unsigned, const H5E_error2_t* error, void* self) {
    static_cast<ErrorStack*>(self)->entries.push_back({error->maj_num, error->min_num, error->desc == nullptr ? "" : error->desc});
    return 0;
  }
};

constexpr const char* kWithoutLocks =
    "; with HDF5_USE_FILE_LOCKING=FALSE in the environment HDF5 does without locks: see that no program writes the file meanwhile";

[[noreturn]] void refuse(const ErrorStack& stack, const std::string& where, const std::string& what) {
  const std::string subject = where + (what.empty() ? "" : ": " + what);
  if (stack.locked_by_another()) {
    throw IoError(subject + " is open for writing in another program: close it there (h5py: close(); a notebook keeps it open until then), and run again");
  }
  if (stack.of_locks()) throw IoError(subject + " cannot be locked, as its file system refuses: " + stack.reason() + kWithoutLocks);
  if (stack.says("already open for")) {
    throw IoError(subject +
                  " is marked as open for writing: a program is writing it, or ended before it closed it. If none is writing it, h5clear -s FILE "
                  "takes the mark away");
  }
  if (stack.system_error() != 0) throw IoError(subject + " cannot be read: " + stack.reason());
  if (stack.has_major(H5E_RESOURCE)) throw IoError(subject + " cannot be read, as HDF5 got no memory: " + stack.reason());
  if (stack.says("version number")) {
    throw InputError(subject + " has a format that HDF5 " + library_version() + ", which reads it here, does not know (" + stack.reason() +
                     "): a newer HDF5 wrote it. Write it again for older ones (h5py: libver=('earliest', 'v108')), or read it where HDF5 is newer");
  }
  const bool maybe_truncated = !what.empty() || stack.has_minor(H5E_TRUNCATED);
  throw InputError(subject + (maybe_truncated ? " is truncated or damaged: " : " is damaged: ") + stack.reason());
}

/// The first filter of a dataset that this HDF5 has not, as "'lzf' (number 32000)", or "number 32000" where the file does not
/// name it; empty where it has them all.
std::string missing_filter(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose);
  const int n = creation ? H5Pget_nfilters(creation.get()) : 0;
  for (int i = 0; i < n; ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t n_values = 0;
    char name[64] = {};
    const H5Z_filter_t filter = H5Pget_filter2(creation.get(), static_cast<unsigned>(i), &flags, &n_values, nullptr, sizeof name - 1, name, &configuration);
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0) {
      const std::string number = "number " + std::to_string(filter);
      return name[0] == '\0' ? number : "'" + std::string(name) + "' (" + number + ")";
    }
  }
  return "";
}

}  // namespace

std::string last_error() { return ErrorStack().reason(); }

void fail(const std::string& where, const std::string& what) {
  const ErrorStack stack;
  const std::string failed = where + ": cannot " + what;
  if (stack.system_error() != 0 && !stack.of_locks()) throw_write_error(failed, stack.system_error());
  throw IoError(failed + ": " + (stack.system_error() != 0 ? describe_errno(stack.system_error()) : stack.reason()) + (stack.of_locks() && !stack.locked_by_another() ? kWithoutLocks : ""));
}

void cannot_read(const std::string& where, const std::string& what) { refuse(ErrorStack(), where, what); }

void cannot_read_dataset(hid_t dataset, const std::string& where) {
  const ErrorStack stack;  // before anything else is asked of HDF5
  const std::string filter = missing_filter(dataset);
  if (!filter.empty()) {
    throw InputError(where + " is compressed by the filter " + filter +
                     ", which this HDF5 does not have: write it again with gzip or without compression, or, if you trust the file, name the folder of the filter's plugin in "
                     "HDF5_PLUGIN_PATH and set " +
                     kPluginsVariable + "=1");
  }
  refuse(stack, where, "");
}

}  // namespace cartograf::hdf5
