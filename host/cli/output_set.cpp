#include "host/cli/output_set.hpp"

#include <utility>

#include "host/cli/format.hpp"

namespace cartograf::cli {

void OutputSet::write(const std::string& target, std::string_view text, std::string what) {
  if (target.empty()) return;
  outputs_.push_back({target, std::move(what), std::make_unique<OutputStream>(target, overwrite_)});
  outputs_.back().stream->write(text);
}

void OutputSet::finish() {
  std::vector<OutputStream*> streams;
  for (const Output& output : outputs_) streams.push_back(output.stream.get());
  finish_together(streams);
  for (const Output& output : outputs_) say_written(output.target, output.what);
  outputs_.clear();
}

}  // namespace cartograf::cli
