#include "host/space/layer_space.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "host/space/tuple_key.hpp"
#include "kernels/base/suggest.hpp"

namespace cartograf {
namespace {

constexpr const char* kKeyStyles[] = {"tuple", "digits", "number"};

Cell make_cell(const LayerSpaceDefinition& definition) {
  Cell cell;
  cell.kind = CellKind::layers;
  cell.n_elements = static_cast<std::uint8_t>(definition.n_layers);
  cell.n_ops = static_cast<std::uint8_t>(definition.operations.size());
  for (std::size_t op = 0; op < definition.values.size(); ++op) cell.op_value[op] = static_cast<std::int8_t>(definition.values[op]);
  return cell;
}

/// Number of combinations of the choices at the first `length` positions. In double it is rounded, and may be of any size.
template <class T>
T n_combinations(const LayerSpaceDefinition& definition, int length) {
  T n = 1;
  for (int i = 0; i < length; ++i) n *= static_cast<T>(definition.positions[static_cast<std::size_t>(i)].n_choices);
  return n;
}

/// Whether all architectures have an index: the greatest length has fewer than 2^60, so that all kMaxVariants lengths have
/// fewer than 2^64.
bool can_be_numbered(const LayerSpaceDefinition& definition) {
  constexpr std::uint64_t most = (std::uint64_t{1} << 60) - 1;
  std::uint64_t n = 1;
  for (const LayerPosition& position : definition.positions) {
    if (n > most / static_cast<std::uint64_t>(position.n_choices)) return !definition.listed.empty();
    n *= static_cast<std::uint64_t>(position.n_choices);
  }
  return true;
}

PositionCodec make_positions(const LayerSpaceDefinition& definition) {
  PositionCodec codec;
  codec.n_positions = static_cast<std::uint8_t>(definition.positions.size());
  for (std::size_t i = 0; i < definition.positions.size(); ++i) {
    codec.radix[i] = static_cast<std::uint8_t>(definition.positions[i].n_choices);
    codec.first_op[i] = static_cast<std::uint8_t>(definition.positions[i].first_op);
    codec.element[i] = static_cast<std::uint8_t>(definition.positions[i].layer);
  }
  codec.n_variants = static_cast<std::uint8_t>(definition.lengths.size());
  std::uint64_t first = 0;
  for (std::size_t v = 0; v < definition.lengths.size(); ++v) {
    codec.active[v] = static_cast<std::uint8_t>(definition.lengths[v]);
    codec.first_index[v] = first;
    first += n_combinations<std::uint64_t>(definition, definition.lengths[v]);
  }
  return codec;
}

Codec make_codec(const LayerSpaceDefinition& definition) {
  Codec codec;
  const bool by_position = definition.listed.empty() && can_be_numbered(definition);
  codec.kind = by_position ? CodecKind::positions : CodecKind::listed;
  codec.words_per_cell = static_cast<std::uint8_t>(definition.operations.size());
  // The positions of listed architectures need not have an index each.
  if (by_position) codec.positions = make_positions(definition);
  return codec;
}

std::uint64_t size_of_space(const LayerSpaceDefinition& definition, const PositionCodec& positions) {
  if (!definition.listed.empty()) return definition.listed.size() / definition.operations.size();
  if (!can_be_numbered(definition)) return 0;
  return positions.first_index[positions.n_variants - 1] + n_combinations<std::uint64_t>(definition, definition.lengths.back());
}

/// Whether every architecture has all layers.
bool all_layers_always(const LayerSpaceDefinition& definition) {
  if (!definition.listed.empty() || definition.lengths.size() > 1) return false;
  ElementMask layers = 0;
  for (const LayerPosition& position : definition.positions) layers |= ElementMask{1} << position.layer;
  return layers == low_bits(definition.n_layers);
}

SpaceTraits make_traits(const LayerSpaceDefinition& definition) {
  SpaceTraits traits;
  traits.ops = {definition.operations, 0};
  traits.cell = make_cell(definition);
  traits.complete = all_layers_always(definition);
  traits.costs = definition.costs;
  traits.costs_by_default = definition.costs_by_default;
  traits.layer_features = definition.families;
  return traits;
}

/// "4, 5 or 6".
std::string alternatives(const std::vector<int>& numbers) {
  std::vector<std::string> texts;
  for (const int number : numbers) texts.push_back(std::to_string(number));
  return enumerated(texts, " or ");
}

bool is_length(const LayerSpaceDefinition& definition, std::size_t n) {
  return std::find(definition.lengths.begin(), definition.lengths.end(), static_cast<int>(n)) != definition.lengths.end();
}

std::vector<int> parse_tuple_key(std::string_view key, const LayerSpaceDefinition& definition) {
  KeyParser parser(key);
  std::vector<int> choices;
  parser.expect('(', "'('");
  do {
    if (!choices.empty()) parser.expect(',', "','");
    const int n_choices = definition.positions[choices.size()].n_choices;
    choices.push_back(parser.number(definition.first_choice, definition.first_choice + n_choices - 1) - definition.first_choice);
  } while (choices.size() < definition.positions.size() && parser.next_is(','));
  if (!is_length(definition, choices.size())) {
    parser.fail(parser.position(), "',' (the key has " + alternatives(definition.lengths) + " numbers)");
  }
  parser.expect(')', "')' after " + std::to_string(choices.size()) + " numbers");
  parser.expect_end();
  return choices;
}

std::vector<int> parse_digits_key(std::string_view key, const LayerSpaceDefinition& definition) {
  const KeyParser parser(key);
  std::vector<int> choices;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (i == definition.positions.size()) parser.fail(i, "the end of the key");
    const int largest = definition.first_choice + definition.positions[i].n_choices - 1;
    const int digit = key[i] - '0';
    if (digit < definition.first_choice || digit > largest) {
      parser.fail(i, "a digit from " + std::to_string(definition.first_choice) + " to " + std::to_string(largest));
    }
    choices.push_back(digit - definition.first_choice);
  }
  if (!is_length(definition, choices.size())) {
    parser.fail(key.size(), "a digit (the key has " + alternatives(definition.lengths) + " digits)");
  }
  return choices;
}

}  // namespace

