#include "host/engine/architecture_filter.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

constexpr const char* kBlanks = " \t";
constexpr std::pair<std::string_view, Comparison> kComparisons[] = {{"<=", Comparison::less_equal},
                                                                    {">=", Comparison::greater_equal},
                                                                    {"==", Comparison::equal},
                                                                    {"<", Comparison::less},
                                                                    {">", Comparison::greater}};

/// Reads a condition from left to right.
class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  std::string name() {
    skip_blanks();
    const std::size_t end = std::min(text_.find_first_of("<>=!", position_), text_.size());
    const std::string found = text_.substr(position_, end - position_);
    const std::size_t length = found.find_last_not_of(kBlanks) + 1;
    if (length == 0) expected("the name of a cost", kExample);
    position_ = end;
    return found.substr(0, length);
  }

  Comparison comparison() {
    for (const auto& [symbol, comparison] : kComparisons) {
      if (!std::string_view(text_).substr(position_).starts_with(symbol)) continue;
      position_ += symbol.size();
      return comparison;
    }
    expected("one of < <= > >= ==", kExample);
  }

  std::int64_t number() {
    skip_blanks();
    const auto number = leading_number<std::int64_t>(std::string_view(text_).substr(position_));
    if (!number) expected("a whole number");
    position_ += number.length;
    skip_blanks();
    const bool power = position_ < text_.size() && (text_[position_] == 'e' || text_[position_] == 'E');
    if (position_ != text_.size()) expected("the end", power ? "; --max and --min take numbers such as 1e6" : "");
    return number.value;
  }

 private:
  void skip_blanks() { position_ = std::min(text_.find_first_not_of(kBlanks, position_), text_.size()); }

  [[noreturn]] void expected(const char* what, const char* advice = "") const {
    throw InputError("condition " + in_quotes(text_) + ": position " + std::to_string(position_ + 1) + ": expected " + what + ", found " +
                     (position_ == text_.size() ? "the end" : in_quotes(std::string_view(text_).substr(position_))) + advice);
  }

  static constexpr const char* kExample = "; a condition is such as 'params<1000000'";

  const std::string& text_;
  std::size_t position_ = 0;
};

WideColumn cost_called(const SearchSpace& space, const std::string& name, const std::string& text) {
  std::vector<std::string> names;
  for (const WideColumn& cost : space.costs()) {
    if (cost.name == name) return cost;
    names.push_back(cost.name);
  }
  throw InputError("condition " + in_quotes(text) + ": " + space.name() + " has no cost " + in_quotes(name) +
                   (names.empty() ? "; it has no closed-form costs" : did_you_mean(name, names)));
}

}  // namespace

bool CostCondition::holds(const std::uint64_t* words) const {
  const std::int64_t value = cost.evaluate(words);
  switch (comparison) {
    case Comparison::less: return value < bound;
    case Comparison::less_equal: return value <= bound;
    case Comparison::greater: return value > bound;
    case Comparison::greater_equal: return value >= bound;
    case Comparison::equal: break;
  }
  return value == bound;
}

CostCondition parse_cost_condition(const SearchSpace& space, const std::string& text) {
  Parser parser(text);
  const std::string name = parser.name();
  CostCondition condition;
  condition.comparison = parser.comparison();
  condition.bound = parser.number();
  condition.cost = cost_called(space, name, text);
  condition.text = "--where " + in_quotes(text);
  return condition;
}

CostCondition parse_cost_bound(const SearchSpace& space, const std::string& option, const std::string& text, Comparison comparison) {
  const std::size_t equals = text.find('=');
  const std::optional<double> bound = equals == std::string::npos ? std::nullopt : parse_number<double>(std::string_view(text).substr(equals + 1));
  constexpr double most = 9e18;  // below the largest 64-bit integer
  if (equals != 0 && bound && std::abs(*bound) > most) throw InputError(option + ": expected a number of at most 9e18, found " + in_quotes(text));
  if (equals == 0 || !bound || std::isnan(*bound)) {
    throw InputError(option + ": expected COST=NUMBER, such as params=1e6, found " + in_quotes(text));
  }
  const double whole = comparison == Comparison::less_equal ? std::floor(*bound) : std::ceil(*bound);
  return {cost_called(space, text.substr(0, equals), text), comparison, static_cast<std::int64_t>(whole), option + " " + text};
}

ArchitectureFilter::ArchitectureFilter(const SearchSpace& space, std::vector<CostCondition> conditions, bool reachable_only)
    : space_(&space), conditions_(std::move(conditions)), reachable_only_(reachable_only) {
  if (reachable_only && !space.has_reachability()) {
    throw InputError(space.name() + ": has no zero operation, so that reachability is not defined");
  }
}

void ArchitectureFilter::exclude(std::vector<std::uint64_t> indices) {
  excluded_.insert(excluded_.end(), indices.begin(), indices.end());
  std::sort(excluded_.begin(), excluded_.end());
}

void ArchitectureFilter::exclude_disconnected(const SearchSpace& space) {
  space_ = &space;
  connected_only_ = space.may_be_disconnected();
}

std::size_t ArchitectureFilter::first_unmet(std::uint64_t index, const std::uint64_t* words) const {
  if (std::binary_search(excluded_.begin(), excluded_.end(), index)) return 0;
  const auto unmet = std::find_if_not(conditions_.begin(), conditions_.end(), [&](const CostCondition& condition) { return condition.holds(words); });
  const auto place = static_cast<std::size_t>(unmet - conditions_.begin()) + 1;
  if (unmet != conditions_.end()) return place;
  if (reachable_only_ && !space_->reachable(words)) return place;
  return place + (connected_only_ && !space_->connected(words) ? 1 : 2);
}

std::vector<std::string> ArchitectureFilter::names() const {
  std::vector<std::string> names = {"--exclude"};
  for (const CostCondition& condition : conditions_) names.push_back(condition.text);
  names.insert(names.end(), {"--reachable-only", "the lack of a path from input to output"});
  return names;
}

}  // namespace cartograf
