#pragma once

#include <stdexcept>
#include <string>

#include <cartograf/version.hpp>

/// @file
/// What is thrown. A message says where something is wrong, what was expected and what was found. It may quote a file: control
/// characters, NUL among them, and bytes that are no UTF-8 stand in it as \\xNN.

namespace cartograf {

/// Base of every exception that cartograf throws on purpose. The library never prints and never exits.
class CARTOGRAF_API Error : public std::runtime_error {
 public:
  /// `message`: what() gives it, with what a terminal must not see as said above.
  explicit Error(const std::string& message);
};

/// What the user gave is wrong: an unknown name, a malformed key, a file of another kind (exit code 2 of the command).
class CARTOGRAF_API InputError : public Error {
 public:
  using Error::Error;
};

/// The system refused: no such folder, no permission, disk full (exit code 1 of the command).
class CARTOGRAF_API IoError : public Error {
 public:
  using Error::Error;
};

/// The device asked for cannot be used; the message says why (exit code 3 of the command).
class CARTOGRAF_API DeviceError : public Error {
 public:
  using Error::Error;
};

/// The caller asked to stop; what was being written has been removed. A progress function throws it.
class CARTOGRAF_API Interrupted : public Error {
 public:
  using Error::Error;
};

}  // namespace cartograf
