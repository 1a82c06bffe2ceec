#pragma once

#include <string>
#include <vector>

namespace cartograf {

/// A predictor whose model file is XGBoost's own, so that XGBoost reads it as well.
class XgboostModel {
 public:
  virtual ~XgboostModel() = default;

  /// Puts the names of the features and a text, under the name `attribute`, into the file.
  virtual void describe(const std::vector<std::string>& feature_names, const std::string& attribute, const std::string& text) = 0;
  /// The bytes of the file, UBJSON.
  virtual std::string file() const = 0;
};

}  // namespace cartograf
