#include "host/predictor/booster_file.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <unordered_set>
#include <vector>

#include "kernels/base/error.hpp"
#include "kernels/base/number_text.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::size_t kMostLevels = 1000;
constexpr std::size_t kMostShown = 60;  ///< bytes of a text in a message
constexpr std::int64_t kMostFeatures = 10'000'000;

/// A typed array of UBJSON, big-endian, where it stands in the file.
class Packed {
 public:
  Packed() = default;
  Packed(std::string_view bytes, std::size_t width) : bytes_(bytes), width_(width) {}

  std::size_t size() const { return bytes_.size() / width_; }
  std::uint8_t byte(std::size_t i) const { return static_cast<std::uint8_t>(bytes_[i]); }
  std::int32_t int32(std::size_t i) const { return static_cast<std::int32_t>(bits(i)); }
  float float32(std::size_t i) const { return std::bit_cast<float>(bits(i)); }

 private:
  std::uint32_t bits(std::size_t i) const {
    std::uint32_t value = 0;
    for (std::size_t k = 0; k < 4; ++k) value = value << 8 | byte(i * 4 + k);
    return value;
  }

  std::string_view bytes_;
  std::size_t width_ = 1;
};

/// Reads the subset of UBJSON that XGBoost writes, and nothing else, so that XGBoost cannot understand something else: keys, texts
/// and lengths with 64-bit lengths, lists with their length, typed arrays, whole numbers.
class UbjsonReader {
 public:
  UbjsonReader(std::string_view bytes, const std::string& name) : bytes_(bytes), name_(name) {}

