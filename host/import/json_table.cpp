#include "host/import/json_table.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "host/space/json_place.hpp"
#include "kernels/base/error.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr const char* kForm = "JSON";
constexpr const char* kExpected =
    R"--(: expected {"cifar10": {"(4, 0, 3, 1, 4, 3)": {"val_accuracy": 84.99}}} or [{"arch": [4, 0, 3, 1, 4, 3], "accuracy": 84.99}], )--"
    "as NASLib has tables; found ";

/// Python writes NaN, Infinity and -Infinity, which are no JSON. They become texts of the same length, so that places stay.
std::string without_python_numbers(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> words = {
      {{"NaN", "\"\" "}, {"-Infinity", "\"-inf\"   "}, {"Infinity", "\"inf\"   "}}};
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_text = !in_text;
    if (in_text) {
      i += text[i] == '\\' ? 1 : 0;
      continue;
    }
    for (const auto& [word, same] : words) {
      if (text.compare(i, word.size(), word) != 0) continue;
      text.replace(i, same.size(), same);
      i += same.size() - 1;
      break;
    }
  }
  return text;
}

/// Whether a text stands for a number that JSON cannot write.
bool is_python_number(const std::string& text) { return text.empty() || text == "inf" || text == "-inf"; }

/// The built-in spaces that a name of NASLib stands for: of a space, or of a dataset or task.
std::vector<std::string> spaces_called(const std::string& name) {
  using Names = std::vector<std::string>;
  static const std::vector<std::pair<Names, Names>> spaces = {
      {{"nasbench101"}, {"nasbench101"}},
      {{"nasbench201"}, {"nasbench201"}},
      {{"nasbench301"}, {"darts"}},
      {{"transbench101_micro"}, {"transnasbench101_micro"}},
      {{"transbench101_macro"}, {"transnasbench101_macro"}},
      {{"cifar10", "cifar100", "ImageNet16-120"}, {"nasbench201", "nasbench101", "darts"}},
      {{"class_scene", "class_object", "room_layout", "jigsaw", "segmentsemantic", "normal", "autoencoder"},
       {"transnasbench101_micro", "transnasbench101_macro"}},
  };
  for (const auto& [names, stand_for] : spaces) {
    if (std::find(names.begin(), names.end(), name) != names.end()) return stand_for;
  }
  return {};
}

/// What is left out of a file, for a note.
class LeftOut {
 public:
  void add(const std::string& what) { what_.insert(what); }
  void add_time() { has_times_ = true; }
  void say(const std::string& name, const Note& note) const {
    if (note && !what_.empty()) note(name + ": left out, as they are no numbers: " + listed(what_));
    if (note && has_times_) note(name + ": the seconds that each score took are left out; --times takes them");
  }

 private:
  std::set<std::string> what_;
  bool has_times_ = false;
};

/// Takes a table from the parser value by value: as a tree of values one of a whole space would take gigabytes.
class ScoreReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  ScoreReader(const std::string& text, const std::string& name, const ImportOptions& options)
      : text_(text), name_(name), options_(options), datasets_(options.datasets), table_(kForm) {}

  SourceTable finish() {
    if (!found_scores_) refuse("no architecture with a number");
    datasets_.require_asked(name_);
    left_out_.say(name_, options_.note);
    return std::move(table_);
  }

  bool null() override { return number({}); }
  bool boolean(bool) override { return leave_out(); }
  bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return number(text); }
  bool string(string_t& text) override { return is_python_number(text) ? number(text) : leave_out(); }
  bool binary(binary_t&) override { return leave_out(); }
  bool key(string_t& name) override {
    if (objects_in_list_ == 0) path_.back() = name;
    return true;
  }
  bool start_object(std::size_t) override {
    if (lists_ > 0) {
      ++objects_in_list_;
      return leave_out();
    }
    path_.emplace_back();
    if (path_.size() > kMostLevels) refuse("more objects inside each other, at " + place());
    return true;
  }
  bool end_object() override {
    if (objects_in_list_ > 0) {
      --objects_in_list_;
    } else {
      path_.pop_back();
    }
    return true;
  }
  bool start_array(std::size_t) override {
    if (lists_++ > 0) return leave_out();
    item_ = 0;
    return true;
  }
  bool end_array() override {
    --lists_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override { refuse_json(text_, name_, error); }

 private:
  static constexpr std::size_t kMostLevels = 5;  // space, dataset, architecture, name, score

  std::string place() const {
    std::string text;
    for (const std::string& member : path_) text += "/" + printable(member);
    return text;
  }
  [[noreturn]] void refuse(const std::string& found) const { throw InputError(name_ + kExpected + found); }

  /// How many names stand before the architecture: none, that of the dataset, or those of the space and the dataset.
  std::size_t architecture() const {
    const auto is_key = [](const std::string& name) {
      const bool is_digits = name.size() >= 8 && name.find_first_not_of("0123456789") == std::string::npos;  // NAS-Bench-Macro
      return is_digits || (!name.empty() && std::string_view("([|").find(name.front()) != std::string_view::npos);
    };
    return static_cast<std::size_t>(std::find_if(path_.begin(), path_.end(), is_key) - path_.begin());
  }

  bool leave_out() {
    const std::size_t at = architecture();
    if (at + 1 < path_.size()) left_out_.add(path_[at + 1]);
    return true;
  }

  /// text: nothing where it is missing.
  bool number(const std::string& text) {
    if (lists_ > 1 || objects_in_list_ > 0) return true;
    const std::size_t at = architecture();
    if (at == path_.size()) refuse("no architecture above the number at " + place());
    const std::size_t n_below = path_.size() - at - 1;
    if (at > 2 || n_below == 0 || n_below > 2) refuse("a number at " + place());
    std::string column = path_[at + 1] + (lists_ > 0 ? "_" + std::to_string(++item_) : "");
    if (n_below == 2 && path_.back() == "time") {
      if (!options_.times) {
        left_out_.add_time();
        return true;
      }
      column += "_time";
    } else if (n_below == 2 && path_.back() != "score") {
      left_out_.add(column + "/" + path_.back());
      return true;
    }
    found_scores_ = true;
    if (at == 2 && space_.empty()) space_ = path_.front();
    if (at == 2 && space_ != path_.front()) {
      throw InputError(name_ + ": expected one search space, found " + in_quotes(space_) + " and " + in_quotes(path_.front()) + "; make a file of each");
    }
    const std::string dataset = at > 0 ? path_[at - 1] : std::string();
    if (table_.spaces().empty()) table_.set_spaces(spaces_called(at == 2 ? path_.front() : dataset));
    if (!datasets_.take(dataset)) return true;
    // The values of an architecture come one after the other.
    if (table_.rows().empty() || table_.rows()[row_].key != path_[at]) row_ = table_.row_of(path_[at], name_ + ": " + place());
    table_.set(row_, table_.column(column, dataset), text, name_ + ": " + place());
    return true;
  }

  const std::string& text_;
  const std::string& name_;
  const ImportOptions& options_;
  Datasets datasets_;
  SourceTable table_;
  std::vector<std::string> path_;  ///< names of the members that hold the value
  std::size_t lists_ = 0;          ///< lists that hold it
  std::size_t objects_in_list_ = 0;
  std::size_t item_ = 0;  ///< numbers of the list before it
  std::size_t row_ = 0;
  std::string space_;  ///< the name above the datasets; empty where there is none
  LeftOut left_out_;
  bool found_scores_ = false;
};

