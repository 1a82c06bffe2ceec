#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cartograf {

/// A value as Python's repr() or JSON writes it: a whole number, a text, a list or tuple, a dictionary, or a call such as
/// `Genotype(normal=[...])`. Numbers that NumPy wraps (`np.int64(4)`), arrays (`array([...])`) and `range(a, b)` are what
/// they hold.
struct Literal {
  enum class Kind { number,
                    fraction,  ///< a number that is not whole, or not finite
                    text,
                    nothing,  ///< None, null
                    list,
                    dictionary,
                    call };

  Kind kind = Kind::nothing;
  std::size_t position = 0;  ///< byte offset in the text that was parsed
  std::int64_t number = 0;   ///< also True and False, and whole numbers with a fraction of zeros
  std::string text;          ///< the text, or the name of the call
  std::vector<Literal> items;
  struct Member;
  std::vector<Member> members;  ///< of the dictionary, or the named arguments of the call

  bool is_list() const { return kind == Kind::list; }
  bool is_number() const { return kind == Kind::number; }
  bool is_text() const { return kind == Kind::text; }
  /// nullptr where there is no such member.
  const Literal* member(std::string_view name) const;
};

struct Literal::Member {
  std::string name;
  Literal value;
};

/// Reads the whole text. Throws KeyError with the position, what was expected and what was found.
Literal parse_literal(std::string_view text);

/// A key of nested tuples, "((0, 3), (1, 2))", and where in the literal's text each of its bytes comes from.
struct TupleText {
  std::string text;
  std::vector<std::size_t> origin;  ///< [text.size() + 1]
};

/// Writes a literal of numbers and lists as the spaces write their keys. Throws KeyError for any other.
TupleText tuple_text_of(const Literal& literal);

}  // namespace cartograf