  /// Calls the reader of each member by its name. All are known; each stands there once, and those of `required` do.
  struct Member {
    std::string_view name;
    std::function<void()> read;
    bool required = true;
  };
  void object(std::initializer_list<Member> members) {
    std::vector<bool> seen(members.size());
    expect('{', "an object");
    while (peek() != '}') {
      const std::size_t at = at_;
      const std::string_view key = counted_bytes();
      const auto member = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == key; });
      if (member == members.end()) fail("a member of a model", "the member " + in_quotes(key, kMostShown), at);
      const auto place = static_cast<std::size_t>(member - members.begin());
      if (seen[place]) fail("each member once", "the member " + in_quotes(key, kMostShown) + " again", at);
      seen[place] = true;
      member->read();
    }
    for (const Member& member : members) {
      if (member.required && !seen[static_cast<std::size_t>(&member - members.begin())]) fail("the member '" + std::string(member.name) + "'", "none", at_);
    }
    ++at_;
  }

  /// An object of texts under any names, each once.
  void texts_by_name() {
    std::unordered_set<std::string_view> names;
    expect('{', "an object");
    while (peek() != '}') {
      const std::size_t at = at_;
      const std::string_view name = counted_bytes();
      if (!names.insert(name).second) fail("each member once", "the member " + in_quotes(name, kMostShown) + " again", at);
      text();
    }
    ++at_;
  }

  std::string_view text() {
    expect('S', "a text");
    return counted_bytes();
  }

  void text_that_is(std::string_view expected) {
    const std::size_t at = at_;
    const std::string_view found = text();
    if (found != expected) fail("'" + std::string(expected) + "'", in_quotes(found, kMostShown), at);
  }

  /// A whole number that stands there as a text.
  std::int64_t number_in_text(std::int64_t smallest, std::int64_t largest) {
    const std::size_t at = at_;
    const std::string_view found = text();
    const std::optional<std::int64_t> value = parse_number<std::int64_t>(found);
    if (!value || *value < smallest || *value > largest) fail(range_text(smallest, largest), in_quotes(found, kMostShown), at);
    return *value;
  }

  /// A real number that stands there as a text, alone or as the one of a list. XGBoost reads it as float32.
  void finite_in_text() {
    const std::size_t at = at_;
    std::string_view found = text(), number = found;
    if (number.starts_with('[') && number.ends_with(']')) number = number.substr(1, number.size() - 2);
    const std::optional<double> value = parse_number<double>(number);
    if (!value || !std::isfinite(static_cast<float>(*value))) fail("a finite number of float32", in_quotes(found, kMostShown), at);
  }

  std::int64_t integer(std::int64_t smallest, std::int64_t largest) {
    const std::size_t at = at_;
    const char type = peek();
    const std::size_t width = type == 'i' || type == 'U' ? 1 : type == 'I' ? 2
                                                           : type == 'l'   ? 4
                                                           : type == 'L'   ? 8
                                                                           : 0;
    if (width == 0) fail("a whole number", shown(type), at);
    ++at_;
    const std::int64_t value = big_endian(width, type != 'U');
    if (value < smallest || value > largest) fail(range_text(smallest, largest), std::to_string(value), at);
    return value;
  }

  /// A number of values that is not known before.
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

  /// Calls read(i) for each of a list of `expected` values.
  std::size_t list(const std::function<void(std::size_t)>& read, std::size_t expected = kAny) {
    const std::size_t at = at_;
    expect('[', "a list");
    expect('#', "the length of the list");
    const std::size_t n = length(1);
    if (expected != kAny && n != expected) fail(std::to_string(expected) + " values", std::to_string(n), at);
    for (std::size_t i = 0; i < n; ++i) read(i);
    return n;
  }

  Packed packed(char type, std::size_t expected = kAny) {
    const std::size_t at = at_, width = type == 'U' ? 1 : type == 'L' ? 8
                                                                      : 4;
    expect('[', "an array");
    expect('$', "a typed array");
    expect(type, std::string("an array of the type '") + type + "'");
    expect('#', "the length of the array");
    const std::size_t n = length(width);
    if (expected != kAny && n != expected) fail(std::to_string(expected) + " values", std::to_string(n), at);
    const Packed array(bytes_.substr(at_, n * width), width);
    at_ += n * width;
    return array;
  }

  void end() {
    if (at_ != bytes_.size()) fail("the end of the file", std::to_string(bytes_.size() - at_) + " bytes more", at_);
  }

  std::size_t position() const { return at_; }

  [[noreturn]] void fail(const std::string& expected, const std::string& found, std::size_t at) const {
    throw InputError(name_ + ": expected a model of cartograf (XGBoost, UBJSON): at byte " + std::to_string(at) + " expected " + expected + ", found " + found);
  }

 private:
  static std::string shown(char c) { return "the byte " + in_quotes(std::string_view(&c, 1)); }
  static std::string range_text(std::int64_t smallest, std::int64_t largest) {
    if (smallest == largest) return std::to_string(smallest);
    return "a whole number from " + std::to_string(smallest) + " to " + std::to_string(largest);
  }

  char peek() const {
    if (at_ >= bytes_.size()) fail("more of the model", "the end of the file", at_);
    return bytes_[at_];
  }

  void expect(char c, const std::string& what) {
    if (peek() != c) fail(what, shown(peek()), at_);
    ++at_;
  }

  std::int64_t big_endian(std::size_t width, bool has_sign) {
    if (bytes_.size() - at_ < width) fail("a number of " + std::to_string(width) + " bytes", "the end of the file", at_);
    std::uint64_t value = has_sign && (static_cast<unsigned char>(bytes_[at_]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at_++]);
    return static_cast<std::int64_t>(value);
  }

  /// A length of values of at least `width` bytes each, which the file must have.
  std::size_t length(std::size_t width) {
    const std::size_t at = at_;
    expect('L', "a length of 64 bits");
    const std::int64_t n = big_endian(8, true);
    if (n < 0 || static_cast<std::uint64_t>(n) > (bytes_.size() - at_) / width) fail("a length within the file", std::to_string(n), at);
    return static_cast<std::size_t>(n);
  }

  std::string_view counted_bytes() {
    const std::size_t n = length(1);
    const std::string_view found = bytes_.substr(at_, n);
    at_ += n;
    return found;
  }

  std::string_view bytes_;
  const std::string& name_;
  std::size_t at_ = 0;
};

struct FileTree {
  Packed left, right, parents, features, thresholds, weights, hessians, defaults, types, gains;
  std::int64_t n_nodes = 0, n_deleted = 0, n_features = 0;
};

constexpr std::int32_t kNone = -1;
/// What pruning leaves of a node is marked by this feature.
constexpr std::int32_t kDeleted = -1;

