#pragma once

#include <string>

#include "host/import/source_table.hpp"

namespace cartograf {

/// Tables as JSON, of NASLib and of NAS-Bench-Macro.
///   {"cifar10": {"(4, 0, 3, 1, 4, 3)": {"synflow": {"score": 44.5, "time": 1.3}, "val_accuracy": 84.99}}}
///     as in NAS-Bench-Suite-Zero (Krishnakumar et al., NeurIPS 2022); also with a number in place of score and time, and
///     inside of an object that names the space, {"nasbench301": {"cifar10": ...}}, or without datasets,
///     {"00000000": {"test_acc": [86.7, 86.2, 86.5]}}. A list of numbers becomes columns test_acc_1, test_acc_2, ...
///   [{"arch": [1, 3, 4, 3, 2, 2], "accuracy": 87.88}]
///     also with the architecture as a text and with score and time, as its runs of proxies are
/// Fractions keep their text. NaN, as Python writes it, is a missing value, and Infinity is "inf". What is no number is left
/// out; options.note names it. name: what to call the text in errors.
/// Throws InputError for what is no JSON, with line and column, and for JSON of another form, with the place in it.
SourceTable read_json_table(const std::string& text, const std::string& name, const ImportOptions& options);

}  // namespace cartograf