LayerSpace::LayerSpace(LayerSpaceDefinition definition)
    : definition_(checked(std::move(definition))), codec_(make_codec(definition_)),
      size_(size_of_space(definition_, codec_.positions)) {
  traits_ = make_traits(definition_);
  if (!definition_.listed.empty()) sort_list();
  if (!can_be_numbered(definition_)) met_ = &MetArchitectures::of(this->definition(), definition_.operations.size());
}

double LayerSpace::approximate_size() const {
  if (met_ == nullptr) return static_cast<double>(size_);
  double n = 0;
  for (const int length : definition_.lengths) n += n_combinations<double>(definition_, length);
  return n;
}

/// A length and choices at all positions are drawn alike, and taken where the choices behind the length are all the first:
/// every architecture then has the same chance, whatever the number of them.
std::vector<std::uint64_t> LayerSpace::sample(std::uint64_t n, std::uint64_t seed) const {
  if (met_ == nullptr) return SearchSpace::sample(n, seed);
  return met_->sample(n, seed, [&](UniformNumbers& random) -> std::optional<std::vector<std::uint64_t>> {
    const auto length = static_cast<std::ptrdiff_t>(definition_.lengths[random.below(definition_.lengths.size())]);
    std::vector<int> choices;
    for (const LayerPosition& position : definition_.positions) choices.push_back(static_cast<int>(random.below(static_cast<std::uint64_t>(position.n_choices))));
    if (std::any_of(choices.begin() + length, choices.end(), [](int choice) { return choice != 0; })) return std::nullopt;
    return words_of_choices({choices.begin(), choices.begin() + length});
  });
}

void LayerSpace::sort_list() {
  by_words_.resize(size_);
  std::iota(by_words_.begin(), by_words_.end(), std::uint64_t{0});
  std::sort(by_words_.begin(), by_words_.end(), [&](std::uint64_t a, std::uint64_t b) {
    return std::ranges::lexicographical_compare(listed_words(a), listed_words(b));
  });
}

std::span<const std::uint64_t> LayerSpace::listed_words(std::uint64_t index) const {
  const std::size_t n_words = definition_.operations.size();
  return std::span(definition_.listed).subspan(index * n_words, n_words);
}

std::string LayerSpace::definition() const {
  if (!definition_.document.empty()) return definition_.document;
  nlohmann::ordered_json json;
  json["name"] = definition_.name;
  json["kind"] = "layers";
  json["operations"] = definition_.operations;
  if (!definition_.values.empty()) json["values"] = definition_.values;
  json["layers"] = definition_.n_layers;
  for (const LayerPosition& position : definition_.positions) {
    json["positions"].push_back({{"layer", position.layer}, {"first_operation", position.first_op}, {"choices", position.n_choices}});
  }
  json["lengths"] = definition_.lengths;
  if (!definition_.listed.empty()) json["rule"] = definition_.rule;
  json["key"] = kKeyStyles[static_cast<int>(definition_.key_style)];
  json["first_choice"] = definition_.first_choice;
  return json.dump();
}

Codec LayerSpace::codec() const {
  Codec codec = codec_;
  if (!definition_.listed.empty()) codec.codes = definition_.listed.data();
  if (met_ != nullptr) codec.codes = met_->words().data();
  return codec;
}

std::vector<int> LayerSpace::choices_of(const std::uint64_t* words) const {
  std::vector<int> choices;
  for (const LayerPosition& position : definition_.positions) {
    int choice = 0;
    while (choice < position.n_choices && (words[position.first_op + choice] >> position.layer & 1) == 0) ++choice;
    if (choice == position.n_choices) break;
    choices.push_back(choice);
  }
  return choices;
}

std::size_t LayerSpace::write_key(std::uint64_t index, const std::uint64_t* words, char* out) const {
  KeyWriter key(out);
  if (definition_.key_style == LayerKeyStyle::number) {
    key << static_cast<int>(index + 1);  // the definition sees to it that it fits
    return key.size();
  }
  const std::vector<int> choices = choices_of(words);
  if (definition_.key_style == LayerKeyStyle::tuple) {
    write_tuple(key, choices.size(), [&](std::size_t i) { return choices[i] + definition_.first_choice; });
    return key.size();
  }
  for (const int choice : choices) key << choice + definition_.first_choice;
  return key.size();
}

