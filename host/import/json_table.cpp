#include "host/import/json_table.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <unordered_set>
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
    if (objects_in_list_ > 0) return true;
    path_.back() = name;
    is_twice_ = !members_.back().insert(name).second;
    return true;
  }
  bool start_object(std::size_t) override {
    if (lists_ > 0) {
      ++objects_in_list_;
      return leave_out();
    }
    refuse_twice();
    path_.emplace_back();
    members_.emplace_back();
    if (path_.size() > kMostLevels) refuse("more objects inside each other, at " + place());
    return true;
  }
  bool end_object() override {
    if (objects_in_list_ > 0) {
      --objects_in_list_;
    } else {
      path_.pop_back();
      members_.pop_back();
    }
    return true;
  }
  bool start_array(std::size_t) override {
    if (lists_++ > 0) return leave_out();
    refuse_twice();
    item_ = 0;
    return true;
  }
  bool end_array() override {
    --lists_;
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) override { refuse_json(text_, name_, byte, error.what()); }

 private:
  static constexpr std::size_t kMostLevels = 5;  // space, dataset, architecture, name, score

  std::string place() const {
    std::string text;
    for (const std::string& member : path_) text += "/" + printable(member);
    return text;
  }
  [[noreturn]] void refuse(const std::string& found) const { throw InputError(name_ + kExpected + found); }

  /// JSON allows a member twice, of which all but one would be passed over.
  void refuse_twice() const {
    if (is_twice_) throw InputError(name_ + ": " + place() + ": this member stands there twice");
  }

  /// How many names stand before the architecture: none, that of the dataset, or those of the space and the dataset.
  std::size_t architecture() const {
    const auto is_key = [](const std::string& name) {
      const bool is_digits = name.size() >= 8 && name.find_first_not_of("0123456789") == std::string::npos;  // NAS-Bench-Macro
      return is_digits || (!name.empty() && std::string_view("([|").find(name.front()) != std::string_view::npos);
    };
    return static_cast<std::size_t>(std::find_if(path_.begin(), path_.end(), is_key) - path_.begin());
  }

  bool leave_out() {
    refuse_twice();
    const std::size_t at = architecture();
    if (at + 1 < path_.size()) left_out_.add(path_[at + 1]);
    return true;
  }

  bool number(const std::string& text) {
    take_number(text);
    refuse_twice();  // after it was said that the numbers differ
    return true;
  }

  /// text: nothing where it is missing.
  void take_number(const std::string& text) {
    if (lists_ > 1 || objects_in_list_ > 0) return;
    const std::size_t at = architecture();
    if (at == path_.size()) refuse("no architecture above the number at " + place());
    const std::size_t n_below = path_.size() - at - 1;
    if (at > 2 || n_below == 0 || n_below > 2) refuse("a number at " + place());
    std::string column = path_[at + 1] + (lists_ > 0 ? "_" + std::to_string(++item_) : "");
    if (n_below == 2 && path_.back() == "time") {
      if (!options_.times) {
        left_out_.add_time();
        return;
      }
      column += "_time";
    } else if (n_below == 2 && path_.back() != "score") {
      left_out_.add(column + "/" + path_.back());
      return;
    }
    found_scores_ = true;
    if (at == 2 && space_.empty()) space_ = path_.front();
    if (at == 2 && space_ != path_.front()) {
      throw InputError(name_ + ": expected one search space, found " + in_quotes(space_) + " and " + in_quotes(path_.front()) + "; make a file of each");
    }
    const std::string dataset = at > 0 ? path_[at - 1] : std::string();
    if (table_.spaces().empty()) table_.set_spaces(spaces_called(at == 2 ? path_.front() : dataset));
    if (!datasets_.take(dataset)) return;
    // The values of an architecture come one after the other.
    if (table_.rows().empty() || table_.rows()[row_].key != path_[at]) row_ = table_.row_of(path_[at], name_ + ": " + place());
    table_.set(row_, table_.column(column, dataset), text, name_ + ": " + place());
  }

  const std::string& text_;
  const std::string& name_;
  const ImportOptions& options_;
  Datasets datasets_;
  SourceTable table_;
  std::vector<std::string> path_;                         ///< names of the members that hold the value
  std::vector<std::unordered_set<std::string>> members_;  ///< of the objects that hold it
  bool is_twice_ = false;                                 ///< the last member has the name of another of its object
  std::size_t lists_ = 0;                                 ///< lists that hold it
  std::size_t objects_in_list_ = 0;
  std::size_t item_ = 0;  ///< numbers of the list before it
  std::size_t row_ = 0;
  std::string space_;  ///< the name above the datasets; empty where there is none
  LeftOut left_out_;
  bool found_scores_ = false;
};