/// What is wrong with the links and numbers of a tree; empty when nothing is.
std::string fault_of(const FileTree& tree) {
  const auto n = static_cast<std::size_t>(tree.n_nodes);
  std::vector<std::uint16_t> level(n, 0);  // 0: not met yet
  std::vector<std::size_t> open = {0};
  level[0] = 1;
  std::size_t n_met = 0;
  const auto node_name = [](std::size_t node) { return "node " + std::to_string(node); };
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    ++n_met;
    if (!std::isfinite(tree.thresholds.float32(node)) || !std::isfinite(tree.weights.float32(node))) return node_name(node) + " has a threshold or a weight that is not finite";
    if (!std::isfinite(tree.hessians.float32(node))) return node_name(node) + " has a sum of second derivatives that is not finite";
    if (tree.defaults.byte(node) > 1 || tree.types.byte(node) != 0) return node_name(node) + " is no split of numbers";
    const std::int32_t left = tree.left.int32(node), right = tree.right.int32(node), feature = tree.features.int32(node);
    if (feature < 0 || (feature >= tree.n_features && feature != 0)) return node_name(node) + " asks for feature " + std::to_string(feature) + " of " + std::to_string(tree.n_features);
    if (left == kNone && right == kNone) continue;
    for (const std::int32_t child : {left, right}) {
      if (child <= 0 || child >= tree.n_nodes) return node_name(node) + " has the child " + std::to_string(child) + " of " + std::to_string(n) + " nodes";
      const auto place = static_cast<std::size_t>(child);
      if (level[place] != 0) return node_name(place) + " has two parents";
      if (tree.parents.int32(place) != static_cast<std::int32_t>(node)) return node_name(place) + " names another parent than the node that has it";
      if (level[node] == kMostLevels) return "it has more than " + std::to_string(kMostLevels) + " levels";
      level[place] = static_cast<std::uint16_t>(level[node] + 1);
      open.push_back(place);
    }
  }
  if (n - n_met != static_cast<std::size_t>(tree.n_deleted)) return std::to_string(n - n_met) + " nodes are on no path from its root, of which it has deleted " + std::to_string(tree.n_deleted);
  for (std::size_t node = 0; node < n; ++node) {
    if (level[node] == 0 && tree.features.int32(node) != kDeleted) return node_name(node) + " is on no path from its root";
  }
  return "";
}

class BoosterCheck {
 public:
  BoosterCheck(std::string_view bytes, const std::string& name) : in_(bytes, name) {}

  void run() {
    in_.object({{"learner", [&] { learner(); }}, {"version", [&] { in_.list([&](std::size_t) { in_.integer(0, 1'000'000); }, 3); }}});
    in_.end();
    if (n_features_of_trees_ && *n_features_of_trees_ != n_features_) {
      in_.fail(std::to_string(n_features_) + " features of the trees as of the model", std::to_string(*n_features_of_trees_), 0);
    }
    if (n_names_ != 0 && n_names_ != n_features_) in_.fail(std::to_string(n_features_) + " names of features", std::to_string(n_names_), 0);
  }

 private:
  void learner() {
    in_.object({{"attributes", [&] { in_.texts_by_name(); }},
                {"feature_names", [&] { n_names_ = static_cast<std::int64_t>(in_.list([&](std::size_t) { in_.text(); })); }},
                {"feature_types", [&] { in_.list([](std::size_t) {}, 0); }},
                {"gradient_booster", [&] { gradient_booster(); }},
                {"learner_model_param", [&] { model_parameters(); }},
                {"objective", [&] { objective(); }}});
  }

  void model_parameters() {
    in_.object({{"base_score", [&] { in_.finite_in_text(); }},
                {"boost_from_average", [&] { in_.number_in_text(0, 1); }, false},
                {"num_class", [&] { in_.number_in_text(0, 0); }},
                {"num_feature", [&] { n_features_ = in_.number_in_text(0, kMostFeatures); }},
                {"num_target", [&] { in_.number_in_text(1, 1); }, false}});
  }

  void objective() {
    in_.object({{"name", [&] { in_.text_that_is("reg:squarederror"); }},
                {"reg_loss_param", [&] { in_.object({{"scale_pos_weight", [&] { in_.finite_in_text(); }}}); }}});
  }

  void gradient_booster() {
    in_.object({{"model", [&] { trees(); }}, {"name", [&] { in_.text_that_is("gbtree"); }}});
  }

