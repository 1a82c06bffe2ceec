#pragma once

// Private to io/: texts in the forms that HDF5 has for them.
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"

namespace cartograf::hdf5 {

/// A fixed-length UTF-8 string type of `size` bytes, padded with zero bytes.
Handle string_type(std::size_t size);
/// A single byte of a text: the type of netCDF's arrays of characters.
Handle character_type();

void write_attribute(hid_t object, const std::string& name, const std::string& value);
void write_attribute(hid_t object, const std::string& name, const std::vector<std::string>& values);

/// A new dataset of variable-length UTF-8 texts [n], contiguous. For names: each text takes 32 bytes beside itself, and no
/// filter makes it smaller.
void write_texts(hid_t file, const std::string& name, const std::vector<std::string>& texts, const std::string& where);

/// The text of an attribute: of fixed or variable length, in a scalar or an array of one. Throws InputError naming `where`
/// when the attribute is missing, of another type or no UTF-8.
std::string read_text_attribute(hid_t object, const std::string& name, const std::string& where);
/// The texts of an attribute, a scalar or [n]. Throws as read_text_attribute().
std::vector<std::string> read_texts_attribute(hid_t object, const std::string& name, const std::string& where);

/// Texts that stand in a dataset: of fixed or variable length [n], or as characters [n x length]. Zero bytes at the end of a
/// text do not count.
class TextDataset {
 public:
  /// `where`: file and path, for errors. Throws InputError when the dataset is of no such form.
  TextDataset(hid_t dataset, std::string where);

  std::uint64_t size() const { return size_; }
  /// Whether texts are longer and shorter; else width() reads nothing.
  bool of_any_length() const { return variable_; }
  /// Texts [first, first + n). Throws InputError when there are not so many, or they cannot be read.
  std::vector<std::string> read(std::uint64_t first, std::uint64_t n) const;
  /// Bytes that the longest text may have; looks at all of them where their length varies.
  std::size_t width() const;

 private:
  std::vector<std::string> read_fixed(hid_t memory, hid_t rows, std::uint64_t n) const;
  std::vector<std::string> read_variable(hid_t memory, hid_t rows, std::uint64_t n) const;

  hid_t dataset_;
  std::string where_;
  Handle type_;
  bool variable_ = false;
  std::uint64_t size_ = 0;
  std::uint64_t characters_ = 0;  ///< in a row of an array of characters; 0 = texts
};

}  // namespace cartograf::hdf5
