#include "host/predictor/model.hpp"
#include "tests/fuzz/memory_file.hpp"
#include "tests/fuzz/some_rows.hpp"
#include "tests/support/model_checksum.hpp"

namespace fuzz {

bool booster(std::string_view bytes) {
  std::string forged(bytes);
  testing_support::forge_checksum(forged);
  if (forged.starts_with("\x89HDF")) return false;  // another process reads it
  const MemoryFile file(forged);
  std::optional<cartograf::Model> model;
  try {
    model = cartograf::StoredModel(file.path()).load({}, 1);
  } catch (const cartograf::InputError&) {
    return false;
  }
  const auto predictions = some_predictions(model->regressor());
  const MemoryFile saved;
  model->save(saved.path(), true);
  saved.rewind();
  const cartograf::Model again = cartograf::StoredModel(saved.path()).load({}, 1);
  require(again.info().features.columns == model->info().features.columns, "a model that was saved has other columns");
  require(same_predictions(predictions, some_predictions(again.regressor())), "a model that was saved predicts otherwise");
  return true;
}

}  // namespace fuzz