  void trees() {
    std::int64_t n_trees = -1, n_indices = -1, last_index = 0;
    std::size_t n_found = 0, n_groups = 0;
    in_.object({{"cats", [&] { categories(); }, false},
                {"gbtree_model_param",
                 [&] {
                   in_.object({{"num_parallel_tree", [&] { in_.number_in_text(0, std::numeric_limits<std::int32_t>::max()); }},
                               {"num_trees", [&] { n_trees = in_.number_in_text(0, std::numeric_limits<std::int32_t>::max()); }}});
                 }},
                {"iteration_indptr",
                 [&] {
                   n_indices = static_cast<std::int64_t>(in_.list([&](std::size_t i) { last_index = in_.integer(i == 0 ? 0 : last_index, i == 0 ? 0 : std::numeric_limits<std::int32_t>::max()); }));
                 }},
                {"tree_info", [&] { n_groups = in_.list([&](std::size_t) { in_.integer(0, 0); }); }},
                {"trees", [&] { n_found = in_.list([&](std::size_t i) { tree(i); }); }}});
    const auto found = static_cast<std::int64_t>(n_found);
    const bool agree = n_trees == found && static_cast<std::int64_t>(n_groups) == found && (n_indices == 0 ? found == 0 : last_index == found);
    if (!agree) in_.fail(std::to_string(n_trees) + " trees as the model says", std::to_string(found) + ", groups of " + std::to_string(n_groups) + ", rounds up to tree " + std::to_string(last_index), in_.position());
  }

  void categories() {
    in_.object({{"enc", [&] { in_.list([](std::size_t) {}, 0); }}, {"feature_segments", [&] { in_.packed('l', 0); }}, {"sorted_idx", [&] { in_.packed('l', 0); }}});
  }

  void tree(std::size_t place) {
    const std::size_t at = in_.position();
    FileTree tree;
    std::int64_t id = -1;
    in_.object({{"base_weights", [&] { tree.weights = in_.packed('d'); }},
                {"categories", [&] { in_.packed('l', 0); }},
                {"categories_nodes", [&] { in_.packed('l', 0); }},
                {"categories_segments", [&] { in_.packed('L', 0); }},
                {"categories_sizes", [&] { in_.packed('L', 0); }},
                {"default_left", [&] { tree.defaults = in_.packed('U'); }},
                {"id", [&] { id = in_.integer(0, std::numeric_limits<std::int32_t>::max()); }},
                {"left_children", [&] { tree.left = in_.packed('l'); }},
                {"loss_changes", [&] { tree.gains = in_.packed('d'); }},
                {"parents", [&] { tree.parents = in_.packed('l'); }},
                {"right_children", [&] { tree.right = in_.packed('l'); }},
                {"split_conditions", [&] { tree.thresholds = in_.packed('d'); }},
                {"split_indices", [&] { tree.features = in_.packed('l'); }},
                {"split_type", [&] { tree.types = in_.packed('U'); }},
                {"sum_hessian", [&] { tree.hessians = in_.packed('d'); }},
                {"tree_param", [&] { tree_parameters(tree); }}});
    const auto fail = [&](const std::string& what) { in_.fail("tree " + std::to_string(place) + " to be one", what, at); };
    for (const Packed& array : {tree.weights, tree.defaults, tree.left, tree.gains, tree.parents, tree.right, tree.thresholds, tree.features, tree.types, tree.hessians}) {
      if (array.size() != static_cast<std::size_t>(tree.n_nodes)) fail("an array of " + std::to_string(array.size()) + " values for " + std::to_string(tree.n_nodes) + " nodes");
    }
    if (static_cast<std::size_t>(id) != place) fail("number " + std::to_string(id));
    if (n_features_of_trees_ && *n_features_of_trees_ != tree.n_features) fail("one of " + std::to_string(tree.n_features) + " features, where those before have " + std::to_string(*n_features_of_trees_));
    n_features_of_trees_ = tree.n_features;
    if (const std::string fault = fault_of(tree); !fault.empty()) fail("another: " + fault);
  }

  void tree_parameters(FileTree& tree) {
    constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
    in_.object({{"num_deleted", [&] { tree.n_deleted = in_.number_in_text(0, most); }},
                {"num_feature", [&] { tree.n_features = in_.number_in_text(0, kMostFeatures); }},
                {"num_nodes", [&] { tree.n_nodes = in_.number_in_text(1, most); }},
                {"size_leaf_vector", [&] { in_.number_in_text(0, 1); }}});
  }

  UbjsonReader in_;
  std::int64_t n_features_ = 0, n_names_ = 0;
  std::optional<std::int64_t> n_features_of_trees_;
};

}  // namespace

void require_sound_booster(std::string_view bytes, const std::string& name) { BoosterCheck(bytes, name).run(); }

}  // namespace cartograf
