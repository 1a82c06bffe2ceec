#include "host/notation/literal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "host/space/search_space.hpp"
#include "host/space/tuple_key.hpp"
#include "kernels/base/number_text.hpp"

namespace cartograf {
namespace {

/// Lists inside each other at most: deep enough for every benchmark, and no risk to the stack.
constexpr int kMostNested = 16;

/// Calls that stand for their first argument, by the last part of their name.
constexpr std::array kWrappers = {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "int_", "intp", "longlong",
                                  "float16", "float32", "float64", "bool", "bool_", "str_", "array", "asarray", "tensor", "list", "tuple"};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; }

class LiteralParser {
 public:
  explicit LiteralParser(std::string_view text) : text_(text), at_(text) {}

  Literal whole() {
    Literal literal = value(0);
    at_.expect_end();
    return literal;
  }

 private:
  Literal value(int depth) {
    Literal literal;
    literal.position = at_.position();
    if (depth > kMostNested) at_.fail(literal.position, "at most " + std::to_string(kMostNested) + " brackets inside each other");
    const char c = literal.position < text_.size() ? text_[literal.position] : '\0';
    if (c == '(' || c == '[') {
      literal.kind = Literal::Kind::list;
      at_.skip(1);
      while (!at_.next_is(c == '(' ? ')' : ']')) {
        literal.items.push_back(value(depth + 1));
        separator(c == '(' ? ')' : ']', c == '[');
      }
      at_.skip(1);
    } else if (c == '{') {
      literal.kind = Literal::Kind::dictionary;
      at_.skip(1);
      while (!at_.next_is('}')) {
        std::string name = quoted();
        at_.expect(':', "':' between a name and its value");
        literal.members.push_back({std::move(name), value(depth + 1)});
        separator('}', false);
      }
      at_.skip(1);
    } else if (c == '\'' || c == '"') {
      literal.kind = Literal::Kind::text;
      literal.text = quoted();
    } else if ((c >= '0' && c <= '9') || c == '-') {
      number(literal);
    } else if (is_name(c)) {
      named(literal, depth);
    } else {
      at_.fail(literal.position, "a number, a text in quotes, a list or a dictionary");
    }
    return literal;
  }

  /// Behind an item: a comma, or the end of the list. NumPy prints arrays without commas.
  void separator(char end, bool blank_will_do) {
    if (at_.next_is(',')) {
      at_.skip(1);
      return;
    }
    if (at_.next_is(end)) return;
    const std::size_t next = at_.position();
    const bool blank_before = next > 0 && next < text_.size() && (text_[next - 1] == ' ' || text_[next - 1] == '\n');
    if (!blank_will_do || !blank_before) at_.fail(next, std::string("',' or '") + end + "'");
  }

  void number(Literal& literal) {
    constexpr double most = 1e15;  // below, a double holds every whole number
    const std::string_view rest = text_.substr(literal.position);
    const auto real = leading_number<double>(rest);
    if (!real) at_.fail(literal.position, "a number");
    std::size_t length = real.length;
    if (length < rest.size() && rest[length] == '.') ++length;  // "1.", as NumPy prints it
    at_.skip(length);
    const bool is_whole = real.value == std::floor(real.value) && std::abs(real.value) <= most;
    literal.kind = is_whole ? Literal::Kind::number : Literal::Kind::fraction;
    if (is_whole) literal.number = static_cast<std::int64_t>(real.value);
  }

  std::string quoted() {
    const std::size_t begin = at_.position();
    const char quote = begin < text_.size() ? text_[begin] : '\0';
    if (quote != '\'' && quote != '"') at_.fail(begin, "a text in quotes");
    std::string text;
    std::size_t end = begin + 1;
    for (; end < text_.size() && text_[end] != quote; ++end) {
      if (text_[end] == '\\' && end + 1 < text_.size()) text += text_[end++];  // no name that matters has an escape
      text += text_[end];
    }
    if (end == text_.size()) at_.fail(begin, "the quote that ends the text");
    at_.skip(end + 1 - begin);
    return text;
  }

  std::size_t name_length(std::size_t begin) const {
    std::size_t length = 0;
    while (begin + length < text_.size() && is_name(text_[begin + length])) ++length;
    return length;
  }