/// A value of JSON, whose numbers keep their text.
struct Value {
  enum class Kind { missing,
                    number,
                    text,
                    truth,
                    list,
                    object };
  Kind kind;
  std::string text;  ///< of a number or a text
  struct Item;
  std::vector<Item> items;  ///< of a list without names

  const Value* find(const std::string& member) const;
};

struct Value::Item {
  std::string name;
  Value value;
};

const Value* Value::find(const std::string& member) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.name == member; });
  return kind == Kind::object && found != items.end() ? &found->value : nullptr;
}

/// A value as JSON on one line.
std::string as_json(const Value& value) {
  const bool is_list = value.kind == Value::Kind::list;
  if (value.kind == Value::Kind::text) return nlohmann::json(value.text).dump();
  if (!is_list && value.kind != Value::Kind::object) return value.kind == Value::Kind::missing ? "null" : value.text;
  std::string text;
  for (const auto& [name, item] : value.items) text += (text.empty() ? "" : ",") + (is_list ? std::string() : nlohmann::json(name).dump() + ":") + as_json(item);
  return is_list ? "[" + text + "]" : "{" + text + "}";
}

/// Reads a whole text as one value.
class ValueReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  ValueReader(const std::string& text, const std::string& name) : text_(text), name_(name) {}
  Value read() {
    nlohmann::json::sax_parse(text_, this);
    return std::move(root_);
  }

  bool null() override { return add({Value::Kind::missing, {}, {}}); }
  bool boolean(bool value) override { return add({Value::Kind::truth, value ? "true" : "false", {}}); }
  bool number_integer(number_integer_t value) override { return add({Value::Kind::number, std::to_string(value), {}}); }
  bool number_unsigned(number_unsigned_t value) override { return add({Value::Kind::number, std::to_string(value), {}}); }
  bool number_float(number_float_t, const string_t& text) override { return add({Value::Kind::number, text, {}}); }
  bool string(string_t& text) override { return add({Value::Kind::text, std::move(text), {}}); }
  bool binary(binary_t&) override { return true; }
  bool key(string_t& name) override {
    if (!members_.back().insert(name).second) throw InputError(name_ + ": " + place() + ": the member " + in_quotes(name) + " stands there twice");
    member_ = name;
    return true;
  }
  bool start_object(std::size_t) override { return open({Value::Kind::object, {}, {}}); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open({Value::Kind::list, {}, {}}); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::json::exception& error) override { refuse_json(text_, name_, byte, error.what()); }

 private:
  static constexpr std::size_t kMostLevels = 16;

  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      if (open_.size() == 1 && root_.kind == Value::Kind::list && value.kind != Value::Kind::object) {  // before a tree of them fills the memory
        throw InputError(name_ + kExpected + "item " + std::to_string(root_.items.size()) + ", which is no object");
      }
      open_.back()->items.push_back({open_.back()->kind == Value::Kind::object ? member_ : std::string(), std::move(value)});
    }
    return true;
  }
  bool open(Value value) {
    if (open_.size() == kMostLevels) throw InputError(name_ + ": " + place() + ": expected at most " + std::to_string(kMostLevels) + " values inside each other, found more");
    add(std::move(value));
    open_.push_back(open_.empty() ? &root_ : &open_.back()->items.back().value);
    members_.emplace_back();
    return true;
  }
  bool close() {
    open_.pop_back();
    members_.pop_back();
    return true;
  }
  /// Of the innermost object or list.
  std::string place() const {
    std::string text;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
      text += "/" + (open_[i]->kind == Value::Kind::list ? std::to_string(open_[i]->items.size() - 1) : open_[i]->items.back().name);
    }
    return text.empty() ? "/" : text;
  }

  const std::string& text_;
  const std::string& name_;
  Value root_{Value::Kind::missing, {}, {}};
  std::vector<Value*> open_;                              ///< objects and lists that are not complete, of which only the last grows
  std::vector<std::unordered_set<std::string>> members_;  ///< of each of them
  std::string member_;
};

