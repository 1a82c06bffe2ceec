#pragma once

#include <stdexcept>
#include <string>

namespace cartograf {

/// Base of every exception that cartograf throws on purpose. The message says where, what was
/// expected and what was found. The library never prints and never exits.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What the user gave is wrong: an unknown name, a malformed key, a file of another kind (exit code 2).
class InputError : public Error {
 public:
  using Error::Error;
};

/// The system refused: no such folder, no permission, disk full (exit code 1).
class IoError : public Error {
 public:
  using Error::Error;
};

/// The device asked for cannot be used; the message says why (exit code 3).
class DeviceError : public Error {
 public:
  using Error::Error;
};

/// The caller asked to stop (Ctrl-C); what was being written has been removed.
class Interrupted : public Error {
 public:
  using Error::Error;
};

/// `text` of an errno value, such as "No space left on device (errno 28)".
std::string describe_errno(int error_number);

}  // namespace cartograf
