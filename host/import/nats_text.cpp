#include "host/import/nats_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "io/files/csv_table.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::string_view kBlanks = " \t";

/// The lines of a text, with their numbers from 1.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }
  bool next() {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    line_ = trimmed(line_);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    ++number_;
    return true;
  }
  std::string_view line() const { return line_; }
  std::size_t number() const { return number_; }

 private:
  std::string_view rest_, line_;
  std::size_t number_ = 0;
};

/// Reads a line from its beginning on.
class Reader {
 public:
  explicit Reader(std::string_view line) : rest_(line) {}
  bool take(std::string_view text) {
    skip_blanks();
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  /// The text of a number; "None" is nothing.
  std::optional<std::string> number() {
    skip_blanks();
    if (take("None")) return std::string();
    const auto found = leading_number<double>(rest_);
    if (!found) return std::nullopt;
    std::string text(rest_.substr(0, found.length));
    rest_.remove_prefix(found.length);
    return std::isnan(found.value) ? std::string() : text;
  }
  std::string_view word() {
    skip_blanks();
    const std::string_view result = rest_.substr(0, rest_.find_first_of(kBlanks));
    rest_.remove_prefix(result.size());
    return result;
  }
  std::string_view rest() {
    skip_blanks();
    return rest_;
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size())); }
  std::string_view rest_;
};

/// An architecture behind whatever a program that logs it puts before it: "|...|", or sizes "8:16:24:32:64".
std::string_view architecture_in(std::string_view line) {
  const std::size_t blank = line.find_last_of(kBlanks);
  const std::string_view last = blank == line.npos ? line : line.substr(blank + 1);
  if (last.starts_with('|') && last.ends_with('|') && last.find('~') != last.npos) return last;
  const bool is_sizes = last.find(':') != last.npos && last.find_first_not_of("0123456789:") == last.npos;
  return is_sizes && (blank == line.npos || line.starts_with("arch")) ? last : std::string_view();
}

/// Lines that say nothing of an architecture: rules, what the API prints of itself, and lists of datasets.
bool says_nothing(std::string_view line) {
  constexpr std::array beginnings = {"-----", "<<<<", "datasets :", "NATStopology(", "NATSsize(", "NASBench201API(", "[20"};
  if (line.empty()) return true;
  for (const char* beginning : beginnings) {
    if (line.starts_with(beginning)) return true;
  }
  return false;
}

class NatsReader {
 public:
  NatsReader(const std::string& name, const ImportOptions& options)
      : name_(name), options_(options), datasets_(options.datasets), table_("text of NATS-Bench") {}

  SourceTable read(std::string_view text) {
    for (Lines lines(text); lines.next();) {
      where_ = name_ + ":" + std::to_string(lines.number()) + ":1";
      line_ = lines.line();
      take_line();
    }
    datasets_.require_asked(name_);
    if (values_.empty()) throw InputError(name_ + ": expected what NATS-Bench prints of architectures, found none");
    if (options_.note && n_unknown_ > 0) {
      options_.note(name_ + ": lines that are of no known form and left out: " + std::to_string(n_unknown_) + ", the first of them " + first_unknown_);
    }
    for (const Value& value : values_) {
      const std::string epochs = epochs_.size() > 1 && !value.epochs.empty() ? "_" + value.epochs : std::string();
      table_.set(value.row, table_.column(value.column + epochs, value.dataset), value.text, value.where);
    }
    return std::move(table_);
  }

 private:
  struct Value {
    std::size_t row;
    std::string dataset, column, epochs, text, where;
  };

  void take_line() {
    Reader reader(line_);
    if (line_.starts_with(">>>>")) return take_epochs();
    if (const std::string_view key = architecture_in(line_); !key.empty()) return take_architecture(key);
    const std::string dataset(reader.word());
    if (!dataset.empty() && reader.rest().starts_with("FLOP=")) return take_costs(dataset, reader);
    if (!dataset.empty() && (reader.rest().starts_with("train : [") || reader.rest().starts_with("train: ["))) return take_metrics(dataset, reader);
    if (says_nothing(line_)) return;
    if (n_unknown_++ == 0) first_unknown_ = where_ + ": " + in_quotes(line_, 60);
  }

  void take_architecture(std::string_view key) {
    row_ = table_.row_of(std::string(key), where_);
    if (key.starts_with('|') && table_.spaces().empty()) table_.set_spaces({"nasbench201"});
  }

  void take_epochs() {
    const std::size_t begin = line_.find_first_not_of("> ");
    Reader reader(line_.substr(std::min(begin, line_.size())));
    const std::optional<std::string> number = reader.number();
    if (!number || !reader.take("epochs")) expected("'012 epochs'");
    epoch_ = number->substr(std::min(number->find_first_not_of('0'), number->size()));
    epochs_.insert(epoch_);
  }

  void take_costs(const std::string& dataset, Reader& reader) {
    constexpr std::array<std::array<const char*, 3>, 3> costs = {{{"FLOP=", "flops", "M,"}, {"Params=", "params", "MB,"}, {"latency=", "latency", "ms"}}};
    for (const auto& [before, column, after] : costs) {
      std::optional<std::string> number;
      if (reader.take(before)) number = reader.number();
      if (!number || !reader.take(after)) expected("'FLOP= 15.65 M, Params=0.087 MB, latency=14.54 ms.'");
      add(dataset, column, *number, false);
    }
  }

  void take_metrics(const std::string& dataset, Reader& reader) {
    do {
      const std::string part(reader.word());
      const bool opened = reader.take(": [") && reader.take("loss =");
      const std::optional<std::string> loss = opened ? reader.number() : std::nullopt;
      const bool parted = loss && (reader.take("&") || reader.take(",")) && reader.take("top1 =");
      const std::optional<std::string> top1 = parted ? reader.number() : std::nullopt;
      if (!top1 || !reader.take("%]")) expected("'train : [loss = 0.873 & top1 = 69.47%], valid : [...]'");
      add(dataset, part + "_loss", *loss, true);
      add(dataset, part + "_top1", *top1, true);
    } while (reader.take(","));
  }

  /// Costs do not depend on how long an architecture was trained, but the latency that was measured with each training may.
  void add(const std::string& dataset, const std::string& column, const std::string& text, bool of_training) {
    if (!row_) throw InputError(where_ + ": expected a line with an architecture before its results, found none");
    if (!datasets_.take(dataset)) return;
    values_.push_back({*row_, dataset, column, of_training || column == "latency" ? epoch_ : std::string(), text, where_});
  }

  [[noreturn]] void expected(const std::string& what) const { throw InputError(where_ + ": expected " + what + ", found " + in_quotes(line_)); }

  const std::string& name_;
  const ImportOptions& options_;
  Datasets datasets_;
  SourceTable table_;
  std::string where_;
  std::string_view line_;
  std::optional<std::size_t> row_;
  std::string epoch_;
  std::set<std::string> epochs_;
  std::vector<Value> values_;  ///< whose names depend on how many numbers of epochs there are
  std::size_t n_unknown_ = 0;
  std::string first_unknown_;
};

}  // namespace

bool is_nats_text(std::string_view text) {
  for (Lines lines(text); lines.next();) {
    Reader reader(lines.line());
    if (!reader.word().empty() && reader.rest().starts_with("FLOP=") && lines.line().ends_with("ms.")) return true;
  }
  return false;
}

SourceTable read_nats_text(std::string_view text, const std::string& name, const ImportOptions& options) {
  return NatsReader(name, options).read(text);
}

}  // namespace cartograf