/// The text of an architecture that is a member; nothing where it is none.
std::string key_of(const nlohmann::ordered_json& object) {
  for (const char* member : {"arch", "net", "architecture", "arch_str", "genotype"}) {
    const auto found = object.find(member);
    if (found != object.end()) return found->is_string() ? found->get<std::string>() : found->dump();
  }
  return {};
}

/// A list of objects, each a row. It has few members: the tree of a whole space is small.
class RowReader {
 public:
  RowReader(const std::string& name, const ImportOptions& options) : name_(name), options_(options), table_(kForm) {}

  SourceTable read(const nlohmann::ordered_json& list) {
    if (!options_.datasets.empty()) throw InputError(name_ + ": no dataset " + in_quotes(options_.datasets.front()) + "; found a list, which has none");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string where = name_ + ": /" + std::to_string(i);
      if (!list[i].is_object()) throw InputError(name_ + kExpected + "item " + std::to_string(i) + ", which is no object");
      const std::string key = key_of(list[i]);
      if (key.empty()) throw InputError(where + ": expected a member 'arch' or 'net' with an architecture, found none");
      row_ = table_.add_row(key, where);
      for (const auto& [member, value] : list[i].items()) {
        if (value.is_object() && value.contains("score")) {
          take_score(member, value, where);
        } else if (!take_number(member, value, where) && (value.is_string() ? value.get<std::string>() : value.dump()) != key) {
          left_out_.add(member);
        }
      }
    }
    left_out_.say(name_, options_.note);
    return std::move(table_);
  }

 private:
  /// {"score": 44.5, "time": 1.3}
  void take_score(const std::string& member, const nlohmann::ordered_json& value, const std::string& where) {
    for (const auto& [part, number] : value.items()) {
      if (part == "time" && !options_.times) {
        left_out_.add_time();
      } else if ((part != "score" && part != "time") || !take_number(part == "time" ? member + "_time" : member, number, where)) {
        left_out_.add(member + "/" + part);
      }
    }
  }

  /// Whether the value is a number, or stands for one that is missing.
  bool take_number(const std::string& column, const nlohmann::ordered_json& value, const std::string& where) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.is_null() ? std::string()
                                                                                            : value.dump();
    if (!value.is_number() && !value.is_null() && !(value.is_string() && is_python_number(text))) return false;
    table_.set(row_, table_.column(column), text, where + "/" + column);
    return true;
  }

  const std::string& name_;
  const ImportOptions& options_;
  SourceTable table_;
  std::size_t row_ = 0;
  LeftOut left_out_;
};

}  // namespace

SourceTable read_json_table(const std::string& text, const std::string& name, const ImportOptions& options) {
  const std::string json = without_python_numbers(text);
  if (json.find_first_of("{[") != json.find('[')) {
    ScoreReader reader(json, name, options);
    nlohmann::json::sax_parse(json, &reader);
    return reader.finish();
  }
  return RowReader(name, options).read(parse_ordered_json(json, name));
}

}  // namespace cartograf
