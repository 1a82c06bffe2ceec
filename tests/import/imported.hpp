#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "host/import/import.hpp"
#include "host/space/space_document.hpp"
#include "kernels/base/error.hpp"
#include "tests/support/files.hpp"
#include "tests/support/message.hpp"

namespace testing_import {

using testing_support::contains;

/// Imports texts as files of a folder of its own.
class Import : public testing::Test {
 protected:
  /// The table that is written of a text; its notes are kept.
  std::string imported(std::string_view text, cartograf::ImportOptions options = {}, const std::string& space = {}) {
    testing_support::write_text(folder_ / "t", text);
    notes_.clear();
    options.note = [this](const std::string& note) { notes_ += without_folder(note) + "\n"; };
    const cartograf::SourceTable table = cartograf::read_source(folder_ / "t", options);
    const auto of = space.empty() ? cartograf::space_of(table, options.reading) : cartograf::open_space(space);
    space_ = of->name();
    cartograf::OutputStream out(folder_ / "out.csv", true);
    cartograf::write_imported(*of, table, options, out);
    out.finish();
    return testing_support::read_bytes(folder_ / "out.csv");
  }
  std::string error_of(std::string_view text, const cartograf::ImportOptions& options = {}, const std::string& space = {}) {
    return without_folder(testing_support::message_of<cartograf::InputError>([&] { imported(text, options, space); }));
  }
  const std::string& notes() const { return notes_; }
  const std::string& space() const { return space_; }

  static cartograf::ImportOptions with_datasets(std::vector<std::string> names) {
    cartograf::ImportOptions options;
    options.datasets = std::move(names);
    return options;
  }

 private:
  std::string without_folder(std::string text) const {
    const std::string folder = folder_.path().string() + "/";
    for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) text.erase(at, folder.size());
    return text;
  }

  testing_support::TempFolder folder_;
  std::string notes_, space_;
};

}  // namespace testing_import