  /// None, True, or a call.
  void named(Literal& literal, int depth) {
    const std::size_t length = name_length(literal.position);
    literal.text = text_.substr(literal.position, length);
    at_.skip(length);
    if (literal.text == "None" || literal.text == "null") return;
    if (literal.text == "NaN" || literal.text == "nan" || literal.text == "Infinity" || literal.text == "inf") {
      literal.kind = Literal::Kind::fraction;
      return;
    }
    for (const bool truth : {true, false}) {
      if (literal.text != (truth ? "True" : "False") && literal.text != (truth ? "true" : "false")) continue;
      literal.kind = Literal::Kind::number;
      literal.number = truth ? 1 : 0;
      return;
    }
    literal.kind = Literal::Kind::call;
    at_.expect('(', "'(' behind the name " + literal.text);
    while (!at_.next_is(')')) {
      argument(literal, depth);
      separator(')', false);
    }
    at_.skip(1);
    unwrap(literal);
  }

  void argument(Literal& call, int depth) {
    const std::size_t begin = at_.position();
    const std::size_t length = name_length(begin);
    std::size_t behind = begin + length;
    while (behind < text_.size() && text_[behind] == ' ') ++behind;
    if (length > 0 && behind < text_.size() && text_[behind] == '=') {
      std::string name(text_.substr(begin, length));
      at_.skip(behind + 1 - begin);
      // Of `dtype=int64` nothing but the name is there.
      if (name == "dtype") {
        const std::size_t from = at_.position();
        std::size_t to = from;
        while (to < text_.size() && (is_name(text_[to]) || text_[to] == '\'')) ++to;
        at_.skip(to - from);
        return;
      }
      call.members.push_back({std::move(name), value(depth + 1)});
    } else {
      call.items.push_back(value(depth + 1));
    }
  }

  void unwrap(Literal& call) const {
    const std::size_t dot = call.text.rfind('.');
    const std::string last = dot == call.text.npos ? call.text : call.text.substr(dot + 1);
    if (last == "range" && call.members.empty() && !call.items.empty() && call.items.size() <= 3 && (call.items.size() < 3 || call.items[2].number == 1) &&
        std::ranges::all_of(call.items, [](const Literal& bound) { return bound.is_number(); })) {
      const std::int64_t begin = call.items.size() > 1 ? call.items[0].number : 0;
      const std::int64_t end = call.items[call.items.size() > 1 ? 1 : 0].number;
      if (end - begin > 64 || begin < 0) at_.fail(call.position, "a range of at most 64 numbers");
      Literal list;
      list.kind = Literal::Kind::list;
      list.position = call.position;
      for (std::int64_t number = begin; number < end; ++number) {
        Literal item;
        item.kind = Literal::Kind::number;
        item.position = call.position;
        item.number = number;
        list.items.push_back(item);
      }
      call = std::move(list);
    } else if (std::ranges::find(kWrappers, last) != kWrappers.end() && call.items.size() == 1 && call.members.empty()) {
      Literal inner = std::move(call.items.front());
      call = std::move(inner);
    }
  }

  std::string_view text_;
  KeyParser at_;
};

void append_tuple(const Literal& literal, TupleText& out) {
  const auto append = [&](std::string_view piece) {
    out.text += piece;
    out.origin.resize(out.text.size(), literal.position);
  };
  if (literal.is_number()) {
    append(std::to_string(literal.number));
    return;
  }
  if (literal.kind == Literal::Kind::fraction) throw KeyError(literal.position, "expected a whole number, found another one");
  if (!literal.is_list()) throw KeyError(literal.position, "expected a number or a list of numbers, found another value");
  append("(");
  for (std::size_t i = 0; i < literal.items.size(); ++i) {
    if (i > 0) append(", ");
    append_tuple(literal.items[i], out);
  }
  append(")");
}

}  // namespace

const Literal* Literal::member(std::string_view name) const {
  const auto found = std::ranges::find_if(members, [&](const auto& member) { return member.name == name; });
  return found == members.end() ? nullptr : &found->value;
}

Literal parse_literal(std::string_view text) { return LiteralParser(text).whole(); }

TupleText tuple_text_of(const Literal& literal) {
  TupleText out;
  append_tuple(literal, out);
  out.origin.push_back(literal.position);
  return out;
}

}  // namespace cartograf
