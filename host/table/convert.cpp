#include "host/table/convert.hpp"

#include <algorithm>

#include "host/engine/feature_stream.hpp"
#include "io/files/csv_table.hpp"
#include "kernels/base/printable.hpp"

namespace cartograf {
namespace {

constexpr std::uint64_t kConvertedAtOnce = 4096;

/// Writes one architecture after the other.
class ConvertedKeys {
 public:
  /// as_list: one text a line and nothing else.
  ConvertedKeys(const SearchSpace& space, const ConvertOptions& options, bool as_list)
      : space_(space), notation_(find_notation(space, options.notation)), orders_(options.orders), as_list_(as_list) {
    check_orders(space, orders_);
  }

  bool as_list() const { return as_list_; }

  /// With its numbers behind it.
  std::string text(const EncodedKey& architecture) const {
    const std::string written = notation_.write(space_, architecture);
    return as_list_ ? written : csv_quoted(written) + order_fields(space_, orders_, architecture.index);
  }

 private:
  const SearchSpace& space_;
  const Notation& notation_;
  std::vector<IndexOrder> orders_;
  bool as_list_;
};

}  // namespace

void check_orders(const SearchSpace& space, const std::vector<IndexOrder>& orders) {
  for (const IndexOrder order : orders) number_of(space, order, 0);
}

std::string order_column(IndexOrder order) { return std::string(to_string(order)) + "_index"; }

std::string order_columns(const std::vector<IndexOrder>& orders) {
  std::string names;
  for (const IndexOrder order : orders) names += "," + order_column(order);
  return names;
}

std::string order_fields(const SearchSpace& space, const std::vector<IndexOrder>& orders, std::uint64_t index) {
  std::string fields;
  for (const IndexOrder order : orders) fields += "," + std::to_string(number_of(space, order, index));
  return fields;
}

void convert_table(const SearchSpace& space, const KeyTable& table, const ConvertOptions& options, OutputStream& out) {
  const CsvTable& csv = table.csv();
  for (std::size_t column = 0; column < csv.header().size(); ++column) {
    const std::string& name = csv.header()[column].text;
    const bool is_written = name == kKeyColumn || std::ranges::any_of(options.orders, [&](IndexOrder order) { return name == order_column(order); });
    if (!is_written || column == table.key_column()) continue;
    throw InputError(csv.where(csv.header()[column]) + ": expected no column " + in_quotes(name) + " beside the keys in " +
                     in_quotes(csv.header()[table.key_column()].text) + ", as a column of this name is written, found one");
  }
  const ConvertedKeys keys(space, options, csv.is_list() && options.orders.empty());
  if (!keys.as_list()) {
    std::string header;
    for (std::size_t column = 0; column < csv.header().size(); ++column) {
      header += column > 0 ? "," : "";
      header += column == table.key_column() ? kKeyColumn + order_columns(options.orders) : csv_quoted_name(csv.header()[column].text);
    }
    out.write(header + "\n");
  }
  const auto n_words = static_cast<std::ptrdiff_t>(space.codec().n_words());
  for (std::size_t row = 0; row < table.n_rows(); ++row) {
    const auto words = table.words().begin() + static_cast<std::ptrdiff_t>(row) * n_words;
    const EncodedKey architecture{{words, words + n_words}, table.indices()[row]};
    std::string line;
    for (std::size_t column = 0; column < csv.header().size(); ++column) {
      line += column > 0 ? "," : "";
      line += column == table.key_column() ? keys.text(architecture) : csv_quoted(csv.with_point(row, column));
    }
    out.write(line + "\n");
  }
}

void convert_architectures(const SearchSpace& space, const Architectures& architectures, const ConvertOptions& options, const Execution& execution,
                           OutputStream& out) {
  const ConvertedKeys keys(space, options, options.orders.empty());
  if (!keys.as_list()) out.write(kKeyColumn + order_columns(options.orders) + "\n");
  StreamContent content;
  content.words = true;
  FeatureStream stream(space, FeatureSet(Convention::graf_nas), content, execution);
  const auto n_words = static_cast<std::size_t>(space.codec().n_words());
  std::uint64_t n_written = 0;
  stream.for_each(architectures, kConvertedAtOnce, [&](const Batch& batch) {
    std::string lines;
    for (std::uint64_t row = 0; row < batch.size(); ++row) {
      const auto words = batch.words.subspan(row * n_words, n_words);
      lines += keys.text({{words.begin(), words.end()}, batch.indices[row]}) + "\n";
    }
    out.write(lines);
    n_written += batch.size();
  });
  if (n_written == 0) throw InputError(none_passes(space, architectures, stream.left_out()));
}

}  // namespace cartograf