/// The text of an architecture that is a member; nothing where it is none.
std::string key_of(const Value& object) {
  for (const char* member : {"arch", "net", "architecture", "arch_str", "genotype"}) {
    if (const Value* found = object.find(member)) return found->kind == Value::Kind::text ? found->text : as_json(*found);
  }
  return {};
}

/// A list of objects, each a row. It has few members: the tree of a whole space is small.
class RowReader {
 public:
  RowReader(const std::string& name, const ImportOptions& options) : name_(name), options_(options), table_(kForm) {}

  SourceTable read(const Value& list) {
    if (!options_.datasets.empty()) throw InputError(name_ + ": no dataset " + in_quotes(options_.datasets.front()) + "; found a list, which has none");
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const Value& object = list.items[i].value;
      const std::string where = name_ + ": /" + std::to_string(i);
      if (object.kind != Value::Kind::object) throw InputError(name_ + kExpected + "item " + std::to_string(i) + ", which is no object");
      const std::string key = key_of(object);
      if (key.empty()) throw InputError(where + ": expected a member 'arch' or 'net' with an architecture, found none");
      row_ = table_.add_row(key, where);
      for (const auto& [member, value] : object.items) {
        const bool is_key = (value.kind == Value::Kind::text ? value.text : as_json(value)) == key;
        if (value.kind == Value::Kind::object && value.find("score") != nullptr) {
          take_score(member, value, where);
        } else if (value.kind == Value::Kind::list && !is_key) {
          take_list(member, value, where);
        } else if (!take_number(member, value, where) && !is_key) {
          left_out_.add(member);
        }
      }
    }
    left_out_.say(name_, options_.note);
    return std::move(table_);
  }

 private:
  /// {"score": 44.5, "time": 1.3}
  void take_score(const std::string& member, const Value& value, const std::string& where) {
    for (const auto& [part, number] : value.items) {
      if (part == "time" && !options_.times) {
        left_out_.add_time();
      } else if ((part != "score" && part != "time") || !take_number(part == "time" ? member + "_time" : member, number, where)) {
        left_out_.add(member + "/" + part);
      }
    }
  }

  /// [86.7, 86.2, 86.5]: a column for each.
  void take_list(const std::string& member, const Value& list, const std::string& where) {
    std::size_t item = 0;
    for (const auto& [unnamed, value] : list.items) {
      if (!take_number(member + "_" + std::to_string(++item), value, where)) left_out_.add(member);
    }
  }

  /// Whether the value is a number, or stands for one that is missing.
  bool take_number(const std::string& column, const Value& value, const std::string& where) {
    const bool is_number = value.kind == Value::Kind::number || value.kind == Value::Kind::missing || (value.kind == Value::Kind::text && is_python_number(value.text));
    if (is_number) table_.set(row_, table_.column(column), value.text, where + "/" + column);
    return is_number;
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
  return RowReader(name, options).read(ValueReader(json, name).read());
}

}  // namespace cartograf
