#include "host/predictor/model.hpp"
#include "tests/fuzz/some_rows.hpp"

namespace fuzz {
namespace {

using cartograf::ArrayFile;

std::optional<ArrayFile> unpacked_model(std::string_view bytes) {
  try {
    return cartograf::hdf5::unpacked_array_file(bytes);
  } catch (const cartograf::Error&) {  // the other process went astray
    return std::nullopt;
  }
}

}  // namespace

bool model_arrays(std::string_view bytes) {
  const std::optional<ArrayFile> file = unpacked_model(bytes);
  if (!file) return false;
  require(cartograf::hdf5::packed(*file) == bytes, "what was unpacked is other bytes when it is packed");
  std::optional<cartograf::Model> model;
  try {
    model = cartograf::Model::of_arrays(*file, "model.h5", {}, 1);
  } catch (const cartograf::InputError&) {
    return false;
  }
  const auto predictions = some_predictions(model->regressor());
  const cartograf::Model again = cartograf::Model::of_arrays({file->format, file->description, model->regressor().save()}, "saved.h5", {}, 1);
  require(same_predictions(predictions, some_predictions(again.regressor())), "a model that was saved predicts otherwise");
  return true;
}

}  // namespace fuzz