std::size_t LayerSpace::key_width() const {
  if (definition_.key_style == LayerKeyStyle::number) return std::to_string(size_).size();
  if (definition_.key_style == LayerKeyStyle::digits) return definition_.positions.size();
  std::vector<int> longest;
  for (const LayerPosition& position : definition_.positions) longest.push_back(definition_.first_choice + position.n_choices - 1);
  return tuple_text(longest).size();
}

std::vector<int> LayerSpace::parse_choices(std::string_view key) const {
  return definition_.key_style == LayerKeyStyle::tuple ? parse_tuple_key(key, definition_) : parse_digits_key(key, definition_);
}

std::vector<std::uint64_t> LayerSpace::words_of_choices(const std::vector<int>& choices) const {
  std::vector<std::uint64_t> words(definition_.operations.size());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const LayerPosition& position = definition_.positions[i];
    words[static_cast<std::size_t>(position.first_op + choices[i])] |= ElementMask{1} << position.layer;
  }
  return words;
}

std::optional<std::uint64_t> LayerSpace::index_of_choices(const std::vector<int>& choices) const {
  if (!definition_.listed.empty()) return index_in_list(words_of_choices(choices));
  if (met_ != nullptr) return met_->number_of(words_of_choices(choices));
  std::uint64_t index = 0;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    index = index * static_cast<unsigned>(definition_.positions[i].n_choices) + static_cast<unsigned>(choices[i]);
  }
  int variant = 0;
  while (codec_.positions.active[variant] != choices.size()) ++variant;
  return codec_.positions.first_index[variant] + index;
}

std::optional<std::uint64_t> LayerSpace::index_in_list(const std::vector<std::uint64_t>& words) const {
  const auto found = std::lower_bound(by_words_.begin(), by_words_.end(), words, [&](std::uint64_t index, const auto& wanted) {
    return std::ranges::lexicographical_compare(listed_words(index), wanted);
  });
  if (found == by_words_.end() || !std::ranges::equal(listed_words(*found), words)) return std::nullopt;
  return *found;
}

EncodedKey LayerSpace::encode(std::string_view key) const {
  if (definition_.key_style == LayerKeyStyle::number) {
    KeyParser parser(key);
    const auto index = static_cast<std::uint64_t>(parser.number(1, static_cast<int>(size_)) - 1);
    parser.expect_end();
    return {words_of(*this, index), index};
  }
  const std::vector<int> choices = parse_choices(key);
  const std::optional<std::uint64_t> index = index_of_choices(choices);
  if (!index) {
    KeyParser parser(key);
    parser.fail(parser.position(), definition_.rule);
  }
  return {words_of_choices(choices), *index};
}

void LayerSpace::check_choices(const std::vector<std::uint64_t>& words, const std::vector<int>& choices) const {
  const std::vector<std::uint64_t> expected = words_of_choices(choices);
  for (std::size_t op = 0; op < words.size(); ++op) {
    const ElementMask extra = words[op] & ~expected[op];
    if (extra == 0) continue;
    throw InputError("layer " + std::to_string(lowest_bit(extra)) + ": the operation '" + definition_.operations[op] +
                     "' beside another one, after a layer that is missing, or where it is no choice");
  }
  if (is_length(definition_, choices.size())) return;
  throw InputError("expected choices at " + alternatives(definition_.lengths) + " positions, found them at the first " + std::to_string(choices.size()));
}

EncodedKey LayerSpace::encode_words(std::vector<std::uint64_t> words) const {
  const std::vector<int> choices = choices_of(words.data());
  check_choices(words, choices);
  const std::optional<std::uint64_t> index = index_of_choices(choices);
  if (!index) throw InputError("not an architecture of the space, which are: " + definition_.rule);
  return {std::move(words), *index};
}

std::vector<std::uint64_t> LayerSpace::words_of_matrix(std::span<const std::int64_t> matrix) const {
  std::vector<std::uint64_t> words(definition_.operations.size());
  for (std::size_t i = 0; i < definition_.positions.size(); ++i) {
    if (matrix[i] == -1) continue;
    const LayerPosition& position = definition_.positions[i];
    const int last_op = position.first_op + position.n_choices - 1;
    if (matrix[i] < position.first_op || matrix[i] > last_op) {
      throw InputError("entry [" + std::to_string(i) + "]: expected an operation from " + std::to_string(position.first_op) + " to " +
                       std::to_string(last_op) + ", or -1, found " + std::to_string(matrix[i]));
    }
    words[static_cast<std::size_t>(matrix[i])] |= ElementMask{1} << position.layer;
  }
  return words;
}

AdjacencyBits LayerSpace::adjacency_bits() const {
  AdjacencyBits bits{definition_.operations, {}};
  for (int layer = 0; layer < definition_.n_layers; ++layer) bits.edges.push_back("layer_" + std::to_string(layer));
  return bits;
}

}  // namespace cartograf
